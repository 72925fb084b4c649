import { chmod, lstat, mkdir, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { capture } from '../exec.ts';
import { storageError } from './errors.ts';
import { slug } from './names.ts';

/**
 * The folder of a plan's backups, made (0700) if need be. It is really inside the root: no link leads out of it.
 * @throws AppError `unsafe_path` for a planted link, `not_writable`, `disk_full`.
 */
export async function openPlanFolder(root: string, plan: string): Promise<string> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const realRoot = await realpath(root);
    const folder = path.join(realRoot, slug(plan));
    const made = await makeFolder(folder);
    const found = await lstat(folder);
    if (!found.isDirectory() || (await realpath(folder)) !== folder) {
      throw new AppError(
        'unsafe_path',
        `${folder} is not a folder of its own but a link or a file.`,
        'Remove it, or give the plan another --dir; Lifeboat follows no links inside a backup folder.',
      );
    }
    if (made) await restrictToUser(folder);
    return folder;
  } catch (error) {
    throw storageError(error, root);
  }
}

/** Makes a folder and says whether it is new. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Leaves a file or folder to its user alone: mode bits, or an ACL on Windows where modes mean nothing. */
export async function restrictToUser(target: string): Promise<void> {
  if (process.platform !== 'win32') {
    await chmod(target, (await lstat(target)).isDirectory() ? 0o700 : 0o600);
    return;
  }
  const user = process.env['USERNAME'] ?? '';
  const domain = process.env['USERDOMAIN'];
  const account = domain ? `${domain}\\${user}` : user;
  const rights = (await lstat(target)).isDirectory() ? '(OI)(CI)F' : 'F';
  const result = await capture({
    file: 'icacls',
    args: [target, '/inheritance:r', '/grant:r', `${account}:${rights}`],
  });
  if (result.code !== 0)
    throw new AppError(
      'not_writable',
      `${target} could not be restricted to ${account}.`,
      'Choose a folder on a disk with access control (NTFS).',
      { detail: result.stderr },
    );
}

/** Makes a folder's entries durable. Windows cannot sync a folder, and needs not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
