import type { ReadinessCheck } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { formatBytes } from '../../shared/format.ts';
import { findRestore } from '../catalog/restores.ts';
import { databaseExists, mayCreateDatabases, missingExtensions, missingRoles } from '../postgres/database.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { requireConnection, resolveAccess } from '../runs/access.ts';
import { dataOnly, restoreOrdered, restoreToNew } from '../runs/restore.ts';
import { chooseRestoreClient } from '../runs/restoreTarget.ts';
import { archiveState } from '../storage/inventory.ts';
import { readManifest } from '../storage/manifests.ts';
import { findBackup } from './backups.ts';
import { startRun } from './background.ts';
import type { Handlers } from './handlers.ts';

type Names = 'restores.check' | 'restores.start' | 'restores.get';

export const restoreHandlers: Handlers<Names> = {
  async 'restores.check'(context, { backup: reference, toNew, on, noOwner }, signal) {
    const backup = findBackup(context, reference);
    const checks: ReadinessCheck[] = [];
    const manifest = await attempt(checks, 'archive', () => readArchive(backup));
    const connection = requireConnection(context, on ?? backup.connection);
    const access = await attempt(checks, 'connection', () => resolveAccess(context, connection));
    const session =
      access && (await attempt(checks, 'connection', () => openSession(access, connection.database, signal)));
    if (!manifest || !session) return { checks, client: null, serverVersion: session?.serverVersion ?? null };
    await using server = session;
    const client = await attempt(checks, 'client', () => chooseRestoreClient(context, manifest, server));
    checks.push(...(await examineTarget(server, manifest, toNew, noOwner)));
    return { checks, client: client?.version.text ?? null, serverVersion: server.serverVersion };
  },

  'restores.start'(context, { backup: reference, toNew, on, content, jobs, noOwner }) {
    const backup = findBackup(context, reference);
    const connection = on ?? backup.connection;
    const request = { backup, database: toNew, connection, content, jobs: jobs ?? null, noOwner };
    return startRun(context, (onQueued) => restoreToNew(context, { ...request, onQueued }));
  },

  'restores.get': async (context, { run }) => ({
    restore: findRestore(context.db, run)?.result ?? null,
    order: await restoreOrdered(context, run),
  }),
};

async function readArchive(backup: Backup): Promise<Manifest> {
  const manifest = await readManifest(backup.manifestPath);
  if (manifest.content === 'data') throw dataOnly();
  const state = await archiveState(backup.path, manifest);
  if (state === 'good') return manifest;
  throw new AppError(
    state === 'missing' ? 'file_missing' : 'archive_damaged',
    state === 'missing' ? 'The archive is not where its manifest says.' : 'The archive has the wrong size.',
    'Choose another backup.',
  );
}

/** What can be known of the target before anything is written to it. */
async function examineTarget(
  server: Session,
  manifest: Manifest,
  toNew: string,
  noOwner: boolean,
): Promise<ReadinessCheck[]> {
  const exists = await databaseExists(server, toNew);
  const may = await mayCreateDatabases(server);
  const roles = noOwner ? [] : await missingRoles(server, manifest.contents.roles);
  const extensions = await missingExtensions(server, manifest.contents.extensions);
  const major = Math.floor(server.serverVersionNumber / 10_000);
  const older = major < Number.parseInt(manifest.serverVersion, 10);
  const size = manifest.contents.tables.reduce((sum, table) => sum + table.bytes, 0);
  const names = extensions.map((extension) => extension.name).join(', ');
  return [
    check(
      'target',
      !exists,
      'error',
      'The new database',
      exists ? `${toNew} exists already` : 'the name is free',
      'Choose a name that is free.',
    ),
    check(
      'rights',
      may,
      'error',
      'Rights',
      may ? 'the role may create databases' : 'the role may not create databases',
      'ALTER ROLE … CREATEDB, or use another connection.',
    ),
    check(
      'roles',
      roles.length === 0,
      'warning',
      'Roles',
      roles.length === 0 ? 'all are there' : `${roles.join(', ')} will be created without login`,
      'Or restore without owners.',
    ),
    check(
      'extensions',
      extensions.length === 0,
      'error',
      'Extensions',
      extensions.length === 0 ? 'all are available' : `the server lacks ${names}`,
      'Install them on the server first.',
    ),
    check(
      'version',
      !older,
      'warning',
      'Version',
      `from PostgreSQL ${manifest.serverVersion} to ${server.serverVersion}`,
      'An older server may reject what a newer one wrote.',
    ),
    check(
      'space',
      // How much is free on a server cannot be asked.
      false,
      'note',
      'Space',
      `the data took ${formatBytes(size)} on the source`,
      'Make sure that the server has that much free.',
    ),
  ];
}

function check(
  code: string,
  ok: boolean,
  severity: ReadinessCheck['severity'],
  what: string,
  says: string,
  nextStep: string,
): ReadinessCheck {
  return { code, ok, severity: ok ? 'note' : severity, message: `${what}: ${says}.`, nextStep: ok ? '' : nextStep };
}

/** Runs one step of the examination; that it failed is a finding. */
async function attempt<T>(checks: ReadinessCheck[], code: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    checks.push({ code, ok: false, severity: 'error', message, nextStep });
    return null;
  }
}
