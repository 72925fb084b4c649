import { existsSync, lstatSync } from 'node:fs';
import type { Backup } from '../../shared/model/backup.ts';
import { listBackups, setBackupState } from '../catalog/backups.ts';
import { listVerifications } from '../catalog/verifications.ts';
import type { Context } from './context.ts';

/** Of more that are gone, the older ones come back with a verification or a rebuild. */
const LOOKED_FOR = 1000;

/**
 * A plan's newest good backup whose files are really there; what has vanished is marked, not promised. What is there again, because its
 * disk was only away, counts as it did, unless the last that was proved of it was a fault.
 */
export function newestPresent({ db }: Pick<Context, 'db'>, plan: string): Backup | null {
  for (const gone of listBackups(db, { plan, state: 'missing', limit: LOOKED_FOR }))
    if (isBack(gone) && listVerifications(db, gone.id)[0]?.ok !== false) setBackupState(db, gone.id, 'good');
  for (;;) {
    const [newest] = listBackups(db, { plan, state: 'good', limit: 1 });
    if (!newest) return null;
    if (existsSync(newest.path) && existsSync(newest.manifestPath)) return newest;
    setBackupState(db, newest.id, 'missing');
  }
}

function isBack({ path, manifestPath, format, storedBytes }: Backup): boolean {
  try {
    const archive = lstatSync(path);
    const whole = format === 'directory' ? archive.isDirectory() : archive.isFile() && archive.size === storedBytes;
    return whole && existsSync(manifestPath);
  } catch {
    return false;
  }
}
