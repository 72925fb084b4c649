import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../../main/app.ts';
import { saveBackup } from '../../main/catalog/backups.ts';
import { saveConnection } from '../../main/catalog/connections.ts';
import { savePlan } from '../../main/catalog/plans.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { caller } from '../main/helpers/api.ts';
import { openContext, type TestContext } from '../main/helpers/context.ts';
import { aBackup, aConnection, aPlan } from '../main/helpers/values.ts';

export interface Planted {
  readonly context: TestContext;
  /** The core on this catalog, as the screens reach it. */
  readonly app: Pick<App, 'call' | 'listen'>;
  readonly addPlan: (change?: Partial<Plan>) => Plan;
  readonly addBackup: (change: Partial<Backup>) => Backup;
}

/** A core whose clock stands still, and whose past is written into its catalog by the test. */
export function plantedApp(): Planted {
  const context = openContext();
  const folder = context.config.backupRoot;
  saveConnection(context.db, aConnection());
  let sequence = 0;
  return {
    context,
    app: { call: caller(context), listen: () => () => undefined },
    addPlan(change) {
      const plan = aPlan({ root: folder, schedule: null, ...change });
      savePlan(context.db, plan);
      return plan;
    },
    addBackup(change) {
      sequence += 1;
      const backup = aBackup({
        path: path.join(folder, `${sequence}.dump`),
        manifestPath: path.join(folder, `${sequence}.json`),
        ...change,
      });
      mkdirSync(folder, { recursive: true });
      for (const file of [backup.path, backup.manifestPath]) writeFileSync(file, '');
      saveBackup(context.db, backup, sequence);
      return backup;
    },
  };
}
