import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Checkpoint } from '../ports.ts';
import { storageError } from './errors.ts';
import { syncFolder } from './folder.ts';
import { proofsPath } from './manifests.ts';
import { globalsName } from './names.ts';
import { patiently } from './publish.ts';

const QUARANTINE = '.quarantine';
export const QUARANTINE_MS = 24 * 3_600_000;

/**
 * Deletes a backup: the manifest first, so that it stops being one before any of it is gone. Can be repeated after a crash.
 * @throws AppError `not_writable`, `unsafe_path` when a link stands in the place of its folder.
 */
export async function removeBackup(manifest: string, archive: string, checkpoint: Checkpoint): Promise<void> {
  try {
    const folder = path.dirname(manifest);
    await refuseLink(folder);
    await remove(manifest);
    checkpoint('manifest-removed');
    await syncFolder(folder);
    checkpoint('manifest-removal-synced');
    await remove(archive);
    checkpoint('archive-removed');
    await remove(proofsPath(manifest));
    for (const encrypted of [false, true])
      await remove(path.join(folder, globalsName(path.basename(archive), encrypted)));
    await syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw storageError(error, archive);
  }
}

function remove(target: string): Promise<void> {
  return patiently(() => rm(target, { recursive: true, force: true }));
}

/** Takes what a crash left out of the way: moved into `.quarantine` of its folder, where it stays for a day. Returns the new paths. */
export async function quarantine(folder: string, names: readonly string[]): Promise<string[]> {
  const moved: string[] = [];
  for (const name of names) {
    const from = path.join(folder, name);
    if (!(await lstat(from).catch(() => null))) continue;
    await refuseLink(folder);
    await mkdir(path.join(folder, QUARANTINE), { recursive: true, mode: 0o700 });
    await refuseLink(path.join(folder, QUARANTINE));
    const to = path.join(folder, QUARANTINE, name);
    await rename(from, to);
    moved.push(to);
  }
  return moved;
}

/** Deletes what has been in quarantine for 24 hours, going by when it was moved there. Returns how many things went. */
export async function sweepQuarantine(folder: string, now: Date): Promise<number> {
  const target = path.join(folder, QUARANTINE);
  let swept = 0;
  const names = await readdir(target).catch(() => []);
  if (names.length > 0) for (const dir of [folder, target]) await refuseLink(dir);
  for (const name of names) {
    const file = path.join(target, name);
    // A rename changes ctime and nothing else does later, unlike mtime, which tools set at will.
    const found = await lstat(file).catch(() => null);
    if (!found || now.getTime() - found.ctimeMs < QUARANTINE_MS) continue;
    await rm(file, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

/** A link planted in the place of a folder would have us move or delete the things of others. */
async function refuseLink(folder: string): Promise<void> {
  if ((await lstat(folder)).isDirectory()) return;
  throw new AppError(
    'unsafe_path',
    `${folder} is not a folder of its own but a link.`,
    'Remove it; Lifeboat follows no links inside a backup folder.',
  );
}
