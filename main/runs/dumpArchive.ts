import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Compression, Plan } from '../../shared/model/plan.ts';
import type { Child } from '../exec.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { archiveSchema, listArchive, tablesWithoutData } from '../postgres/archive.ts';
import { describeActivity } from '../postgres/database.ts';
import { type Decoder, decodeFile, startDecoder } from '../postgres/decode.ts';
import { startDump } from '../postgres/dump.ts';
import { classifyFailure, parseWarnings } from '../postgres/failures.ts';
import type { SourceTable } from '../postgres/fingerprint.ts';
import { collectNotable } from '../postgres/notable.ts';
import { trackTables } from '../postgres/progress.ts';
import { schemaDigest } from '../postgres/schemaText.ts';
import { openSession } from '../postgres/session.ts';
import type { Snapshot } from '../postgres/snapshot.ts';
import type { Client } from '../postgres/tools.ts';
import { combineParts, type FileHash, hashFile, hashParts, type PartHash } from '../storage/hash.ts';
import { openPartial, openPartialFolder, type Partial } from '../storage/partial.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';
import { startWatchdog } from './watchdog.ts';

export interface DumpOrder {
  readonly access: ServerAccess;
  readonly env: Record<string, string>;
  readonly plan: Plan;
  readonly client: Client;
  readonly compression: Compression;
  readonly folder: string;
  readonly file: string;
  readonly snapshot: Snapshot;
  readonly tables: readonly SourceTable[];
}

/** A whole, proved archive that nobody can see yet. Disposing of it removes it, unless it was published. */
export interface DumpedArchive extends AsyncDisposable {
  readonly path: string;
  readonly isFolder: boolean;
  readonly hash: FileHash;
  readonly parts?: PartHash[];
  readonly schemaSha256: string | null;
  readonly warnings: string[];
}

/**
 * Runs pg_dump into a partial file and proves the result: every exit code 0, synced, re-read from disk, decoded to its end,
 * and the tables of the snapshot in it.
 * @throws AppError `dump_empty`, `dump_truncated`, `dump_incomplete`, `dump_stalled`, `hash_mismatch`, `disk_full` and what pg_dump reports.
 */
export async function dumpArchive(context: Context, order: DumpOrder, scope: Scope): Promise<DumpedArchive> {
  return order.plan.format === 'directory'
    ? dumpFolder(context, order, scope)
    : dumpFile(context, order, scope, order.plan.format);
}

async function dumpFile(
  context: Context,
  order: DumpOrder,
  scope: Scope,
  format: 'custom' | 'plain',
): Promise<DumpedArchive> {
  const { checkpoint } = context.ports;
  const partial = await openPartial(order.folder, order.file);
  try {
    checkpoint('partial-opened');
    const pgRestore = order.client.tools.pg_restore ?? '';
    const warnings = await supervise(context, order, scope, undefined, async (child, signal, moved) => {
      const decoder = startDecoder(format, order.compression, pgRestore, signal);
      try {
        await pump(child, partial, decoder, moved);
      } finally {
        const exit = await child.exit;
        // A decoder of a dump that failed has nothing to prove, but must be gone.
        if (exit.code !== 0 || signal.aborted) await decoder.end().catch(() => undefined);
      }
      return async () => {
        if (partial.bytes === 0) throw empty();
        await decoder.end().catch(asTruncated);
      };
    });
    checkpoint('dumped');
    const written = await partial.finish();
    checkpoint('archive-synced');
    scope.meter.phase('checking');
    const onDisk = await hashFile(partial.path, { signal: scope.signal, onBytes: (count) => scope.meter.bytes(count) });
    if (onDisk.sha256 !== written.sha256) throw mismatch(order.folder);
    const schemaSha256 = format === 'plain' ? null : await checkContents(order, partial.path, pgRestore, scope);
    checkpoint('archive-reread');
    return {
      path: partial.path,
      isFolder: false,
      hash: onDisk,
      schemaSha256,
      warnings,
      [Symbol.asyncDispose]: () => partial.discard(),
    };
  } catch (error) {
    await partial.discard();
    throw error;
  }
}

