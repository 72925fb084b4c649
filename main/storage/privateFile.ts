import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { storageError } from './errors.ts';
import { restrictToUser, syncFolder } from './folder.ts';

/** A few key files, not an archive that was named by mistake. */
const MAX_BYTES = 1024 * 1024;

/**
 * Writes a new file that only its user can read, durably. What stands there is never replaced, nor is a link followed.
 * @throws AppError `unsafe_path` when the name is taken, `not_writable`, `file_missing` for a folder that does not exist, `disk_full`.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  let made = false;
  try {
    const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
    made = true;
    try {
      if (process.platform === 'win32') await restrictToUser(file);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(path.dirname(file));
  } catch (error) {
    if (made) await rm(file, { force: true });
    throw storageError(error, file);
  }
}

/**
 * Reads a small file that a person named.
 * @throws AppError `bad_input` for anything but a file of ordinary size, `file_missing`, `not_writable` (no permission).
 */
export async function readPrivateFile(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      if (!found.isFile() || found.size > MAX_BYTES)
        throw new AppError('bad_input', `${file} is no text file of ordinary size.`, 'Name another file.');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw storageError(error, file);
  }
}
