import { existsSync } from 'node:fs';
import type { Backup } from '../../shared/model/backup.ts';
import { listBackups, setBackupState } from '../catalog/backups.ts';
import type { Context } from './context.ts';

/** A plan's newest good backup whose files are really there; what has vanished is marked, not promised. */
export function newestPresent({ db }: Pick<Context, 'db'>, plan: string): Backup | null {
  for (;;) {
    const [newest] = listBackups(db, { plan, state: 'good', limit: 1 });
    if (!newest) return null;
    if (existsSync(newest.path) && existsSync(newest.manifestPath)) return newest;
    setBackupState(db, newest.id, 'missing');
  }
}
