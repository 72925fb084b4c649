import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type ArchiveSource, archiveSchema, listArchive, tablesWithoutData } from '../postgres/archive.ts';
import { decodeFile, startDecoder } from '../postgres/decode.ts';
import { schemaDigest } from '../postgres/schemaText.ts';
import { combineParts, type FileHash, hashFile, hashParts, type PartHash } from '../storage/hash.ts';
import { openPartialFolder } from '../storage/partial.ts';
import { openArchiveSink } from './archiveSink.ts';
import type { Context } from './context.ts';
import type { DumpOrder } from './dumpOrder.ts';
import type { Scope } from './perform.ts';
import { pump } from './pump.ts';
import { superviseDump } from './superviseDump.ts';

/** A whole, proved archive that nobody can see yet. Disposing of it removes it, unless it was published. */
export interface DumpedArchive extends AsyncDisposable {
  readonly path: string;
  readonly isFolder: boolean;
  /** Of what pg_dump wrote. */
  readonly plain: FileHash;
  /** Of what is on disk: the same, unless it is encrypted. */
  readonly stored: FileHash;
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
  const partial = await openArchiveSink(order.folder, order.file, order.sealing);
  try {
    checkpoint('partial-opened');
    const pgRestore = order.client.tools.pg_restore ?? '';
    const warnings = await superviseDump(context, order, scope, undefined, async (child, signal, moved) => {
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
    if (onDisk.sha256 !== written.stored.sha256) throw mismatch(order.folder);
    const schemaSha256 = format === 'plain' ? null : await checkContents(order, written.source, pgRestore, scope);
    checkpoint('archive-reread');
    return {
      path: partial.path,
      isFolder: false,
      plain: written.plain,
      stored: onDisk,
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
    const warnings = await superviseDump(context, order, scope, partial.path, async (child, _signal, moved) => {
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
    const hash = combineParts(parts);
    return {
      path: partial.path,
      isFolder: true,
      plain: hash,
      stored: hash,
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

/** The archive's own list must name the rows of every table the snapshot has. Returns the digest of its schema. */
async function checkContents(
  order: DumpOrder,
  archive: ArchiveSource,
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
    : schemaDigest(await archiveSchema(archive, pgRestore, { noOwner: false, list: null }, scope.signal));
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
