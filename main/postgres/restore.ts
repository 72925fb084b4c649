import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import type { ArchiveFormat, Compression, ContentChoice } from '../../shared/model/plan.ts';
import { start } from '../exec.ts';
import { conninfo, type ServerAccess, secretsOf } from './access.ts';
import { decompressor } from './decode.ts';
import { classifyFailure } from './failures.ts';
import { collectNotable } from './notable.ts';

export interface RestoreRequest {
  /** Paths of pg_restore and psql. */
  readonly pgRestore: string;
  readonly psql: string | undefined;
  readonly path: string;
  readonly format: ArchiveFormat;
  readonly compression: Compression;
  /** An empty database. */
  readonly database: string;
  readonly content: ContentChoice;
  readonly jobs: number;
  readonly noOwner: boolean;
  readonly noTablespaces: boolean;
  /** Rows may come in an order that foreign keys forbid meanwhile; only a superuser may have it so. */
  readonly disableTriggers: boolean;
  /** Path of a list of the entries to restore, as pg_restore reads it; null for all. */
  readonly list: string | null;
  /** Called for each object pg_restore starts on, with its own words. */
  readonly onObject: (line: string) => void;
  /** Called with the number of bytes that were read of plain SQL, which names no objects. */
  readonly onRead?: (bytes: number) => void;
}

export function restoreArguments(request: RestoreRequest): string[] {
  const args = [
    `--dbname=${conninfo(request.database)}`,
    '--exit-on-error',
    '--no-password',
    '--verbose',
    // Rows go into a database that is in use: all of them or none.
    request.content === 'data' ? '--single-transaction' : `--jobs=${request.jobs}`,
  ];
  if (request.content !== 'all') args.push(`--${request.content}-only`);
  if (request.disableTriggers) args.push('--disable-triggers');
  if (request.noOwner) args.push('--no-owner', '--no-privileges');
  if (request.noTablespaces) args.push('--no-tablespaces');
  if (request.list !== null) args.push(`--use-list=${request.list}`);
  return [...args, request.path];
}

/**
 * Fills an empty database from an archive; stops at the first error.
 * @throws AppError `restore_failed`, `extension_missing`, `roles_missing`, `archive_damaged`, `server_disk_full`…
 */
export async function restoreArchive(
  request: RestoreRequest,
  access: ServerAccess,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  return request.format === 'plain'
    ? restorePlain(request, access, env, signal)
    : restoreWithPgRestore(request, access, env, signal);
}

async function restoreWithPgRestore(
  request: RestoreRequest,
  access: ServerAccess,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const notable = collectNotable();
  const child = start({
    file: request.pgRestore,
    args: restoreArguments(request),
    env,
    signal,
    secrets: secretsOf(access),
    onStderrLine(line) {
      notable.add(line);
      request.onObject(line);
    },
  });
  const exit = await child.exit;
  signal.throwIfAborted();
  if (exit.code !== 0)
    throw classifyFailure({
      tool: 'pg_restore',
      exitCode: exit.code,
      signal: exit.signal,
      stderr: notable.text() || exit.stderr,
    });
}

/**
 * In one transaction (large objects end it: pg_dump gives them one of their own), without anybody's psqlrc, and stopping at the
 * first error, which psql by default reports with exit code 0.
 */
async function restorePlain(
  request: RestoreRequest,
  access: ServerAccess,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  if (!request.psql)
    throw new AppError(
      'tool_missing',
      'Restoring plain SQL needs psql, which was not found.',
      'Install the PostgreSQL client programs and run `lifeboat doctor`.',
    );
  if (request.content !== 'all' || request.noOwner || request.list !== null)
    throw new Error('psql runs the whole of plain SQL; a part is taken of what it made');
  const unreadable = new AbortController();
  const child = start({
    file: request.psql,
    args: [
      '--no-psqlrc',
      '--single-transaction',
      '--set=ON_ERROR_STOP=1',
      '--quiet',
      '--no-password',
      `--dbname=${conninfo(request.database)}`,
    ],
    env,
    stdin: 'pipe',
    signal: AbortSignal.any([signal, unreadable.signal]),
    secrets: secretsOf(access),
  });
  const unpack = decompressor(request.compression);
  const input = createReadStream(request.path, { highWaterMark: 1024 * 1024 });
  const counted = new Transform({
    transform(piece: Buffer, _encoding, done) {
      request.onRead?.(piece.length);
      done(null, piece);
    },
  });
  const sink = child.stdin as NodeJS.WritableStream;
  // Of SQL that breaks off, psql would commit the beginning: its input ends only when all of it was read, else psql is stopped.
  const fed = pipeline(unpack ? [input, counted, unpack, sink] : [input, counted, sink], { end: false }).then(
    () => void sink.end(),
    (error: unknown) => {
      unreadable.abort(error);
      return error;
    },
  );
  const exit = await child.exit;
  const feedError = await fed;
  signal.throwIfAborted();
  // psql that stops early closes the pipe; its exit code and words tell why.
  if (exit.code !== 0 && exit.code !== null)
    throw classifyFailure({ tool: 'psql', exitCode: exit.code, signal: exit.signal, stderr: exit.stderr });
  if (feedError)
    throw new AppError(
      'archive_damaged',
      'The SQL could not be read to its end.',
      'Verify the backup, and restore from another one.',
      { cause: feedError },
    );
  if (exit.code !== 0)
    throw classifyFailure({ tool: 'psql', exitCode: exit.code, signal: exit.signal, stderr: exit.stderr });
}
