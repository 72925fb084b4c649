import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { NOTHING_REPLACED, type RestoreResult } from '../../shared/model/restore.ts';
import { createDatabase, renameDatabase } from '../postgres/database.ts';
import { openSession } from '../postgres/session.ts';
import { resolveAccess } from './access.ts';
import { asCustom } from './asCustom.ts';
import type { Context } from './context.ts';
import { fillAndCompare } from './fill.ts';
import { type OpenArchive, openArchive } from './openArchive.ts';
import type { Outcome, Scope } from './perform.ts';
import { performRestore } from './performRestore.ts';
import { checkPlainSql } from './plainTrust.ts';
import { checkTarget } from './readiness.ts';
import { ORDERED, orderOf, type RestoreRequest } from './restoreRequest.ts';
import { checkContent, chooseRestoreClient, dropAfterFailure, provideRoles } from './restoreTarget.ts';
import { readTrustedManifest } from './trustedManifest.ts';
import { isPartOfPlain } from './wish.ts';

/**
 * Restores into a database that does not exist yet. It is filled and compared under a name of ours and gets the wanted name last,
 * so a restore that was cancelled, failed or killed can never be taken for a finished one.
 * @throws AppError `no_connection`; failures of the run are in its outcome.
 */
export function restoreToNew(context: Context, request: RestoreRequest): Promise<Outcome<RestoreResult>> {
  return performRestore(context, request, (connection, scope) => {
    scope.log.write('info', ORDERED, orderOf(request));
    return restore(context, request, connection, scope);
  });
}

async function restore(
  context: Context,
  request: RestoreRequest,
  connection: Connection,
  scope: Scope,
): Promise<RestoreResult> {
  const began = context.ports.clock.monotonic();
  const { backup } = request;
  const whole = await readTrustedManifest(context, backup);
  checkContent(whole, request.content);
  await using opened = await open(context, request, whole, scope);
  const { damage } = opened;

  const access = await resolveAccess(context, connection);
  await using server = await openSession(access, connection.database, scope.signal);
  const client = await chooseRestoreClient(context, whole, server);
  const consent = { trustSql: request.trustSql, part: isPartOfPlain(whole, request) };
  const advisory = checkPlainSql(context, backup, whole, client, consent);
  if (advisory) scope.advise(advisory);
  const target = { request, connection, server, client };
  await checkTarget(context, { ...target, archive: opened.path, manifest: whole }, scope.signal);
  await using archive = await asCustom(context, opened, whole, { wish: request, client }, scope);
  const { manifest } = archive;
  // Of plain SQL little is known before it has been run.
  if (manifest !== whole) await checkTarget(context, { ...target, archive: archive.path, manifest }, scope.signal);
  const createdRoles = request.noOwner ? [] : await provideRoles(server, manifest, scope);

  const scratch = `lifeboat_restoring_${randomUUID().slice(0, 8)}`;
  scope.journal({ connection: connection.name, scratchDatabase: scratch, restore: scope.id });
  await createDatabase(server, scratch, manifest.databaseProperties);
  try {
    const filling = {
      archive: archive.path,
      manifest,
      access,
      serverMajor: Math.floor(server.serverVersionNumber / 10_000),
      client,
      database: scratch,
      content: request.content,
      jobs: request.jobs,
      noOwner: request.noOwner,
      noTablespaces: request.noTablespaces,
      choice: request.choice,
      salvage: request.salvage,
    };
    const { omitted, errors, ...comparison } = await fillAndCompare(context, filling, scope);
    scope.signal.throwIfAborted();
    await renameDatabase(server, scratch, request.database);
    for (const difference of comparison.differences) scope.log.write('error', 'restore.difference', { ...difference });
    return {
      id: scope.id,
      backup: backup.id,
      connection: connection.name,
      database: request.database,
      ok: comparison.differences.length === 0 && errors.length === 0 && !damage,
      durationMs: context.ports.clock.monotonic() - began,
      ...comparison,
      errors: [...(damage ? [damage.message] : []), ...errors],
      createdRoles,
      omitted: [...omitted],
      ...NOTHING_REPLACED,
    };
  } catch (error) {
    await dropAfterFailure(access, connection.database, scratch, scope);
    const salvageable = error instanceof AppError && error.code === 'restore_failed' && whole.format !== 'plain';
    throw salvageable ? offerSalvage(error) : error;
  }
}

/** @throws AppError `bad_input`, and those of `openArchive`, with the offer of a salvage where that would help. */
async function open(context: Context, request: RestoreRequest, manifest: Manifest, scope: Scope): Promise<OpenArchive> {
  if (request.salvage && manifest.format === 'plain')
    throw new AppError(
      'bad_input',
      'Of a plain SQL backup nothing can be salvaged: it is one program from beginning to end.',
      'Open the file, and take what you need by hand.',
    );
  try {
    return await openArchive(context, request.backup.path, manifest, scope, request.salvage);
  } catch (error) {
    const salvageable = error instanceof AppError && error.code === 'hash_mismatch' && manifest.format !== 'plain';
    throw salvageable ? offerSalvage(error) : error;
  }
}

function offerSalvage(error: AppError): AppError {
  const nextStep = `${error.nextStep} To take what can still be restored, add --salvage.`;
  return new AppError(error.code, error.message, nextStep, { detail: error.detail, cause: error });
}
