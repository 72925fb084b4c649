import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { storageError } from './errors.ts';

const BLOCK = 1024 * 1024;

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
}

export interface FileHash {
  readonly bytes: number;
  readonly sha256: string;
}

export interface PartHash extends FileHash {
  readonly name: string;
}

/**
 * Reads a file to its end and hashes it, in one reused block.
 * @throws AppError `file_missing`, `not_writable` (no permission), `unsafe_path` for a link.
 */
export async function hashFile(file: string, options: HashOptions = {}): Promise<FileHash> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const hash = createHash('sha256');
      const block = Buffer.allocUnsafe(BLOCK);
      let bytes = 0;
      for (;;) {
        options.signal?.throwIfAborted();
        const { bytesRead } = await handle.read(block, 0, BLOCK);
        if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
        hash.update(block.subarray(0, bytesRead));
        bytes += bytesRead;
        options.onBytes?.(bytesRead);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw storageError(error, file);
  }
}

/**
 * Hashes every file of a directory archive, by name.
 * @throws AppError `unsafe_path` when there is anything but plain files in it.
 */
export async function hashParts(folder: string, options: HashOptions = {}): Promise<PartHash[]> {
  const parts: PartHash[] = [];
  try {
    for (const name of (await readdir(folder)).sort()) {
      const file = path.join(folder, name);
      if (!(await lstat(file)).isFile())
        throw new AppError(
          'unsafe_path',
          `${file} is not a plain file.`,
          'A directory archive holds plain files only; look at what stands there.',
        );
      parts.push({ name, ...(await hashFile(file, options)) });
    }
  } catch (error) {
    throw storageError(error, folder);
  }
  return parts;
}

/**
 * One hash for a directory archive: that of the lines `sha256sum` prints for its files in byte order of their names,
 * so that `cd X.dump && LC_ALL=C sha256sum * | sha256sum` shows it without Lifeboat.
 */
export function combineParts(parts: readonly PartHash[]): FileHash {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.sha256}  ${part.name}\n`);
  return { bytes: parts.reduce((sum, part) => sum + part.bytes, 0), sha256: hash.digest('hex') };
}