/** The directory format: pg_dump writes the files itself, so they are hashed and decoded afterwards. */
async function dumpFolder(context: Context, order: DumpOrder, scope: Scope): Promise<DumpedArchive> {
  const { checkpoint, clock } = context.ports;
  const partial = await openPartialFolder(order.folder, order.file);
  try {
    checkpoint('partial-opened');
    const warnings = await supervise(context, order, scope, partial.path, async (child, _signal, moved) => {
      let seen = 0;
      let cancel = () => {};
      const look = async () => {
        const size = await folderSize(partial.path);
        if (size > seen) moved(size - seen);
        seen = Math.max(seen, size);
        cancel = clock.timer(500, () => void look());
      };
      cancel = clock.timer(500, () => void look());
      await child.exit.finally(() => cancel());
      return async () => undefined;
    });
    if ((await readdir(partial.path)).length === 0) throw empty();
    checkpoint('dumped');
    await partial.finish();
    checkpoint('archive-synced');
    scope.meter.phase('checking');
    const pgRestore = order.client.tools.pg_restore ?? '';
    const parts = await hashParts(partial.path, { signal: scope.signal, onBytes: (count) => scope.meter.bytes(count) });
    await decodeFile(partial.path, 'directory', order.compression, pgRestore, scope.signal).catch(asTruncated);
    const schemaSha256 = await checkContents(order, partial.path, pgRestore, scope);
    checkpoint('archive-reread');
    return {
      path: partial.path,
      isFolder: true,
      hash: combineParts(parts),
      parts,
      schemaSha256,
      warnings,
      [Symbol.asyncDispose]: () => partial.discard(),
    };
  } catch (error) {
    await partial.discard();
    throw error;
  }
}

/** Watches over one pg_dump: progress, silence, its exit. Returns its warnings. */
async function supervise(
  context: Context,
  order: DumpOrder,
  scope: Scope,
  folder: string | undefined,
  consume: (child: Child, signal: AbortSignal, moved: (bytes: number) => void) => Promise<() => Promise<void>>,
): Promise<string[]> {
  const { plan, client, access } = order;
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const notable = collectNotable();
  const tracker = trackTables(new Map(order.tables.map((table) => [`${table.schema}.${table.name}`, table.bytes])));
  let total = 0;
  const watchdog = startWatchdog(context.ports.clock, plan.stallLimitMs, {
    stall: () => void explainStall(order, scope),
    revive: () => scope.meter.stalled(null),
    limit: () => stop.abort(stalled(plan.stallLimitMs)),
  });
  scope.meter.phase('dumping');
  try {
    const child = startDump(
      {
        tool: client.tools.pg_dump ?? '',
        toolMajor: client.version.major,
        database: plan.database,
        format: plan.format,
        content: plan.content,
        compression: order.compression,
        jobs: plan.jobs,
        snapshot: order.snapshot.id,
        ...(folder === undefined ? {} : { folder }),
      },
      access,
      order.env,
      signal,
      (line) => {
        watchdog.touch();
        notable.add(line);
        if (tracker.line(line)) scope.meter.object(tracker.object);
      },
    );
    const finish = await consume(child, signal, (bytes) => {
      watchdog.touch();
      total += bytes;
      tracker.bytes(total);
      scope.meter.fraction(tracker.fraction());
      scope.meter.bytes(bytes);
    });
    const exit = await child.exit;
    signal.throwIfAborted();
    const said = notable.text();
    if (exit.code !== 0)
      throw classifyFailure({
        tool: 'pg_dump',
        exitCode: exit.code,
        signal: exit.signal,
        stderr: said || exit.stderr,
        role: access.user,
      });
    await finish();
    return parseWarnings(said);
  } catch (error) {
    // Whatever broke first: a pg_dump that still runs is stopped, and the first reason is the one told.
    signal.throwIfAborted();
    stop.abort(error);
    throw error;
  } finally {
    watchdog.stop();
  }
}

