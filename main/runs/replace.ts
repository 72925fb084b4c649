import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { insertRestore, settleRestore } from '../catalog/restores.ts';
import { findSwap, saveSwap, type Swap } from '../catalog/swaps.ts';
import { createDatabase } from '../postgres/database.ts';
import { readTraits } from '../postgres/databaseTraits.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { findDatabase } from '../postgres/swap.ts';
import { requireConnection, resolveAccess } from './access.ts';
import { asCustom } from './asCustom.ts';
import { asideName } from './aside.ts';
import { changePlaces, sessionLabel } from './changePlaces.ts';
import type { Context } from './context.ts';
import type { Filled } from './fill.ts';
import { different, fillBeside } from './fillBeside.ts';
import { handOver, markFilled } from './handOver.ts';
import { openArchive } from './openArchive.ts';
import { type Outcome, perform, type Scope } from './perform.ts';
import { examineReplaced } from './replaceable.ts';
import { databaseResource } from './databaseResource.ts';
import { checkPlainSql } from './plainTrust.ts';
import { checkConfirmation, type ReplaceRequest, restoreOf } from './replaceRequest.ts';
import { checkContent, provideRoles } from './restoreTarget.ts';
import { planOfDatabase, takeSafetyBackup } from './safetyBackup.ts';
import { recordSwapped, resultOfSwap, settleAfterFailure } from './settleSwap.ts';
import { readTrustedManifest } from './trustedManifest.ts';
import { isPartOfPlain } from './wish.ts';

/**
 * Replaces a database by a backup: a proved safety backup first, then a restore beside it that is compared, then the two change places.
 * The old database is kept. Whatever fails before they change places leaves it serving as before.
 * @throws AppError `no_connection`, `confirmation_missing`, `no_plan`; failures of the run are in its outcome.
 */
export async function replace(context: Context, request: ReplaceRequest): Promise<Outcome<RestoreResult>> {
  const { backup, database } = request;
  const connection = requireConnection(context, request.connection);
  checkConfirmation(request.confirm, database);
  const plan = planOfDatabase(context, connection.name, database, backup.plan);
  return await perform(
    context,
    {
      kind: 'restore',
      plan: backup.plan,
      backup: backup.id,
      trigger: 'manual',
      // Not the queue of the server, in which its own safety backup has to wait.
      server: `\0swap:${connection.name}`,
      resource: databaseResource(connection.name, database),
      signal: request.signal,
      onQueued: request.onQueued,
      audited: { action: 'restore.replace', subject: `${database} on ${connection.name} by ${backup.id}` },
    },
    async (scope) => {
      scope.log.write('info', 'replace.ordered', { backup: backup.id, database, connection: connection.name });
      scope.lease(`backup:${backup.id}`, true);
      insertRestore(context.db, {
        id: scope.id,
        kind: 'replace',
        backup: backup.id,
        connection: connection.name,
        database,
        startedAt: context.ports.clock.now().toISOString(),
      });
      scope.journal({ restore: scope.id });
      const found: Found = { roles: [], filled: null };
      try {
        await bringIn(context, request, connection, plan, scope, found);
      } catch (error) {
        if (!(await settleAfterFailure(context, scope))) {
          if (scope.signal.aborted) settleRestore(context.db, scope.id, 'cancelled', null);
          else if (found.filled)
            settleRestore(context.db, scope.id, 'different', resultOf(context, scope, found.filled));
          else settleRestore(context.db, scope.id, 'failed', null);
          throw error;
        }
      }
      return finish(context, scope, found.roles);
    },
  );
}

/** Writes down, with the end of the run, that the databases of its journal have changed places. */
export function finish(context: Context, scope: Scope, roles: readonly string[] = []): RestoreResult {
  const swap = findSwap(context.db, scope.id);
  if (!swap) throw new Error('a swap ended without its journal');
  const at = context.ports.clock.now();
  const result = resultOfSwap(context, swap, at, roles);
  scope.settle(() => recordSwapped(context, swap, at, result));
  return result;
}

/** What is known of a replacement that may yet fail. */
interface Found {
  readonly roles: string[];
  /** A copy that is not what the backup says. */
  filled: Filled | null;
}

