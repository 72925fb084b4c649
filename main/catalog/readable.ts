import { backup } from '../../shared/model/backup.ts';
import { deletingBackups, listBackups, newestBackup } from './backups.ts';
import { listConnections } from './connections.ts';
import { damaged, integrityProblems, type WriteHandle } from './open.ts';
import { listPlans } from './plans.ts';
import { openRuns } from './runs.ts';

/**
 * Reads what every start reads: SQLite's own check knows pages, but not what a plan looks like.
 * @param thorough also checks every page, index and backup, for whoever is about to rebuild the catalog anyway.
 * @throws AppError `catalog_damaged`
 */
export function checkReadable(db: WriteHandle, file: string, thorough: boolean): void {
  let problem: string | undefined;
  try {
    for (const read of [listConnections, listPlans, openRuns, deletingBackups]) read(db);
    newestBackup(db, null, null);
    if (thorough) {
      // A header can claim that the file is not to be written.
      db.pragma(`user_version = ${String(db.pragma('user_version', { simple: true }))}`);
      [problem] = integrityProblems(db);
      for (const row of listBackups(db, { limit: 1_000_000 })) backup.parse(row);
    }
  } catch (error) {
    throw damaged(file, String(error));
  }
  if (problem !== undefined) throw damaged(file, problem);
}
