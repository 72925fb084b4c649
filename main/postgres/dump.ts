import type { ArchiveFormat, Compression, ContentChoice } from '../../shared/model/plan.ts';
import type { Child } from '../exec.ts';
import { start } from '../exec.ts';
import { conninfo, type ServerAccess, secretsOf } from './access.ts';

/** The server gives up on a locked table after this long, so that a dump behind a stuck migration fails instead of hanging. */
const LOCK_WAIT_MS = 30_000;

export interface DumpRequest {
  /** Path of pg_dump, and its major version. */
  readonly tool: string;
  readonly toolMajor: number;
  readonly database: string;
  readonly format: ArchiveFormat;
  readonly content: ContentChoice;
  readonly compression: Compression;
  readonly jobs: number;
  /** The exported snapshot that it reads; null for one of its own, where nobody writes. */
  readonly snapshot: string | null;
  /** Where the directory format goes; the others are written to stdout. */
  readonly folder?: string;
}

export function dumpArguments(request: DumpRequest): string[] {
  const args = [
    `--format=${request.format}`,
    `--dbname=${conninfo(request.database)}`,
    ...(request.snapshot === null ? [] : [`--snapshot=${request.snapshot}`]),
    `--compress=${compressArgument(request.compression, request.toolMajor)}`,
    `--lock-wait-timeout=${LOCK_WAIT_MS}`,
    '--no-password',
    '--verbose',
  ];
  if (request.content !== 'all') args.push(`--${request.content}-only`);
  if (request.folder !== undefined) args.push(`--file=${request.folder}`, `--jobs=${request.jobs}`, '--no-sync');
  return args;
}

/** Starts pg_dump; the archive comes out of `stdout`, except in the directory format. */
export function startDump(
  request: DumpRequest,
  access: ServerAccess,
  env: Record<string, string>,
  signal: AbortSignal,
  onStderrLine: (line: string) => void,
): Child {
  return start({
    file: request.tool,
    args: dumpArguments(request),
    env,
    stdout: request.folder === undefined ? 'pipe' : 'ignore',
    signal,
    secrets: secretsOf(access),
    onStderrLine,
  });
}

/** Before 16 pg_dump knows gzip only, as a bare number. */
function compressArgument({ method, level }: Compression, toolMajor: number): string {
  if (toolMajor < 16) return method === 'none' ? '0' : String(level);
  return method === 'none' ? 'none' : `${method}:${level}`;
}
