import { randomUUID } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Keys } from '../crypto/keys.ts';
import type { ArchiveSource } from '../postgres/archive.ts';
import { hashFile } from '../storage/hash.ts';
import { openPartial } from '../storage/partial.ts';
import { diskSpace } from '../storage/space.ts';
import { checkHashes, checkPlain, mismatch } from './checkHashes.ts';
import { type Context, scratchDir } from './context.ts';
import type { Scope } from './perform.ts';
import { release } from './release.ts';
import { fileKeyOf, unsealed } from './sealedFile.ts';

/** An archive that pg_restore can read. Disposing of it removes what was decrypted. */
export interface OpenArchive extends AsyncDisposable {
  readonly path: string;
  /** What is wrong with it, when a salvage takes what is left. */
  readonly damage: AppError | null;
}

/**
 * Compares an archive with its manifest and gives it in the plain. An encrypted one is decrypted into the scratch folder of this process,
 * and compared once more, before anybody sees it. That folder, and not the one of the backup: what is encrypted may lie where it is
 * because others can read there.
 * @param salvage goes on after damage; of an encrypted archive everything before the first damaged chunk is left.
 * @param keys open it instead of those of this machine.
 * @throws AppError `hash_mismatch`, `file_missing`, `archive_damaged`, `key_missing`, `secret_unavailable`, `disk_low`, `disk_full`.
 */
export async function openArchive(
  context: Context,
  archive: string,
  manifest: Manifest,
  scope: Pick<Scope, 'signal' | 'meter'>,
  salvage = false,
  keys?: Keys,
): Promise<OpenArchive> {
  let damage: AppError | null = null;
  /** What a salvage goes on after. */
  const survive = (error: unknown) => {
    if (!salvage || !(error instanceof AppError)) throw error;
    if (error.code !== 'hash_mismatch' && error.code !== 'archive_damaged') throw error;
    damage ??= error;
  };
  await checkHashes(archive, manifest, scope).catch(survive);
  if (manifest.encryption === null) return { path: archive, damage, [Symbol.asyncDispose]: () => Promise.resolve() };

  const key = await fileKeyOf(context, archive, keys).catch((error: unknown) => {
    // A damaged header looks like one for somebody else.
    throw damage ?? error;
  });
  const folder = scratchDir(context);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await checkScratchSpace(folder, manifest.plainBytes);
  scope.meter.phase('decrypting');
  const scratch = await openPartial(folder, `archive-${randomUUID()}`);
  try {
    const read = async () => {
      for await (const piece of unsealed(archive, key, salvage)) {
        scope.signal.throwIfAborted();
        const { length } = piece;
        await scratch.write(piece);
        scope.meter.fraction(Math.min(1, scratch.bytes / Math.max(1, manifest.plainBytes)));
        scope.meter.bytes(length);
        release(piece);
      }
    };
    await read().catch(survive);
    const plain = await scratch.finish(false);
    try {
      checkPlain(archive, plain, manifest);
    } catch (error) {
      survive(error);
    }
    return { path: scratch.path, damage, [Symbol.asyncDispose]: () => scratch.discard() };
  } catch (error) {
    await scratch.discard();
    throw error;
  }
}

/**
 * What pg_restore needs to list an archive or print its schema. Nothing of an encrypted one is written anywhere: its head is decrypted
 * each time, after the whole file was compared with its manifest, once as long as it does not change.
 * @throws AppError `key_missing`, `archive_damaged`, `secret_unavailable`; reading it `hash_mismatch`, `file_missing`.
 */
export async function archiveHead(
  context: Context,
  archive: string,
  manifest: Manifest,
  signal: AbortSignal,
  salvage = false,
): Promise<ArchiveSource> {
  if (manifest.encryption === null) return archive;
  const key = await fileKeyOf(context, archive);
  return async function* () {
    if (!salvage) await checkOnce(context, archive, manifest, signal);
    yield* unsealed(archive, key);
  };
}

async function checkOnce(context: Context, archive: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const stamp = async () => {
    const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(archive, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs, manifest.storedSha256].join(' ');
  };
  const before = await stamp();
  if (context.checkedArchives.get(archive) === before) return;
  const { sha256 } = await hashFile(archive, { signal });
  if (sha256 !== manifest.storedSha256) throw mismatch(archive);
  context.checkedArchives.set(archive, before);
}

async function checkScratchSpace(folder: string, needed: number): Promise<void> {
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes >= needed) return;
  throw new AppError(
    'disk_low',
    `The disk of ${folder} has ${formatBytes(freeBytes)} free; the decrypted archive needs ${formatBytes(needed)}.`,
    'Free some space there, or restore with age and pg_restore as `lifeboat show` says, which needs none.',
  );
}
