import { randomUUID } from 'node:crypto';
import { type RestoreOrder, restoreOrder } from '../../shared/contract/restores.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { insertRestore, settleRestore } from '../catalog/restores.ts';
import { createDatabase, renameDatabase } from '../postgres/database.ts';
import { openSession } from '../postgres/session.ts';
import type { Client } from '../postgres/tools.ts';
import { readManifest } from '../storage/manifests.ts';
import { requireConnection, resolveAccess } from './access.ts';
import type { Context } from './context.ts';
import { fillAndCompare } from './fill.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { readRunLog } from './runLog.ts';
import { checkTarget, chooseRestoreClient, dropAfterFailure, provideRoles } from './restoreTarget.ts';
import { checkHashes } from './verify.ts';

export interface RestoreRequest extends Caller {
  readonly backup: Backup;
  /** Must not exist yet. */
  readonly database: string;
  /** Name of the connection to restore on. */
  readonly connection: string;
  readonly content: ContentChoice;
  readonly jobs: number | null;
  readonly noOwner: boolean;
}

const ORDERED = 'restore.ordered';

/**
 * Restores into a database that does not exist yet. It is filled and compared under a name of ours and gets the wanted name last,
 * so a restore that was cancelled, failed or killed can never be taken for a finished one.
 * @throws AppError `no_connection`; failures of the run are in its outcome.
 */
export function restoreToNew(context: Context, request: RestoreRequest): Promise<Outcome<RestoreResult>> {
  const { backup } = request;
  const connection = requireConnection(context, request.connection);
  return perform(
    context,
    {
      kind: 'restore',
      plan: backup.plan,
      backup: backup.id,
      trigger: 'manual',
      server: connection.name,
      signal: request.signal,
      onQueued: request.onQueued,
    },
    async (scope) => {
      scope.log.write('info', ORDERED, asOrder(request));
      scope.lease(`backup:${backup.id}`, true);
      insertRestore(context.db, {
        id: scope.id,
        backup: backup.id,
        connection: connection.name,
        database: request.database,
        startedAt: context.ports.clock.now().toISOString(),
      });
      try {
        const result = await restore(context, request, connection, scope);
        scope.settle(() => settleRestore(context.db, scope.id, result.ok ? 'succeeded' : 'different', result));
        return result;
      } catch (error) {
        settleRestore(context.db, scope.id, scope.signal.aborted ? 'cancelled' : 'failed', null);
        throw error;
      }
    },
  );
}

/** What was asked for, as the run's log has kept it; null where that is gone, or was never reached. */
export async function restoreOrdered(context: Context, run: string): Promise<RestoreOrder | null> {
  const lines = await readRunLog(context.config.logsDir, run).catch((error: unknown) => {
    if (error instanceof AppError) return [];
    throw error;
  });
  return restoreOrder.safeParse(lines.find(({ event }) => event === ORDERED)).data ?? null;
}

function asOrder({ backup, database, connection, content, jobs, noOwner }: RestoreRequest) {
  return {
    backup: backup.id,
    toNew: database,
    on: connection,
    content,
    noOwner,
    ...(jobs !== null && { jobs }),
  } satisfies RestoreOrder;
}

async function restore(
  context: Context,
  request: RestoreRequest,
  connection: Connection,
  scope: Scope,
): Promise<RestoreResult> {
  const began = context.ports.clock.monotonic();
  const { backup } = request;
  const manifest = await readManifest(backup.manifestPath);
  if (manifest.content === 'data' || request.content === 'data') throw dataOnly();
  await checkHashes(backup.path, manifest, scope);

  const access = await resolveAccess(context, connection);
  await using server = await openSession(access, connection.database, scope.signal);
  const client = await chooseRestoreClient(context, manifest, server);
  if (manifest.format === 'plain' && !client.safe) throw unsafePlain(client);
  await checkTarget(server, request.database);
  const createdRoles = request.noOwner ? [] : await provideRoles(server, manifest, scope);

  const scratch = `lifeboat_restoring_${randomUUID().slice(0, 8)}`;
  scope.journal({ connection: connection.name, scratchDatabase: scratch, restore: scope.id });
  await createDatabase(server, scratch, manifest.databaseProperties);
  try {
    const filling = {
      archive: backup.path,
      manifest,
      access,
      serverMajor: Math.floor(server.serverVersionNumber / 10_000),
      client,
      database: scratch,
      content: request.content,
      jobs: request.jobs,
      noOwner: request.noOwner,
    };
    const comparison = await fillAndCompare(context, filling, scope);
    scope.signal.throwIfAborted();
    await renameDatabase(server, scratch, request.database);
    for (const difference of comparison.differences) scope.log.write('error', 'restore.difference', { ...difference });
    return {
      id: scope.id,
      backup: backup.id,
      connection: connection.name,
      database: request.database,
      ok: comparison.differences.length === 0,
      durationMs: context.ports.clock.monotonic() - began,
      ...comparison,
      errors: [],
      createdRoles,
    };
  } catch (error) {
    await dropAfterFailure(access, connection.database, scratch, scope);
    throw error;
  }
}

/** Why a backup without a schema is refused. */
export function dataOnly(): AppError {
  return new AppError(
    'bad_input',
    'Data alone cannot be restored into a new database: it has no tables yet.',
    'Restore the whole backup, or feed the archive to pg_restore --data-only on a database that has the schema.',
  );
}

function unsafePlain(client: Client): AppError {
  return new AppError(
    'unsafe_tool',
    `psql ${client.version.text} is not safe for restoring plain SQL: the file can run commands on this machine (CVE-2026-18408).`,
    'Update the PostgreSQL client programs; backups in the custom and directory formats can be restored meanwhile.',
  );
}
