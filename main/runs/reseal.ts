import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Sealing } from '../crypto/keys.ts';
import { type FileHash, hashFile } from '../storage/hash.ts';
import { openArchiveSink } from './archiveSink.ts';
import { mismatch } from './checkHashes.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';
import { fileKeyOf, pieces, unsealed } from './sealedFile.ts';

export interface ResealOrder {
  readonly folder: string;
  /** Names in that folder. */
  readonly from: string;
  readonly to: string;
  /** Whether the one that is read is encrypted. */
  readonly encrypted: boolean;
  readonly sealing: Sealing;
}

/** A proved file that nobody can see yet. Disposing of it removes it, unless it was published. */
export interface Resealed extends AsyncDisposable {
  readonly name: string;
  readonly path: string;
  readonly plain: FileHash;
  readonly stored: FileHash;
}

/**
 * Encrypts a file anew into a partial one, and reads that back: it is what was written, and the keys of this machine open it and find
 * what went in.
 * @throws AppError `key_missing`, `archive_damaged`, `hash_mismatch`, `file_missing`, `disk_full`, `secret_unavailable`.
 */
export async function reseal(context: Context, order: ResealOrder, scope: Scope): Promise<Resealed> {
  const source = path.join(order.folder, order.from);
  const plain = order.encrypted ? unsealed(source, await fileKeyOf(context, source)) : pieces(source);
  const sink = await openArchiveSink(order.folder, order.to, order.sealing);
  try {
    scope.meter.phase('encrypting');
    for await (const piece of plain) {
      scope.signal.throwIfAborted();
      await sink.write(piece);
      scope.meter.bytes(piece.length);
    }
    const written = await sink.finish();
    scope.meter.phase('checking');
    const { signal } = scope;
    const onDisk = await hashFile(sink.path, { signal, onBytes: (count) => scope.meter.bytes(count) });
    if (onDisk.sha256 !== written.stored.sha256) throw mismatch(sink.path);
    const opened = await hashUnsealed(context, sink.path, signal);
    if (opened.sha256 !== written.plain.sha256) throw mismatch(sink.path);
    return {
      name: order.to,
      path: sink.path,
      plain: opened,
      stored: onDisk,
      [Symbol.asyncDispose]: () => sink.discard(),
    };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** What an encrypted file holds, as the keys of this machine open it. @throws AppError `key_missing`, `archive_damaged`, `secret_unavailable`. */
export async function hashUnsealed(context: Context, file: string, signal: AbortSignal): Promise<FileHash> {
  const source = unsealed(file, await fileKeyOf(context, file));
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of source) {
    signal.throwIfAborted();
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
