import type { Connection } from '../../shared/model/connection.ts';
import { AppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { type DatabaseSituation, examineDatabase, selfActing } from '../postgres/replaceable.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { readDataDirectory } from '../postgres/targetFacts.ts';
import type { Client } from '../postgres/tools.ts';
import { sessionLabel } from './changePlaces.ts';
import type { Context } from './context.ts';
import { archiveHead } from './openArchive.ts';
import type { Scope } from './perform.ts';
import { checkTarget, refuseUnfit } from './readiness.ts';
import { judgeSituation } from './replaceRules.ts';
import type { RestoreRequest } from './restoreRequest.ts';
import { chooseRestoreClient } from './restoreTarget.ts';
import { freeBytesOfServer } from './serverSpace.ts';

/** A database that a backup is to take the place of. */
export interface Replaced {
  readonly request: RestoreRequest;
  readonly connection: Connection;
  readonly access: ServerAccess;
  readonly manifest: Manifest;
}

/**
 * Looks at everything that could keep a database from being replaced, before anything is written.
 * @returns the client to restore with.
 * @throws AppError `target_unfit`, `server_disk_full` and those of `checkTarget`.
 */
export async function examineReplaced(context: Context, replaced: Replaced, scope: Scope): Promise<Client> {
  const { request, connection, access, manifest } = replaced;
  const { database } = request;
  await using server = await openMaintenance(access, connection.database, [database], sessionLabel(scope.id));
  const situation = await refuseUnfitDatabase(server, database);
  const free = await freeBytesOfServer(connection, await readDataDirectory(server));
  if (free !== null && free < situation.bytes)
    throw new AppError(
      'server_disk_full',
      `The disk of the server has ${formatBytes(free)} free, and ${database} (${formatBytes(situation.bytes)}) is kept beside the new one.`,
      'Free some space there first.',
    );
  const client = await chooseRestoreClient(context, manifest, server);
  const archive = await archiveHead(context, request.backup.path, manifest, scope.signal);
  const target = { request, archive, connection, server, manifest, client, replaces: true };
  await checkTarget(context, target, scope.signal);
  await adviseOfActors(access, database, scope);
  return client;
}

/** @throws AppError `target_unfit` */
export async function refuseUnfitDatabase(server: Session, database: string): Promise<DatabaseSituation> {
  const situation = await examineDatabase(server, database);
  refuseUnfit(judgeSituation(situation, database));
  if (!situation) throw new Error('a database that is not there was found fit');
  return situation;
}

async function adviseOfActors(access: ServerAccess, database: string, scope: Scope): Promise<void> {
  await using session = await openSession(access, database, scope.signal);
  const { publications, cron } = await selfActing(session);
  if (publications.length > 0)
    scope.advise({
      code: 'publications',
      message: `${database} has publications: ${publications.join(', ')}. Their subscribers lose their place when it is replaced.`,
      nextStep: 'Refresh or make the subscriptions anew afterwards.',
    });
  if (cron)
    scope.advise({
      code: 'pg_cron',
      message: `${database} has jobs of pg_cron, and what is replaced is their list as well.`,
      nextStep: 'Look at cron.job afterwards.',
    });
}
