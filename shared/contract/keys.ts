import { z } from 'zod';
import { keyForm } from '../model/encryption.ts';
import { key } from '../model/key.ts';
import { run } from '../model/run.ts';
import { nothing } from './shapes.ts';

/** Where a recovery kit was written: the text that `age` takes as it is, and the page to print. */
const kit = z.object({ recipient: z.string(), text: z.string(), page: z.string() });

const keys = z.array(key);

/** No answer of these holds an identity: the kit is a file, and only its place is told. */
export const keyCalls = {
  'keys.list': {
    input: nothing,
    output: z.object({
      keys,
      /** Kits that still lie in Lifeboat's own folder, where they should not stay. */
      kits: z.array(kit),
    }),
  },
  'keys.create': {
    input: z.object({
      form: keyForm.default('x25519'),
      /** Put it in the place of the one there is, which goes on opening what was sealed for it. */
      rotate: z.boolean().default(false),
    }),
    output: z.object({ keys }),
  },
  /** Makes a new recovery key, writes its kit, and puts it in the place of the one before. */
  'keys.recovery': {
    input: z.object({
      form: keyForm.default('x25519'),
      /** The text file to write, which must not exist; in Lifeboat's own folder when not said. */
      out: z.string().min(1).max(4000).optional(),
    }),
    output: z.object({ keys, kit }),
  },
  /** Takes in the identities of an age key file or of a recovery kit. */
  'keys.import': { input: z.object({ file: z.string().min(1).max(4000) }), output: z.object({ keys }) },
  /** Starts a drill with nothing but the kit that still lies in Lifeboat's own folder. */
  'keys.prove': { input: z.object({ recipient: z.string().max(4000) }), output: z.object({ run }) },
} as const;
