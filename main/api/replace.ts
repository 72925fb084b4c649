import type { ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Advisory } from '../../shared/model/run.ts';
import type { RestoreRecord } from '../../shared/model/restore.ts';
import { listRestores, type RestoreRow, restoresByPrefix } from '../catalog/restores.ts';
import { keptSwaps } from '../catalog/swaps.ts';
import { checkReplace } from '../runs/checkReplace.ts';
import type { Context } from '../runs/context.ts';
import { forgetPrevious } from '../runs/forget.ts';
import { unwrap } from '../runs/perform.ts';
import { previewUndo } from '../runs/previewUndo.ts';
import { replace } from '../runs/replace.ts';
import type { ReplaceRequest } from '../runs/replaceRequest.ts';
import { requireKept, undo } from '../runs/undo.ts';
import { startRun } from './background.ts';
import { findBackup } from './backups.ts';
import type { Handlers } from './handlers.ts';

type Names =
  | 'restores.replace'
  | 'restores.startReplace'
  | 'restores.checkReplace'
  | 'restores.previewUndo'
  | 'restores.undo'
  | 'restores.startUndo'
  | 'restores.list'
  | 'restores.forget';

const DAY_MS = 86_400_000;

export const replaceHandlers: Handlers<Names> = {
  async 'restores.replace'(context, order, signal) {
    return { restore: unwrap(await replace(context, { ...requestOf(context, order), signal })).value };
  },

  'restores.startReplace'(context, order) {
    const request = requestOf(context, order);
    return startRun(context, (onQueued) => replace(context, { ...request, onQueued }));
  },

  'restores.checkReplace': async (context, question, signal) => {
    const request = requestOf(context, { ...question, confirm: '', keepDays: 0 });
    const { loses, ...readiness } = await checkReplace(context, request, signal);
    return {
      ...readiness,
      loses: loses && {
        ...loses,
        sessions: [...loses.sessions],
        publications: [...loses.publications],
        tables: [...loses.tables],
      },
    };
  },

  async 'restores.previewUndo'(context, { restore }, signal) {
    const preview = await previewUndo(context, requireKept(context, findRestoreBy(context, restore)), signal);
    return { ...preview, tables: [...preview.tables] };
  },

  async 'restores.undo'(context, { restore: reference, confirm }, signal) {
    const restore = findRestoreBy(context, reference);
    const { id, database, previousDatabase, keepUntil } = unwrap(
      await undo(context, { restore, confirm, signal }),
    ).value;
    return { undo: { restore: id, database, previousDatabase, keepUntil } };
  },

  'restores.startUndo'(context, { restore: reference, confirm }) {
    const restore = findRestoreBy(context, reference);
    return startRun(context, (onQueued) => undo(context, { restore, confirm, onQueued }));
  },

  'restores.list': (context, { limit }) => ({ restores: listed(context, limit) }),

  async 'restores.forget'(context, { restore, confirm }) {
    const kept = requireKept(context, findRestoreBy(context, restore));
    return { dropped: await forgetPrevious(context, kept, confirm) };
  },
};

/** Says of each old database that is kept for longer than was meant; nothing drops it but a person. */
export function overdueDatabases(context: Context): Advisory[] {
  const now = context.ports.clock.now().toISOString();
  return keptSwaps(context.db)
    .filter(({ keepUntil }) => keepUntil < now)
    .map(({ run, aside, connection }) => ({
      code: 'previous_kept',
      message: `The database ${aside} on ${connection} was to be kept no longer, and still takes its space.`,
      nextStep: `Drop it: lifeboat forget ${run.slice(0, 8)}`,
    }));
}

/** @throws AppError `no_backup`, `ambiguous_backup` */
function requestOf(context: Context, order: ParsedInput<'restores.replace'>): ReplaceRequest {
  const { backup: reference, database, on, confirm, keepDays, jobs, noOwner, trustSql } = order;
  const backup = findBackup(context, reference);
  const connection = on ?? backup.connection;
  return { backup, connection, database, confirm, keepMs: keepDays * DAY_MS, jobs: jobs ?? null, noOwner, trustSql };
}

/** @throws AppError `no_run` when none, or more than one, begins so. */
function findRestoreBy(context: Context, reference: string): RestoreRow {
  const [found, other] = restoresByPrefix(context.db, reference);
  if (found && !other) return found;
  throw new AppError(
    'no_run',
    found ? `Several restores begin with ${reference}.` : `There is no restore ${reference}.`,
    found ? 'Give more characters of the id.' : 'List the restores with `lifeboat restores`.',
  );
}

function listed(context: Context, limit: number): RestoreRecord[] {
  const now = context.ports.clock.now().toISOString();
  const kept = new Map(keptSwaps(context.db).map((swap) => [swap.run, swap]));
  return listRestores(context.db, limit).map(({ result, ...row }) => {
    const swap = kept.get(row.id);
    return {
      ...row,
      safetyBackup: result?.safetyBackup ?? null,
      previousDatabase: swap?.aside ?? null,
      keepUntil: swap?.keepUntil ?? null,
      overdue: swap !== undefined && swap.keepUntil < now,
      undoable: swap !== undefined,
    };
  });
}
