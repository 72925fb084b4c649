import { AppError } from '../../shared/errors.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { createNologinRoles, dropScratchDatabase, missingRoles } from '../postgres/database.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { type Client, chooseClient, installHint, parseVersion } from '../postgres/tools.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/** pg_restore must be at least as new as the pg_dump that wrote the archive, and pg_dump as the target. */
export async function chooseRestoreClient(context: Context, manifest: Manifest, server: Session): Promise<Client> {
  const archiveMajor = majorOf(manifest.tool.version);
  const { clients } = await context.toolbox.discovery();
  const able = clients.filter(
    (client) => client.version.major >= archiveMajor && client.tools.pg_restore && client.tools.pg_dump,
  );
  if (able.length === 0) {
    throw new AppError(
      'tool_missing',
      `The backup was written by pg_dump ${manifest.tool.version}; no pg_restore of that version or newer is installed.`,
      installHint(process.platform, archiveMajor),
    );
  }
  return chooseClient(able, Math.floor(server.serverVersionNumber / 10_000), process.platform);
}

/** @throws AppError `bad_input` for rows without their tables. */
export function checkContent(manifest: Manifest, content: ContentChoice): void {
  if (manifest.content !== 'data' && content !== 'data') return;
  throw new AppError(
    'bad_input',
    'Data alone cannot be restored into a new database: it has no tables yet.',
    'Restore the whole backup, or fill the empty tables of a database that has them: --only data --into NAME.',
  );
}

/** Makes the roles that the server lacks, without the right to log in, and names them. @throws AppError `roles_missing` */
export async function provideRoles(server: Session, manifest: Manifest, scope: Scope): Promise<string[]> {
  const missing = await missingRoles(server, manifest.contents.roles);
  if (missing.length === 0) return [];
  try {
    await createNologinRoles(server, missing);
  } catch (error) {
    throw new AppError(
      'roles_missing',
      `The backup needs roles that the server lacks: ${missing.join(', ')}.`,
      'Create them (the .globals.sql file beside the backup has them), or restore with --no-owner.',
      { cause: error },
    );
  }
  scope.advise({
    code: 'roles_created',
    message: `Created without login: ${missing.join(', ')}.`,
    nextStep: 'Drop them when the restored database is gone, or give them what they need.',
  });
  return missing;
}

/** The run may have been cancelled, so this works without its signal. What cannot be dropped now is dropped at a later start. */
export async function dropAfterFailure(
  access: ServerAccess,
  maintenance: string,
  scratch: string,
  scope: Scope,
): Promise<void> {
  try {
    await using session = await openSession(access, maintenance);
    await dropScratchDatabase(session, scratch);
    scope.log.write('info', 'restore.dropped', { database: scratch });
  } catch (error) {
    scope.log.write('warn', 'restore.not-dropped', { database: scratch, message: String(error) });
    scope.advise({
      code: 'scratch_left',
      message: `The unfinished database ${scratch} could not be dropped.`,
      nextStep: 'Lifeboat drops it at a later start.',
    });
  }
}

/** The major of `15.18`, `17beta1` and the like. */
export function majorOf(version: string): number {
  return parseVersion(version)?.major ?? Number.parseInt(version, 10);
}