/** What a replacement came to that was given up because of differences. */
function resultOf(context: Context, scope: Scope, { tables, rows, differences }: Filled): RestoreResult | null {
  const swap = findSwap(context.db, scope.id);
  if (!swap) return null;
  const result = resultOfSwap(context, swap, context.ports.clock.now());
  return { ...result, ok: false, tables, rows, differences, previousDatabase: null, keepUntil: null };
}

async function bringIn(
  context: Context,
  request: ReplaceRequest,
  connection: Connection,
  plan: Plan,
  scope: Scope,
  found: Found,
): Promise<void> {
  const { checkpoint, clock } = context.ports;
  const { backup, database, noOwner } = request;
  checkpoint('replace.examine');
  const whole = await readTrustedManifest(context, backup);
  checkContent(whole, 'all');
  if (whole.content !== 'all')
    throw new AppError(
      'target_unfit',
      'This backup does not hold the whole database.',
      'Restore it into a new database, or choose a backup that holds schema and data.',
    );
  const access = await resolveAccess(context, connection);
  const restore = restoreOf(request);
  const target = { request: restore, connection, access, manifest: whole };
  const client = await examineReplaced(context, target, scope);
  const advisory = checkPlainSql(context, backup, whole, client, {
    trustSql: request.trustSql,
    part: isPartOfPlain(whole, restore),
  });
  if (advisory) scope.advise(advisory);
  checkpoint('replace.hashes');
  await using opened = await openArchive(context, backup.path, whole, scope);
  await using archive = await asCustom(context, opened, whole, { wish: restore, client }, scope);
  const { manifest } = archive;
  checkpoint('replace.safety');
  const safety = await takeSafetyBackup(context, plan, scope);

  checkpoint('replace.create');
  const incomingName = `lifeboat_restoring_${randomUUID().slice(0, 8)}`;
  const outside = [database, incomingName];
  await using server = await openMaintenance(access, connection.database, outside, sessionLabel(scope.id));
  const original = await findDatabase(server, { name: database });
  if (!original) throw new AppError('in_use', `The database ${database} is gone.`, 'Restore into a new database.');
  const traits = await readTraits(server, database);
  const journal: Swap = {
    run: scope.id,
    connection: connection.name,
    database,
    state: 'open',
    undoes: null,
    safetyBackup: safety.id,
    incoming: incomingName,
    incomingOid: null,
    originalOid: original.oid,
    aside: null,
    comment: null,
    mark: null,
    keepMs: request.keepMs,
    swappedAt: null,
    keepUntil: null,
    asideGone: null,
  };
  saveSwap(context.db, journal);
  if (!noOwner) found.roles.push(...(await provideRoles(server, manifest, scope)));
  await createDatabase(server, incomingName, manifest.databaseProperties, traits.tablespace);
  const incoming = await findDatabase(server, { name: incomingName });
  if (!incoming) throw new Error('a database is gone that was just made');

  checkpoint('replace.fill');
  const major = Math.floor(server.serverVersionNumber / 10_000);
  const filled = await fillBeside(
    context,
    {
      restore,
      archive: archive.path,
      manifest,
      access,
      client,
      serverMajor: major,
      database: incomingName,
    },
    scope,
  );
  if (filled.differences.length > 0) {
    found.filled = filled;
    throw different(filled, scope);
  }
  checkpoint('replace.analyze');
  scope.meter.phase('analyzing');
  const mark = await markFilled(access, incomingName, manifest, scope);
  checkpoint('replace.traits');
  await server.close();
  const comment = await handOver(connection, access, { database, incoming: incomingName }, scope);
  scope.signal.throwIfAborted();

  const at = clock.now();
  await using namer = await openMaintenance(access, connection.database, outside, sessionLabel(scope.id));
  const aside = await asideName(namer, database, 'before', at);
  await namer.close();
  await changePlaces(
    context,
    {
      connection,
      access,
      swap: { ...journal, incomingOid: incoming.oid, aside, comment, mark: JSON.stringify(mark) },
      original,
      incoming,
      aside,
      comment: `${database} as it was before a backup replaced it on ${at.toISOString()}; kept by Lifeboat. To go back: lifeboat undo ${scope.id.slice(0, 8)}`,
    },
    scope,
  );
  checkpoint('replace.record');
}
