import type { AppError } from '../../shared/errors.ts';
import { start } from '../exec.ts';
import { secretsOf, type ServerAccess } from './access.ts';
import { type Entry, readableLabel } from './archiveEntries.ts';
import { classifyFailure } from './failures.ts';
import { collectNotable } from './notable.ts';
import { startedTable } from './progress.ts';
import { type RestoreRequest, restoreArguments } from './restore.ts';

export interface SalvageRequest extends RestoreRequest {
  /** What the archive holds, or what of it is wanted. */
  readonly entries: readonly Entry[];
  /** Writes a list of entries for pg_restore and returns its path. */
  readonly writeList: (entries: readonly Entry[]) => Promise<string>;
}

/** What says nothing about the archive: going on would only fail again. */
const HOPELESS = new Set([
  'server_unreachable',
  'connection_lost',
  'authentication_failed',
  'server_disk_full',
  'tool_missing',
  'tool_killed',
]);
const MAX_REASONS = 200;

/**
 * Takes from an archive what can still be had: a table whose rows cannot be read stays empty, the next ones are tried all the same.
 * @returns what could not be restored, in words; never empty-handed about a loss it met.
 * @throws AppError when the server is the trouble, or when not even the definitions can be read.
 */
export async function salvageArchive(
  request: SalvageRequest,
  access: ServerAccess,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<string[]> {
  const part = (args: readonly string[], entries: readonly Entry[]) =>
    runPart(request, args, entries, access, env, signal);
  const reasons: string[] = [];
  const before = await part(['--section=pre-data'], request.entries);
  if (!before.ended) throw before.error;
  reasons.push(...before.reasons);
  if (request.content !== 'schema') {
    const ofKind = (...kinds: string[]) => request.entries.filter(({ kind }) => kinds.includes(kind));
    for (let rest = ofKind('TABLE DATA'); rest.length > 0;) {
      const run = await part(['--section=data', '--exit-on-error'], rest);
      if (run.ended) break;
      // Rows come in the order of the list, and a COPY that broke off has left nothing behind.
      const failed = Math.max(0, run.tablesStarted - 1);
      reasons.push(`The rows of ${readableLabel(rest[failed]?.label ?? '')}: ${run.error.message}`);
      rest = rest.slice(failed + 1);
    }
    for (const [what, entries] of [
      ['Large objects', ofKind('BLOB', 'BLOBS', 'BLOB METADATA')],
      ['Sequences', ofKind('SEQUENCE SET')],
    ] as const) {
      if (entries.length === 0) continue;
      const run = await part(['--section=data'], entries);
      reasons.push(...run.reasons, ...(run.ended ? [] : [`${what}: ${run.error.message}`]));
    }
  }
  const after = await part(['--section=post-data'], request.entries);
  reasons.push(...after.reasons, ...(after.ended ? [] : [`Indexes and constraints: ${after.error.message}`]));
  return reasons.slice(0, MAX_REASONS);
}

interface Part {
  /** It came to its end, whatever it met on the way. */
  readonly ended: boolean;
  readonly tablesStarted: number;
  readonly reasons: readonly string[];
  /** What it broke off with, if it did. */
  readonly error: AppError;
}

async function runPart(
  request: SalvageRequest,
  args: readonly string[],
  entries: readonly Entry[],
  access: ServerAccess,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<Part> {
  const notable = collectNotable();
  let tablesStarted = 0;
  const list = await request.writeList(entries);
  const common = restoreArguments({ ...request, list, jobs: 1, content: 'all' }).filter(
    (argument) => argument !== '--exit-on-error',
  );
  const child = start({
    file: request.pgRestore,
    args: [...args, ...common],
    env,
    signal,
    secrets: secretsOf(access),
    onStderrLine(line) {
      notable.add(line);
      if (startedTable(line) !== null) tablesStarted += 1;
      request.onObject(line);
    },
  });
  const exit = await child.exit;
  signal.throwIfAborted();
  const said = notable.text();
  const error = classifyFailure({
    tool: 'pg_restore',
    exitCode: exit.code,
    signal: exit.signal,
    stderr: said || exit.stderr,
  });
  if (exit.code !== 0 && HOPELESS.has(error.code)) throw error;
  return {
    ended: exit.code === 0 || said.includes('errors ignored on restore: '),
    tablesStarted,
    reasons: exit.code === 0 ? [] : readReasons(said),
    error,
  };
}

/** Each error that pg_restore went on after, with the entry that it was at. */
function readReasons(said: string): string[] {
  const reasons: string[] = [];
  let entry = '';
  for (const line of said.split('\n')) {
    entry = /^pg_restore: from TOC entry \d+; \d+ \d+ (.*)$/.exec(line)?.[1] ?? entry;
    const reason = /^pg_restore: error: (.*)$/.exec(line)?.[1];
    if (reason === undefined) continue;
    reasons.push(entry === '' ? reason : `${readableLabel(entry)}: ${reason}`);
    entry = '';
  }
  return reasons;
}
