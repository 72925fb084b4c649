import { z } from 'zod';
import { givenName, identifier } from '../model/common.ts';
import { contentChoice } from '../model/plan.ts';
import { restoreResult } from '../model/restore.ts';
import { run } from '../model/run.ts';
import { backupReference, byRun, severity } from './shapes.ts';

/** What a restore wizard shows of one check made before anything is written. */
export const readinessCheck = z.object({
  code: z.string(),
  ok: z.boolean(),
  severity,
  message: z.string(),
  nextStep: z.string(),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

/** What a restore into a new database is told; `on` names a connection, the backup's own when left out. */
export const restoreOrder = z.object({
  backup: backupReference,
  toNew: identifier,
  on: givenName.optional(),
  content: contentChoice.default('all'),
  jobs: z.number().int().min(1).max(32).optional(),
  noOwner: z.boolean().default(false),
});

export type RestoreOrder = z.infer<typeof restoreOrder>;

export const restoreCalls = {
  'backups.restore': {
    input: restoreOrder,
    output: z.object({ restore: restoreResult }),
  },
  'restores.check': {
    input: restoreOrder,
    output: z.object({
      checks: z.array(readinessCheck),
      client: z.string().nullable(),
      serverVersion: z.string().nullable(),
    }),
  },
  'restores.start': { input: restoreOrder, output: z.object({ run }) },
  /** What a restore came to, null while it runs and when it failed; and what was asked for, null when that is not known. */
  'restores.get': {
    input: byRun,
    output: z.object({ restore: restoreResult.nullable(), order: restoreOrder.nullable() }),
  },
} as const;
