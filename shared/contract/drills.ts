import { z } from 'zod';
import { givenName } from '../model/common.ts';
import { drill } from '../model/drill.ts';
import { run } from '../model/run.ts';
import { backupReference, byRun } from './shapes.ts';

const drillOrder = z.object({
  backup: backupReference,
  /** The connection to make a scratch database on; a throwaway cluster when not said. */
  on: givenName.optional(),
  /** An age key file or the text of a recovery kit: the drill has only its keys, and proves the kit. */
  kit: z.string().min(1).max(4000).optional(),
});

export const drillCalls = {
  'drills.take': { input: drillOrder, output: z.object({ drill }) },
  'drills.start': { input: drillOrder, output: z.object({ run }) },
  /** What a drill came to; null while it runs, and when it could not be carried out. */
  'drills.get': { input: byRun, output: z.object({ drill: drill.nullable() }) },
  'drills.list': {
    input: z.object({
      plan: z.string().optional(),
      backup: z.uuid().optional(),
      limit: z.number().int().min(1).max(1000).default(50),
    }),
    output: z.object({ drills: z.array(drill) }),
  },
} as const;