/** pg_dump writes 4 KiB at a time; handed on like that, every one would cost a write, a wake-up of the decoder and two promises. */
const BLOCK = 256 * 1024;

/** Collects what pg_dump says in two blocks that take turns, so that memory stays flat whatever the size. */
async function pump(child: Child, partial: Partial, decoder: Decoder, moved: (bytes: number) => void): Promise<void> {
  let block = Buffer.allocUnsafeSlow(BLOCK);
  let other = Buffer.allocUnsafeSlow(BLOCK);
  let filled = 0;
  let handed: Promise<unknown> = Promise.resolve();
  const hand = async () => {
    await handed;
    const full = block.subarray(0, filled);
    handed = Promise.all([partial.write(full), decoder.write(full)]);
    handed.catch(() => undefined);
    [block, other] = [other, block];
    filled = 0;
  };
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    moved(chunk.length);
    for (let taken = 0; taken < chunk.length; ) {
      const copied = chunk.copy(block, filled, taken);
      taken += copied;
      filled += copied;
      if (filled === BLOCK) await hand();
    }
    release(chunk);
  }
  if (filled > 0) await hand();
  await handed;
}

/** Frees a chunk at once: V8 lets 32 MB of them pile up before it looks. Only where the chunk has its memory for itself. */
function release(chunk: Buffer): void {
  if (chunk.buffer instanceof ArrayBuffer && chunk.buffer.byteLength === chunk.length) chunk.buffer.transfer(0);
}

/** The archive's own list must name the rows of every table the snapshot has. Returns the digest of its schema. */
async function checkContents(
  order: DumpOrder,
  archive: string,
  pgRestore: string,
  scope: Scope,
): Promise<string | null> {
  const entries = await listArchive(archive, pgRestore, scope.signal).catch(asTruncated);
  if (order.plan.content !== 'schema') {
    const missing = tablesWithoutData(entries, order.tables);
    if (missing.length > 0) {
      throw new AppError(
        'dump_incomplete',
        `The dump lacks ${missing.length === 1 ? 'the table' : `${missing.length} tables, among them`} ${missing[0]}.`,
        'Check that the role may read every table, then take the backup again.',
        { detail: missing.join('\n') },
      );
    }
  }
  return order.plan.content === 'data'
    ? null
    : schemaDigest(await archiveSchema(archive, pgRestore, { noOwner: false }, scope.signal));
}

async function explainStall(order: DumpOrder, scope: Scope): Promise<void> {
  let says = 'the server does not answer';
  try {
    await using session = await openSession(order.access, order.plan.database, scope.signal);
    says = await describeActivity(session);
  } catch {
    // The watchdog still ends the dump at its limit.
  }
  scope.log.write('warn', 'run.stalled', { message: says });
  scope.meter.stalled(says);
}

async function folderSize(folder: string): Promise<number> {
  let size = 0;
  for (const name of await readdir(folder).catch(() => []))
    size += await stat(path.join(folder, name)).then(
      (found) => found.size,
      () => 0,
    );
  return size;
}

function asTruncated(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'archive_damaged') throw error;
  throw new AppError(
    'dump_truncated',
    'pg_dump reported success, but its archive cannot be read to the end.',
    'Nothing was kept. Take the backup again; if it happens again, check pg_dump with `lifeboat doctor`.',
    { detail: error.detail, cause: error },
  );
}

function empty(): AppError {
  return new AppError(
    'dump_empty',
    'pg_dump reported success but wrote nothing.',
    'Nothing was kept. Check which pg_dump is used with `lifeboat doctor`.',
  );
}

function mismatch(folder: string): AppError {
  return new AppError(
    'hash_mismatch',
    'The archive reads back from disk differently from what was written.',
    `Nothing was kept. Check the disk of ${folder} and the memory of this machine.`,
  );
}

function stalled(limitMs: number): AppError {
  return new AppError(
    'dump_stalled',
    `pg_dump neither wrote nor said anything for ${Math.round(limitMs / 1000)} s and was stopped.`,
    'Look for locks and long transactions on the server; the run log says what the session was waiting for.',
  );
}
