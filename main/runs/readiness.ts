import type { ReadinessCheck } from '../../shared/contract.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { type ArchiveNeeds, readNeeds } from '../postgres/archiveNeeds.ts';
import { type ArchiveSource, listEntries, schemaStatements } from '../postgres/archive.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { readTargetFacts } from '../postgres/targetFacts.ts';
import type { Client } from '../postgres/tools.ts';
import { requireConnection, resolveAccess } from './access.ts';
import { attempt, presentArchive } from './attempt.ts';
import { chooseEntries, foresee } from './chosenEntries.ts';
import type { Context } from './context.ts';
import { defaultJobs } from './fill.ts';
import { archiveHead } from './openArchive.ts';
import { examinePart, unseen } from './partNeeds.ts';
import { examinePlainSql } from './plainTrust.ts';
import { judgeTarget } from './readinessRules.ts';
import type { RestoreRequest } from './restoreRequest.ts';
import { checkContent, chooseRestoreClient } from './restoreTarget.ts';
import { freeBytesOfServer } from './serverSpace.ts';
import { isPartOfPlain } from './wish.ts';

export interface Readiness {
  readonly checks: ReadinessCheck[];
  /** Version of the pg_restore that would be used. */
  readonly client: string | null;
  readonly serverVersion: string | null;
}

/** All that can be known before anything is written: of the archive, the programs, the server and the target. Never throws for a finding. */
export async function examineRestore(
  context: Context,
  request: RestoreRequest,
  signal: AbortSignal,
  replaces = false,
): Promise<Readiness> {
  const checks: ReadinessCheck[] = [];
  const manifest = await attempt(checks, 'archive', async () => {
    const found = await presentArchive(context, request.backup, request.salvage);
    checkContent(found, request.content);
    return found;
  });
  const connection = requireConnection(context, request.connection);
  const access = await attempt(checks, 'connection', () => resolveAccess(context, connection));
  const session =
    access && (await attempt(checks, 'connection', () => openSession(access, connection.database, signal)));
  const archive =
    manifest &&
    (await attempt(checks, 'key', () => archiveHead(context, request.backup.path, manifest, signal, request.salvage)));
  if (!manifest || !session) return { checks, client: null, serverVersion: session?.serverVersion ?? null };
  await using server = session;
  const client = await attempt(checks, 'client', () => chooseRestoreClient(context, manifest, server));
  if (client) {
    const consent = { trustSql: request.trustSql, part: isPartOfPlain(manifest, request) };
    checks.push(...examinePlainSql(context, request.backup, manifest, client, consent));
    checks.push(...(await examinePart(context, manifest, request)));
  }
  if (client && archive !== null) {
    const target = { request, archive, connection, server, manifest, client, replaces };
    checks.push(...((await attempt(checks, 'selection', () => examineTarget(context, target, signal))) ?? []));
  }
  return { checks, client: client?.version.text ?? null, serverVersion: server.serverVersion };
}

export interface Target {
  readonly request: RestoreRequest;
  readonly archive: ArchiveSource;
  readonly connection: Connection;
  readonly server: Session;
  readonly manifest: Manifest;
  readonly client: Client;
  /** What is restored takes the place of a database; without it, it gets a name that is free. */
  readonly replaces?: boolean;
}

/** Whether a server can take what is to be restored. Reads only. @throws AppError `bad_input` for what is not in the archive. */
export async function examineTarget(
  context: Context,
  { request, archive, connection, server, manifest, client, replaces = false }: Target,
  signal: AbortSignal,
): Promise<ReadinessCheck[]> {
  const { choice, noOwner, noTablespaces, database } = request;
  const facts = await readTargetFacts(server);
  const freeBytes = await freeBytesOfServer(connection, facts.dataDirectory);
  const judge = (part: Manifest, needs: ArchiveNeeds) =>
    judgeTarget({
      manifest: part,
      facts,
      needs,
      clientMajor: client.version.major,
      database,
      replaces,
      jobs: request.jobs ?? defaultJobs(),
      noOwner,
      noTablespaces,
      skipExtensions: choice.skipExtensions,
      freeBytes,
      production: connection.label === 'production',
    });
  if (manifest.format === 'plain') {
    const { manifest: part, unnamed } = foresee(manifest, choice);
    return [...unseen(unnamed), ...judge(part, readNeeds([], ''))];
  }
  await using chosen = await chooseEntries(context, archive, client.tools.pg_restore ?? '', manifest, choice, signal);
  return judge(chosen.manifest, await needsOf(archive, client, chosen.list, signal));
}

/** The codes of findings that have one of their own among errors. */
const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  target: 'database_exists',
  rights: 'permission_denied',
  roles: 'roles_missing',
  extensions: 'extension_missing',
  space: 'server_disk_full',
};

/** @throws AppError for the first thing that keeps a restore from working: nothing has been written by then. */
export async function checkTarget(context: Context, target: Target, signal: AbortSignal): Promise<void> {
  refuseUnfit(await examineTarget(context, target, signal));
}

/** @throws AppError for the first of these that failed, the others in its detail. */
export function refuseUnfit(checks: readonly ReadinessCheck[]): void {
  const errors = checks.filter(({ ok, severity }) => !ok && severity === 'error');
  const [first, ...others] = errors;
  if (!first) return;
  throw new AppError(ERROR_CODES[first.code] ?? 'target_unfit', first.message, first.nextStep, {
    detail: others.map(({ message, nextStep }) => `${message} ${nextStep}`).join('\n') || undefined,
  });
}

async function needsOf(
  archive: ArchiveSource,
  client: Client,
  list: string | null,
  signal: AbortSignal,
): Promise<ArchiveNeeds> {
  const pgRestore = client.tools.pg_restore ?? '';
  return readNeeds(
    await listEntries(archive, pgRestore, signal, list),
    await schemaStatements(archive, pgRestore, { noOwner: false, list }, signal),
  );
}
