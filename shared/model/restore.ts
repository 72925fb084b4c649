import { z } from 'zod';
import { instant, milliseconds } from './common.ts';

/** One way in which a restored database is not what the backup says. */
export const difference = z.object({
  kind: z.enum([
    'rows',
    'content',
    'table_missing',
    'table_unexpected',
    'sequence',
    'large_objects',
    'schema_missing',
    'schema_unexpected',
    'schema_changed',
  ]),
  object: z.string(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
});
export type Difference = z.infer<typeof difference>;

/** A table of a backup. */
export const tableName = z.object({ schema: z.string().min(1).max(63), name: z.string().min(1).max(63) });
export type TableName = z.infer<typeof tableName>;

export const restoreResult = z.object({
  id: z.uuid(),
  backup: z.uuid(),
  connection: z.string(),
  database: z.string(),
  ok: z.boolean(),
  durationMs: milliseconds,
  tables: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  differences: z.array(difference),
  errors: z.array(z.string()),
  /** Roles that did not exist on the target and were made, without the right to log in. */
  createdRoles: z.array(z.string()),
  /** What belongs to the selection and could not come along, in words. */
  omitted: z.array(z.string()).default([]),
});
export type RestoreResult = z.infer<typeof restoreResult>;

export const restoreRecord = restoreResult.extend({
  startedAt: instant,
  state: z.enum(['running', 'succeeded', 'different', 'failed', 'cancelled', 'interrupted']),
});
