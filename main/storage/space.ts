import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../../shared/format.ts';
import { AppError } from '../../shared/errors.ts';
import { storageError } from './errors.ts';

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Space on the disk that holds a folder, or will: the nearest folder that exists is asked. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder) return diskSpace(parent);
    throw storageError(error, folder);
  }
}

/**
 * Refuses to start what probably cannot end: a dump needs 1.5 times the previous one, or the database's size when there is none.
 * @throws AppError `disk_low`.
 */
export async function checkSpace(
  folder: string,
  previousBytes: number | null,
  databaseBytes: number | null,
): Promise<void> {
  const needed = previousBytes === null ? databaseBytes : previousBytes * 1.5;
  if (needed === null) return;
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes >= needed) return;
  throw new AppError(
    'disk_low',
    `The disk of ${folder} has ${formatBytes(freeBytes)} free; this backup probably needs ${formatBytes(needed)}.`,
    'Free some space, run `lifeboat prune`, or give the plan another --dir.',
  );
}
