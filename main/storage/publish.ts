import { link, lstat, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { storageError } from './errors.ts';

/** File systems (FAT, some network shares) that know no hard links answer with one of these. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/**
 * Gives a finished partial file its name without ever replacing a file: link and unlink, or a rename where links are missing.
 * @throws AppError `unsafe_path` when the name is taken.
 */
export async function publishFile(partial: string, name: string): Promise<string> {
  const target = path.join(path.dirname(partial), name);
  try {
    try {
      await link(partial, target);
    } catch (error) {
      if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await renameToNew(partial, target);
      return target;
    }
    // Published it is; a second name that stays behind is removed by whoever disposes of the partial file.
    await patiently(() => unlink(partial)).catch(() => undefined);
    return target;
  } catch (error) {
    throw storageError(error, target);
  }
}

/** The same for a folder, which cannot be linked. Its name holds 32 random bits, so nothing can stand there but a planted thing. */
export async function publishFolder(partial: string, name: string): Promise<string> {
  const target = path.join(path.dirname(partial), name);
  try {
    await renameToNew(partial, target);
    return target;
  } catch (error) {
    throw storageError(error, target);
  }
}

async function renameToNew(from: string, to: string): Promise<void> {
  const taken = await lstat(to).then(
    () => true,
    () => false,
  );
  if (taken)
    throw new AppError(
      'unsafe_path',
      `${to} exists already.`,
      'Look at what stands there; Lifeboat never overwrites a file.',
    );
  await patiently(() => rename(from, to));
}

/** On Windows a virus scanner may hold a new file for a while: tries for up to 60 s. */
export async function patiently(action: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited += 500) {
    try {
      return await action();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (process.platform !== 'win32' || waited >= 60_000 || !['EPERM', 'EBUSY', 'EACCES'].includes(code)) throw error;
      await delay(500);
    }
  }
}
