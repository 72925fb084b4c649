import { z } from 'zod';
import { givenName, identifier } from '../model/common.ts';
import { contentChoice } from '../model/plan.ts';
import { restoreResult, tableName } from '../model/restore.ts';
import { run } from '../model/run.ts';
import { backupReference, byRun, severity, trustSql } from './shapes.ts';

/** Ways around what a target lacks. */
const restoreOptions = z.object({
  /** Everything belongs to the restoring role. */
  noOwner: z.boolean().default(false),
  /** Everything goes into the default tablespace. */
  noTablespaces: z.boolean().default(false),
  /** Extensions to do without, and with them whatever needs them. */
  skipExtensions: z.array(z.string().min(1).max(63)).max(100).default([]),
});

/** What a restore wizard shows of one check made before anything is written. */
export const readinessCheck = z.object({
  code: z.string(),
  ok: z.boolean(),
  severity,
  message: z.string(),
  nextStep: z.string(),
  /** What to add to the order so that this no longer stands in the way. */
  fix: z
    .object({
      noOwner: z.literal(true).optional(),
      noTablespaces: z.literal(true).optional(),
      skipExtensions: z.array(z.string()).optional(),
      trustSql: z.literal(true).optional(),
    })
    .nullable(),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

/** What a restore into a new database is told; `on` names a connection, the backup's own when left out. */
export const restoreOrder = z.object({
  backup: backupReference,
  toNew: identifier,
  on: givenName.optional(),
  content: contentChoice.default('all'),
  /** With neither schemas nor tables: everything. */
  schemas: z.array(z.string().min(1).max(63)).max(1000).default([]),
  tables: z.array(tableName).max(100_000).default([]),
  jobs: z.number().int().min(1).max(32).optional(),
  ...restoreOptions.shape,
  /** Take what can be read of a damaged backup; the outcome is never a success. */
  salvage: z.boolean().default(false),
  trustSql,
});

export type RestoreOrder = z.infer<typeof restoreOrder>;

/** Rows alone, into tables of the database `into` that exist and are empty. */
export const rowsOrder = restoreOrder
  .pick({ backup: true, on: true, schemas: true, tables: true, trustSql: true })
  .extend({ into: identifier });
export type RowsOrder = z.infer<typeof rowsOrder>;

const readiness = z.object({
  checks: z.array(readinessCheck),
  client: z.string().nullable(),
  serverVersion: z.string().nullable(),
});

export const restoreCalls = {
  'backups.restore': {
    input: restoreOrder,
    output: z.object({ restore: restoreResult }),
  },
  'backups.restoreRows': { input: rowsOrder, output: z.object({ restore: restoreResult }) },
  'restores.check': { input: restoreOrder, output: readiness },
  'restores.checkRows': { input: rowsOrder, output: readiness },
  'restores.start': { input: restoreOrder, output: z.object({ run }) },
  'restores.startRows': { input: rowsOrder, output: z.object({ run }) },
  /** What a restore came to, null while it runs and when it failed; and what was asked for, null when that is not known. */
  'restores.get': {
    input: byRun,
    output: z.object({ restore: restoreResult.nullable(), order: z.union([restoreOrder, rowsOrder]).nullable() }),
  },
} as const;
