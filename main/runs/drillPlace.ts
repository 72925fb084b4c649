import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { isLocalHost } from '../../shared/model/connection.ts';
import type { DatabaseProperties, Manifest } from '../../shared/model/manifest.ts';
import type { ServerAccess } from '../postgres/access.ts';
import {
  createDatabase,
  createSuperuserRoles,
  dropNologinRoles,
  dropScratchDatabase,
  mayCreateDatabases,
  missingRoles,
} from '../postgres/database.ts';
import { checkExtensions } from '../postgres/extensions.ts';
import { sandboxFolder, startSandbox } from '../postgres/sandbox.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { requireConnection, resolveAccess } from './access.ts';
import type { Context } from './context.ts';
import { checkDrillMajor, checkDrillSpace, DRILL, serverPrograms } from './drillNeeds.ts';
import type { Scope } from './perform.ts';
import { provideRoles } from './restoreTarget.ts';
import { ownerMark } from './sandboxes.ts';

/** An empty database to rehearse in; disposing of it leaves nothing behind. */
export interface DrillPlace extends AsyncDisposable {
  readonly access: ServerAccess;
  readonly server: Session;
  readonly database: string;
  /** The database sorts otherwise than the source, because this machine does not know the source's locale. */
  readonly otherLocale: boolean;
}

const DATABASE = 'drill';

/**
 * Starts a throwaway cluster of the backup's own major version, with the roles that the backup names.
 * @throws AppError `tool_missing`, `major_missing`, `disk_low`, `extension_missing`, `tool_failed`
 */
export async function openCluster(
  context: Context,
  manifest: Manifest,
  scope: Scope,
  use = DRILL,
): Promise<DrillPlace> {
  const tools = await serverPrograms(context, manifest, use);
  await checkDrillSpace(sandboxFolder(), manifest, use);
  await using stack = new AsyncDisposableStack();
  const owner = ownerMark(context.config.ownersDir, context.owner.id);
  const { access, database: maintenance } = stack.use(await startSandbox(tools, owner, scope.signal));
  context.ports.checkpoint('drill-cluster-started');
  const server = stack.use(await openSession(access, maintenance, scope.signal));
  await createSuperuserRoles(server, await missingRoles(server, manifest.contents.roles));
  const otherLocale = await createLike(server, DATABASE, manifest.databaseProperties, scope);
  await checkExtensions(access, DATABASE, manifest.contents.extensions, use.otherwise, scope.signal);
  return placeOf({ access, server, database: DATABASE, otherLocale }, stack.move());
}

/**
 * Makes a scratch database on a server that a connection names, and the roles it lacks; both go again.
 * @throws AppError `no_connection`, `major_missing`, `disk_low`, `permission_denied`, `roles_missing`, `extension_missing`…
 */
export async function openScratch(
  context: Context,
  name: string,
  manifest: Manifest,
  scope: Scope,
): Promise<DrillPlace> {
  const connection = requireConnection(context, name);
  const access = await resolveAccess(context, connection);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await openSession(access, connection.database, scope.signal));
  checkDrillMajor(server, manifest);
  if (!(await mayCreateDatabases(server))) throw mayNot();
  const dataDirectory = isLocalHost(connection.host) ? await findDataDirectory(server) : null;
  if (dataDirectory !== null) await checkDrillSpace(dataDirectory, manifest, DRILL);

  const database = `lifeboat_drilling_${randomUUID().slice(0, 8)}`;
  const roles = await missingRoles(server, manifest.contents.roles);
  scope.journal({ connection: connection.name, scratchDatabase: database, roles });
  stack.defer(async () => {
    // The run may have been cancelled, so this works without its signal. What cannot be dropped now is dropped at a later start.
    try {
      await using session = await openSession(access, connection.database);
      await dropScratchDatabase(session, database);
      await dropNologinRoles(session, roles);
    } catch (error) {
      scope.log.write('warn', 'drill.not-dropped', { database, roles, message: String(error) });
    }
  });
  await provideRoles(server, manifest, scope);
  const otherLocale = await createLike(server, database, manifest.databaseProperties, scope);
  context.ports.checkpoint('drill-scratch-created');
  await checkExtensions(access, database, manifest.contents.extensions, DRILL.otherwise, scope.signal);
  return placeOf({ access, server, database, otherLocale }, stack.move());
}

function placeOf(place: Omit<DrillPlace, keyof AsyncDisposable>, stack: AsyncDisposableStack): DrillPlace {
  return { ...place, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Creates the database as the source was; where the server does not know the source's locale, with one that knows the same letters. */
async function createLike(server: Session, database: string, like: DatabaseProperties, scope: Scope): Promise<boolean> {
  try {
    await createDatabase(server, database, like);
    return false;
  } catch (error) {
    scope.signal.throwIfAborted();
    if (!(error instanceof AppError) || error.code !== 'tool_failed') throw error;
    scope.log.write('warn', 'drill.locale', { message: error.message });
  }
  const plain = { ...like, provider: 'libc', providerLocale: null, icuRules: null };
  try {
    await createDatabase(server, database, { ...plain, collate: 'C', ctype: 'C.UTF-8' });
  } catch {
    scope.signal.throwIfAborted();
    await createDatabase(server, database, { ...plain, collate: 'C', ctype: 'C' });
  }
  scope.advise({
    code: 'other_locale',
    message: `The locale ${like.providerLocale ?? like.collate} of the source is not known here; the throwaway database sorted by C instead.`,
    nextStep: 'Nothing needs to be done: the rows are compared all the same.',
  });
  return true;
}

/** Where a server on this machine keeps its data; null when its role may not know. */
async function findDataDirectory(server: Session): Promise<string | null> {
  const rows = await server
    .query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`)
    .catch(() => []);
  return rows[0]?.folder ?? null;
}

function mayNot(): AppError {
  return new AppError(
    'permission_denied',
    'The role of this connection may not create databases.',
    'Grant it with ALTER ROLE … CREATEDB, or drill in a throwaway cluster (without --on).',
  );
}
