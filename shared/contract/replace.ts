import { z } from 'zod';
import { bytes, givenName, identifier, instant } from '../model/common.ts';
import { restoreRecord, restoreResult } from '../model/restore.ts';
import { run } from '../model/run.ts';
import { readinessCheck } from './restores.ts';
import { backupReference, trustSql } from './shapes.ts';

/** The id of a restore, or a unique prefix of 8 characters or more. */
const restoreReference = z.string().min(8).max(36);
const byRestore = z.object({ restore: restoreReference });
/** The name of a database, typed once more; it must be the very same. */
const confirm = z.string().max(300);
const rows = z.number().int().nonnegative().nullable();
const tableCount = z.object({ schema: z.string(), name: z.string() });

const replaceQuestion = z.object({
  backup: backupReference,
  /** The database to replace. */
  database: identifier,
  /** The connection it is on; the backup's own when left out. */
  on: givenName.optional(),
  jobs: z.number().int().min(1).max(32).optional(),
  noOwner: z.boolean().default(false),
  trustSql,
});

const replaceOrder = replaceQuestion.extend({
  confirm,
  /** How long the old database is meant to be kept. It is never dropped by itself. */
  keepDays: z.number().int().min(0).max(3650).default(7),
});

/** What would be set aside by a replacement. */
const losses = z.object({
  bytes,
  sessions: z.array(
    z.object({ role: z.string(), application: z.string(), client: z.string().nullable(), endable: z.boolean() }),
  ),
  publications: z.array(z.string()),
  cron: z.boolean(),
  tables: z.array(tableCount.extend({ rowsNow: rows, rowsBackup: rows })),
});
export type Losses = z.infer<typeof losses>;

const undoPreview = z.object({
  restore: z.uuid(),
  database: z.string(),
  previousDatabase: z.string(),
  since: instant,
  /** False when another database serves by now: what was written since cannot be told. */
  comparable: z.boolean(),
  /** False when the server's counts began anew: only rows could be compared. */
  counted: z.boolean(),
  /** Only those that changed. */
  tables: z.array(
    tableCount.extend({
      rowsThen: rows,
      rowsNow: rows,
      inserted: rows,
      updated: rows,
      deleted: rows,
    }),
  ),
  sessions: z.number().int().nonnegative(),
});
export type UndoPreview = z.infer<typeof undoPreview>;

const undoOrder = byRestore.extend({ confirm });

export const replaceCalls = {
  'restores.replace': { input: replaceOrder, output: z.object({ restore: restoreResult }) },
  'restores.startReplace': { input: replaceOrder, output: z.object({ run }) },
  'restores.checkReplace': {
    input: replaceQuestion,
    output: z.object({
      checks: z.array(readinessCheck),
      client: z.string().nullable(),
      serverVersion: z.string().nullable(),
      /** Null when the database cannot be looked at. */
      loses: losses.nullable(),
    }),
  },
  'restores.previewUndo': { input: byRestore, output: undoPreview },
  'restores.undo': {
    input: undoOrder,
    output: z.object({
      undo: z.object({
        restore: z.uuid(),
        database: z.string(),
        previousDatabase: z.string().nullable(),
        keepUntil: instant.nullable(),
      }),
    }),
  },
  'restores.startUndo': { input: undoOrder, output: z.object({ run }) },
  'restores.list': {
    input: z.object({ limit: z.number().int().min(1).max(1000).default(50) }),
    output: z.object({ restores: z.array(restoreRecord) }),
  },
  /** Drops the database that a restore replaced; `confirm` is the name of that one. */
  'restores.forget': { input: undoOrder, output: z.object({ dropped: z.string() }) },
} as const;
