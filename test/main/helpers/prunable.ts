import path from 'node:path';
import { listBackups, saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { openContext } from './context.ts';
import { plantBackup } from './files.ts';
import { aConnection, aPlan, START } from './values.ts';

export const DAY = 86_400_000;

/** A plan with this retention, whose backups a test takes one by one. */
export function openPlan(retention: Plan['retention'], context = openContext()) {
  const plan = aPlan({ retention, root: context.config.backupRoot });
  saveConnection(context.db, aConnection());
  savePlan(context.db, plan);
  const folder = path.join(plan.root, plan.name);
  let sequence = 0;
  /** A backup taken so many days ago, on disk and in the catalog. */
  const add = async (daysAgo: number) => {
    const at = new Date(Date.parse(START) - daysAgo * DAY).toISOString();
    const { backup } = await plantBackup(folder, { snapshotAt: at, sequence: ++sequence });
    saveBackup(context.db, backup, sequence);
    return backup;
  };
  const left = () => listBackups(context.db, { limit: 100 }).map(({ id }) => id);
  return { context, plan, folder, add, left };
}
