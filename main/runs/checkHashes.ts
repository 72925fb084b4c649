import { AppError } from '../../shared/errors.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { combineParts, type FileHash, hashFile, hashParts } from '../storage/hash.ts';
import type { Scope } from './perform.ts';

/**
 * Re-reads an archive and compares every byte's hash with the manifest.
 * @throws AppError `hash_mismatch`, `file_missing`.
 */
export async function checkHashes(
  archive: string,
  manifest: Manifest,
  scope: Pick<Scope, 'signal' | 'meter'>,
): Promise<void> {
  scope.meter.phase('checking');
  let done = 0;
  const options = {
    signal: scope.signal,
    onBytes(count: number) {
      done += count;
      scope.meter.fraction(Math.min(1, done / Math.max(1, manifest.storedBytes)));
      scope.meter.bytes(count);
    },
  };
  if (manifest.format !== 'directory') {
    const found = await hashFile(archive, options);
    if (found.sha256 !== manifest.storedSha256) throw mismatch(archive);
    return;
  }
  const parts = await hashParts(archive, options);
  const expected = new Map(manifest.parts?.map((part) => [part.name, part.sha256]));
  const wrong = parts.find((part) => expected.get(part.name) !== part.sha256);
  if (wrong) throw mismatch(`${archive}/${wrong.name}`);
  if (parts.length !== expected.size || combineParts(parts).sha256 !== manifest.sha256) throw mismatch(archive);
}

/** Whether what was decrypted is what pg_dump wrote. @throws AppError `hash_mismatch` */
export function checkPlain(archive: string, plain: FileHash, manifest: Manifest): void {
  if (plain.sha256 !== manifest.sha256 || plain.bytes !== manifest.plainBytes) throw mismatch(archive);
}

/** The error of an archive that differs from its manifest. */
export function mismatch(what: string): AppError {
  return new AppError(
    'hash_mismatch',
    `${what} is not what was written: its SHA-256 differs from the manifest.`,
    'Restore from another backup, and check the disk.',
  );
}
