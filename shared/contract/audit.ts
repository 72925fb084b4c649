import { z } from 'zod';
import { instant } from '../model/common.ts';
import { nothing } from './shapes.ts';

/** Who did what, through which door, and what came of it. */
export const auditEntry = z.object({
  /** Counts from 1; an entry has the number after that of the one before. */
  id: z.number().int(),
  at: instant,
  /** The user of the operating system. */
  actor: z.string(),
  /** The machine's name; empty in entries of versions that did not note it. */
  host: z.string(),
  door: z.string(),
  action: z.string(),
  subject: z.string(),
  /** `done`, the state in which a run ended, or the code of the error. */
  outcome: z.string(),
});

const verdict = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  /** The number of the first entry that is not as it was written, or is not there. */
  brokenAt: z.number().int().optional(),
  problem: z.string().optional(),
});

export const auditCalls = {
  'audit.list': {
    input: z.object({ limit: z.number().int().min(1).max(10_000).default(50) }),
    output: z.object({ entries: z.array(auditEntry) }),
  },
  'audit.verify': { input: nothing, output: verdict },
  /** Makes the end of the log as it is now count, after a catalog was put back from a copy, say. */
  'audit.accept': { input: nothing, output: verdict },
} as const;
