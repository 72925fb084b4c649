import { AppError } from '../../shared/errors.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { findRestore, settleRestore } from '../catalog/restores.ts';
import { findSwap, saveSwap, setAsideGone, type Swap } from '../catalog/swaps.ts';
import { endSessionsNamed, openMaintenance } from '../postgres/maintenance.ts';
import { allowConnections, dropClosed, findDatabase } from '../postgres/swap.ts';
import type { DatabaseMark } from '../postgres/writes.ts';
import type { Session } from '../postgres/session.ts';
import { requireConnection, resolveAccess } from './access.ts';
import { sessionLabel } from './changePlaces.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/**
 * Finds out on the server whether two databases have changed places, and leaves it in order: people are let into both, or into the
 * original while nothing of the other is left. Idempotent; writes nothing into the catalog.
 * @throws AppError when the server cannot be reached, or something cannot be put in order now.
 */
export async function settleOnServer(context: Context, swap: Swap): Promise<'swapped' | 'reverted'> {
  const connection = requireConnection(context, swap.connection);
  const access = await resolveAccess(context, connection);
  const outside = [swap.database, swap.incoming, ...(swap.aside === null ? [] : [swap.aside])];
  await using server = await openMaintenance(access, connection.database, outside, 'lifeboat');
  if (!(await endSessionsNamed(server, sessionLabel(swap.run))))
    throw new AppError('in_use', 'What the dead process began on the server still runs.', 'It is tried again.');
  const incoming = swap.incomingOid === null ? null : await findDatabase(server, { oid: swap.incomingOid });
  await letIn(server, swap.originalOid);
  if (incoming?.name === swap.database) {
    await letIn(server, incoming.oid);
    return 'swapped';
  }
  if (swap.undoes !== null) await letIn(server, swap.incomingOid);
  else await dropClosed(server, swap.incoming, swap.incomingOid);
  return 'reverted';
}

async function letIn(server: Session, oid: number | null): Promise<void> {
  const database = oid === null ? null : await findDatabase(server, { oid });
  if (database && !database.allowsConnections) await allowConnections(server, database.name, true);
}

/** Writes down that two databases have changed places, in a transaction of the caller's. */
export function recordSwapped(context: Context, swap: Swap, at: Date, result: RestoreResult): void {
  const { db } = context;
  const keepUntil = new Date(at.getTime() + swap.keepMs).toISOString();
  saveSwap(db, { ...swap, state: 'swapped', swappedAt: at.toISOString(), keepUntil });
  if (swap.undoes !== null) setAsideGone(db, swap.undoes, 'undone');
  settleRestore(db, swap.run, 'succeeded', result);
}

/** What a swap came to, as far as its journal tells. */
export function resultOfSwap(
  context: Context,
  swap: Swap,
  at: Date,
  createdRoles: readonly string[] = [],
): RestoreResult {
  const restore = findRestore(context.db, swap.run);
  const { tables } = JSON.parse(swap.mark ?? '{"tables":[]}') as Pick<DatabaseMark, 'tables'>;
  return {
    id: swap.run,
    backup: restore?.backup ?? swap.run,
    connection: swap.connection,
    database: swap.database,
    ok: true,
    durationMs: Math.max(0, at.getTime() - Date.parse(restore?.startedAt ?? at.toISOString())),
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    differences: [],
    errors: [],
    createdRoles: [...createdRoles],
    omitted: [],
    safetyBackup: swap.safetyBackup,
    previousDatabase: swap.aside,
    keepUntil: new Date(at.getTime() + swap.keepMs).toISOString(),
  };
}

/**
 * After a failure within a run: puts the server in order and writes down what is known.
 * @returns true when the databases have changed places after all.
 */
export async function settleAfterFailure(context: Context, scope: Scope): Promise<boolean> {
  const swap = findSwap(context.db, scope.id);
  if (swap?.state !== 'open') return false;
  try {
    if ((await settleOnServer(context, swap)) === 'swapped') return true;
    saveSwap(context.db, { ...swap, state: 'reverted' });
    scope.log.write('info', 'swap.reverted', { database: swap.database });
  } catch (error) {
    scope.log.write('warn', 'swap.not-settled', { message: AppError.from(error).message });
    scope.advise({
      code: 'swap_open',
      message: `What was begun on ${swap.connection} could not be put in order: ${AppError.from(error).message}`,
      nextStep: 'Lifeboat does it as soon as the server can be reached, at its next start at the latest.',
    });
  }
  return false;
}
