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
 * @throws AppError `file_missing`, `not_writable` (no permission), `unsafe_path` for a link or anything but a file.
 */
export async function hashFile(file: string, options: HashOptions = {}): Promise<FileHash> {
  try {
    // Without O_NONBLOCK, opening a named pipe planted in the place of a file would wait for ever.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(file, flags);
    try {
      if (!(await handle.stat()).isFile()) throw notPlain(file, 'file');
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
 * @throws AppError `unsafe_path` when it is a link, or holds anything but plain files.
 */
export async function hashParts(folder: string, options: HashOptions = {}): Promise<PartHash[]> {
  const parts: PartHash[] = [];
  try {
    if (!(await lstat(folder)).isDirectory()) throw notPlain(folder, 'folder');
    for (const name of (await readdir(folder)).sort()) {
      const file = path.join(folder, name);
      if (!(await lstat(file)).isFile()) throw notPlain(file, 'file');
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

function notPlain(where: string, kind: 'file' | 'folder'): AppError {
  return new AppError(
    'unsafe_path',
    `${where} is not a plain ${kind}.`,
    'An archive is plain files only; look at what stands there.',
  );
}
