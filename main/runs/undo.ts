import { AppError } from '../../shared/errors.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { findRestore, insertRestore, type RestoreRow, settleRestore } from '../catalog/restores.ts';
import { keptSwaps, saveSwap, type Swap, type Swapped } from '../catalog/swaps.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { readTraits } from '../postgres/databaseTraits.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { type DatabaseIdentity, findDatabase } from '../postgres/swap.ts';
import { markDatabase } from '../postgres/writes.ts';
import { requireConnection, resolveAccess } from './access.ts';
import { asideName } from './aside.ts';
import { changePlaces, sessionLabel } from './changePlaces.ts';
import type { Context } from './context.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { databaseResource } from './databaseResource.ts';
import { finish } from './replace.ts';
import { refuseUnfitDatabase } from './replaceable.ts';
import { checkConfirmation, KEEP_DAYS } from './replaceRequest.ts';
import { settleAfterFailure } from './settleSwap.ts';

export interface UndoRequest extends Caller {
  readonly restore: RestoreRow;
  /** The name of the database, as a person typed it. */
  readonly confirm: string;
}

/**
 * Lets the database that a restore replaced take its place again. The one that it takes it from is kept, so this can be undone in turn.
 * @throws AppError `confirmation_missing`, `no_connection`, `no_database`; failures of the run are in its outcome.
 */
export async function undo(context: Context, request: UndoRequest): Promise<Outcome<RestoreResult>> {
  const kept = requireKept(context, request.restore);
  checkConfirmation(request.confirm, kept.database);
  const { connection, database } = kept;
  return await perform(
    context,
    {
      kind: 'restore',
      plan: null,
      backup: request.restore.backup,
      trigger: 'manual',
      server: `\0swap:${connection}`,
      resource: databaseResource(connection, database),
      signal: request.signal,
      onQueued: request.onQueued,
      audited: { action: 'restore.undo', subject: `${database} on ${connection}, restore ${kept.run}` },
    },
    async (scope) => {
      scope.log.write('info', 'undo.ordered', { restore: kept.run, database, connection });
      insertRestore(context.db, {
        id: scope.id,
        kind: 'undo',
        backup: request.restore.backup,
        connection,
        database,
        startedAt: context.ports.clock.now().toISOString(),
      });
      scope.journal({ restore: scope.id });
      try {
        await bringBack(context, kept, scope);
      } catch (error) {
        if (!(await settleAfterFailure(context, scope))) {
          settleRestore(context.db, scope.id, scope.signal.aborted ? 'cancelled' : 'failed', null);
          throw error;
        }
      }
      return finish(context, scope);
    },
  );
}

/** @throws AppError `no_database` when nothing is kept of what a restore replaced. */
export function requireKept(context: Context, restore: RestoreRow): Swapped {
  const kept = keptSwaps(context.db).find(({ run }) => run === restore.id);
  if (kept) return kept;
  throw new AppError(
    'no_database',
    findRestore(context.db, restore.id)?.kind === 'new'
      ? 'That restore made a new database and replaced none.'
      : 'The database that this restore replaced is not kept any more.',
    'List the restores with `lifeboat restores`; restore a backup instead.',
  );
}

/** The two databases of a swap as they are on the server now. @throws AppError `no_database` */
export async function findPair(
  server: Session,
  kept: Swapped,
): Promise<{ readonly serving: DatabaseIdentity; readonly previous: DatabaseIdentity }> {
  const serving = await findDatabase(server, { name: kept.database });
  const previous = await findDatabase(server, { oid: kept.originalOid });
  if (serving && previous && serving.oid !== previous.oid) return { serving, previous };
  throw new AppError(
    'no_database',
    previous
      ? `There is no database called ${kept.database} to change places with.`
      : `The database that was replaced, ${kept.aside}, is not there any more.`,
    previous ? `Rename ${previous.name} by hand (ALTER DATABASE … RENAME TO).` : 'Restore a backup instead.',
  );
}

async function bringBack(context: Context, kept: Swapped, scope: Scope): Promise<void> {
  const { checkpoint, clock } = context.ports;
  const connection = requireConnection(context, kept.connection);
  const { database } = kept;
  checkpoint('undo.examine');
  const access = await resolveAccess(context, connection);
  const outside = [database, kept.aside];
  await using server = await openMaintenance(access, connection.database, outside, sessionLabel(scope.id));
  const { serving, previous } = await findPair(server, kept);
  await refuseUnfitDatabase(server, serving.name);
  await refuseUnfitDatabase(server, previous.name);
  checkpoint('undo.mark');
  scope.meter.phase('preparing');
  const mark = await markOf(access, previous.name, scope);
  const { comment } = await readTraits(server, database);
  const at = clock.now();
  const aside = await asideName(server, database, 'undone', at);
  await server.close();
  const swap: Swap = {
    run: scope.id,
    connection: connection.name,
    database,
    state: 'open',
    undoes: kept.run,
    safetyBackup: null,
    incoming: previous.name,
    incomingOid: previous.oid,
    originalOid: serving.oid,
    aside,
    comment,
    mark,
    keepMs: KEEP_DAYS * 86_400_000,
    swappedAt: null,
    keepUntil: null,
    asideGone: null,
  };
  saveSwap(context.db, swap);
  await changePlaces(
    context,
    {
      connection,
      access,
      swap,
      original: serving,
      incoming: previous,
      aside,
      comment: `${database} as it was before the restore was undone on ${at.toISOString()}; kept by Lifeboat. To go back: lifeboat undo ${scope.id.slice(0, 8)}`,
      incomingComment: kept.comment,
    },
    scope,
  );
  checkpoint('undo.record');
}

async function markOf(access: ServerAccess, database: string, scope: Scope): Promise<string> {
  await using session = await openSession(access, database, scope.signal);
  return JSON.stringify(await markDatabase(session));
}
