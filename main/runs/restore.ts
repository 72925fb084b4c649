import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import type { Difference, RestoreResult } from '../../shared/model/restore.ts';
import { insertRestore, settleRestore } from '../catalog/restores.ts';
import { type ServerAccess, withServerEnvironment } from '../postgres/access.ts';
import { archiveSchema, databaseSchema } from '../postgres/archive.ts';
import { createDatabase, renameDatabase } from '../postgres/database.ts';
import { trackTables } from '../postgres/progress.ts';
import { restoreArchive } from '../postgres/restore.ts';
import { compareSchemas } from '../postgres/schemaText.ts';
import { openSession } from '../postgres/session.ts';
import type { Client } from '../postgres/tools.ts';
import { readManifest } from '../storage/manifests.ts';
import { requireConnection, resolveAccess } from './access.ts';
import { compareData, type Comparison } from './compare.ts';
import { type Context, scratchDir } from './context.ts';
import { type Caller, type Outcome, perform, type Scope } from './perform.ts';
import { checkTarget, chooseRestoreClient, dropAfterFailure, majorOf, provideRoles } from './restoreTarget.ts';
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

/** More processes than this seldom help, and each takes a connection of the server. */
const MAX_JOBS = 4;

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
    const comparison = await withServerEnvironment(access, scratchDir(context), async (env) => {
      const work: RestoreWork = {
        request,
        manifest,
        access,
        env,
        client,
        database: scratch,
        serverMajor: Math.floor(server.serverVersionNumber / 10_000),
      };
      await fill(work, scope);
      return compare(work, scope);
    });
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

interface RestoreWork {
  readonly request: RestoreRequest;
  readonly manifest: Manifest;
  readonly access: ServerAccess;
  readonly env: Record<string, string>;
  readonly client: Client;
  readonly database: string;
  readonly serverMajor: number;
}

async function fill({ request, manifest, access, env, client, database }: RestoreWork, scope: Scope): Promise<void> {
  scope.meter.phase('restoring');
  const tracker = trackTables(
    new Map(manifest.contents.tables.map((table) => [`${table.schema}.${table.name}`, table.bytes])),
  );
  await restoreArchive(
    {
      pgRestore: client.tools.pg_restore ?? '',
      psql: client.tools.psql,
      path: request.backup.path,
      format: manifest.format,
      compression: manifest.compression,
      database,
      content: request.content,
      jobs: request.jobs ?? Math.min(MAX_JOBS, os.availableParallelism()),
      noOwner: request.noOwner,
      onObject(line) {
        if (!tracker.line(line)) return;
        scope.meter.fraction(tracker.fraction());
        scope.meter.object(tracker.object);
      },
    },
    access,
    env,
    scope.signal,
  );
}

async function compare(work: RestoreWork, scope: Scope): Promise<Comparison> {
  scope.meter.phase('comparing');
  const { request, manifest, access, database } = work;
  await using session = await openSession(access, database, scope.signal);
  const schemaOnly = request.content === 'schema' || manifest.content === 'schema';
  const data = await compareData(session, schemaOnly ? withoutData(manifest) : manifest, scope.meter);
  return { ...data, differences: [...data.differences, ...(await compareSchema(work, scope))] };
}

async function compareSchema(
  { request, manifest, access, env, client, database, serverMajor }: RestoreWork,
  scope: Scope,
): Promise<Difference[]> {
  if (manifest.format === 'plain') return [];
  const choice = { noOwner: request.noOwner };
  const expected = await archiveSchema(request.backup.path, client.tools.pg_restore ?? '', choice, scope.signal);
  const actual = await databaseSchema(access, database, client.tools.pg_dump ?? '', env, choice, scope.signal);
  const sameMajor =
    majorOf(manifest.serverVersion) === serverMajor && majorOf(manifest.tool.version) === client.version.major;
  return compareSchemas(expected, actual, sameMajor);
}

function withoutData(manifest: Manifest): Manifest {
  return { ...manifest, fingerprint: { ...manifest.fingerprint, tables: [], sequences: [] } };
}

function dataOnly(): AppError {
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
