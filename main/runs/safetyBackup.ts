import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { setPinned } from '../catalog/backups.ts';
import { findPlan, listPlans } from '../catalog/plans.ts';
import { annotate } from '../storage/manifests.ts';
import { backup } from './backup.ts';
import type { Context } from './context.ts';
import { type Scope } from './perform.ts';

/**
 * The plan that backs a database up whole: that of the backup to restore, if it does, else any other.
 * @throws AppError `no_plan`
 */
export function planOfDatabase(context: Context, connection: string, database: string, preferred: string): Plan {
  const fits = (plan: Plan) => plan.connection === connection && plan.database === database && plan.content === 'all';
  const own = findPlan(context.db, preferred);
  const found = own && fits(own) ? own : listPlans(context.db).find(fits);
  if (found) return found;
  throw new AppError(
    'no_plan',
    `No plan backs up the whole of ${database} on ${connection}, and before it is replaced a backup of it must be taken.`,
    'Add one: lifeboat plan add NAME --connection CONNECTION --database DATABASE --schedule none',
  );
}

/**
 * Takes a backup of a database as it is now, proves it, and pins it. It is a run of its own.
 * @throws AppError of the backup.
 */
export async function takeSafetyBackup(context: Context, plan: Plan, scope: Scope): Promise<Backup> {
  scope.meter.phase('securing');
  const outcome = await backup(context, {
    plan: plan.name,
    trigger: 'manual',
    ofReplacement: true,
    signal: scope.signal,
    onQueued: (run) => scope.log.write('info', 'replace.safety-backup', { run: run.id, plan: plan.name }),
  });
  scope.signal.throwIfAborted();
  if (!outcome.ok) {
    const { code, message, nextStep, detail } = outcome.error;
    throw new AppError(code, `The safety backup failed, so nothing was replaced. ${message}`, nextStep, {
      detail,
      cause: outcome.error,
    });
  }
  const taken = outcome.value;
  if (taken.state !== 'good' || taken.verification.level === 'present' || taken.verification.level === 'checksum')
    throw new AppError(
      'archive_damaged',
      'The safety backup could not be proved, so nothing was replaced.',
      'Look at its run with `lifeboat runs`.',
    );
  // Beside the manifest first: a rebuilt catalog must know it, too.
  await annotate(taken.manifestPath, { type: 'pin', pinned: true, at: context.ports.clock.now().toISOString() });
  setPinned(context.db, taken.id, true);
  return taken;
}
