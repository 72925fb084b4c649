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
  /** Of a replacement: the backup taken just before, the name of the database that was replaced, and until when it is meant to be kept. */
  safetyBackup: z.uuid().nullable().default(null),
  previousDatabase: z.string().nullable().default(null),
  keepUntil: instant.nullable().default(null),
});
export type RestoreResult = z.infer<typeof restoreResult>;

export const NOTHING_REPLACED = { safetyBackup: null, previousDatabase: null, keepUntil: null } as const;

/** new: into a database of its own. rows: into empty tables of one that exists. replace, undo: two databases changed places. */
export const restoreKind = z.enum(['new', 'rows', 'replace', 'undo']);
export type RestoreKind = z.infer<typeof restoreKind>;

export const restoreState = z.enum(['running', 'succeeded', 'different', 'failed', 'cancelled', 'interrupted']);
export type RestoreState = z.infer<typeof restoreState>;

/** A restore in the list of them. */
export const restoreRecord = z.object({
  id: z.uuid(),
  kind: restoreKind,
  backup: z.uuid(),
  connection: z.string(),
  database: z.string(),
  state: restoreState,
  startedAt: instant,
  safetyBackup: z.uuid().nullable(),
  /** The name under which the database that was replaced is kept; null when none is. */
  previousDatabase: z.string().nullable(),
  /** It is kept longer, but nobody asked for that. */
  keepUntil: instant.nullable(),
  overdue: z.boolean(),
  undoable: z.boolean(),
});
export type RestoreRecord = z.infer<typeof restoreRecord>;
