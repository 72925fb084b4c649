import { z } from 'zod';

export const signingCalls = {
  /** Believes the manifests that another machine signed with this key (Ed25519, base64): of a lost workstation, from its recovery kit. */
  'signing.trust': {
    input: z.object({ key: z.string().max(100) }),
    /** `backups`: how many known ones are signed with it. */
    output: z.object({ key: z.string(), added: z.boolean(), backups: z.number().int().nonnegative() }),
  },
} as const;
