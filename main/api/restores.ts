import type { ParsedInput } from '../../shared/contract.ts';
import { findRestore } from '../catalog/restores.ts';
import type { Context } from '../runs/context.ts';
import { unwrap } from '../runs/perform.ts';
import { examineRows } from '../runs/examineRows.ts';
import { examineRestore } from '../runs/readiness.ts';
import { restoreToNew } from '../runs/restore.ts';
import { type RestoreRequest, restoreOrdered } from '../runs/restoreRequest.ts';
import { restoreRows } from '../runs/restoreRows.ts';
import type { RowsRequest } from '../runs/rowsRequest.ts';
import { findBackup } from './backups.ts';
import { startRun } from './background.ts';
import type { Handlers } from './handlers.ts';

type Names =
  | 'backups.restore'
  | 'backups.restoreRows'
  | 'restores.check'
  | 'restores.checkRows'
  | 'restores.start'
  | 'restores.startRows'
  | 'restores.get';

export const restoreHandlers: Handlers<Names> = {
  async 'backups.restore'(context, order, signal) {
    return { restore: unwrap(await restoreToNew(context, { ...requestOf(context, order), signal })).value };
  },

  async 'backups.restoreRows'(context, order, signal) {
    return { restore: unwrap(await restoreRows(context, { ...rowsRequestOf(context, order), signal })).value };
  },

  'restores.check': (context, order, signal) => examineRestore(context, requestOf(context, order), signal),

  'restores.checkRows': (context, order, signal) => examineRows(context, rowsRequestOf(context, order), signal),

  'restores.start'(context, order) {
    const request = requestOf(context, order);
    return startRun(context, (onQueued) => restoreToNew(context, { ...request, onQueued }));
  },

  'restores.startRows'(context, order) {
    const request = rowsRequestOf(context, order);
    return startRun(context, (onQueued) => restoreRows(context, { ...request, onQueued }));
  },

  'restores.get': async (context, { run }) => ({
    restore: findRestore(context.db, run)?.result ?? null,
    order: await restoreOrdered(context, run),
  }),
};

/** @throws AppError `no_backup`, `ambiguous_backup` */
function requestOf(context: Context, order: ParsedInput<'restores.start'>): RestoreRequest {
  const { backup: reference, toNew, on, content, jobs, noOwner, noTablespaces, salvage, trustSql } = order;
  const { schemas, tables, skipExtensions } = order;
  const backup = findBackup(context, reference);
  return {
    backup,
    database: toNew,
    connection: on ?? backup.connection,
    content,
    jobs: jobs ?? null,
    noOwner,
    noTablespaces,
    salvage,
    trustSql,
    choice: { schemas, tables, skipExtensions },
  };
}

/** @throws AppError `no_backup`, `ambiguous_backup` */
function rowsRequestOf(context: Context, order: ParsedInput<'restores.startRows'>): RowsRequest {
  const { backup: reference, into, on, schemas, tables, trustSql } = order;
  const backup = findBackup(context, reference);
  return {
    backup,
    database: into,
    connection: on ?? backup.connection,
    choice: { schemas, tables, skipExtensions: [] },
    trustSql,
  };
}
