import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { backupsByPrefix, newestBackup } from '../catalog/backups.ts';
import { lastDrillAttempt } from '../catalog/drills.ts';
import { listPlans } from '../catalog/plans.ts';
import type { Context } from '../runs/context.ts';
import { drill } from '../runs/drill.ts';
import { dueDrills } from './dueDrills.ts';

export interface DrillRunner {
  /** Starts the drill that is most due, when none runs; when it has ended, the next one. */
  look(): void;
  /** Resolves when none runs. */
  idle(): Promise<void>;
}

/** Rehearses restores, one at a time, beside the backups and never in their way. */
export function openDrillRunner(context: Context, signal: AbortSignal): DrillRunner {
  let running: Promise<void> | null = null;

  const look = () => {
    if (running || signal.aborted) return;
    const backup = nextDrill(context);
    if (backup)
      running = rehearse(backup).catch((error: unknown) =>
        context.ports.logger.log('error', 'drill.failed', {
          plan: backup.plan,
          error: AppError.from(error).toJSON(),
        }),
      );
  };

  const rehearse = async (backup: Backup) => {
    try {
      await drill(context, { backup, on: null, trigger: 'schedule', signal });
    } finally {
      running = null;
    }
    // Not after an error: what could not even begin would be tried again without end.
    look();
  };

  const idle = async (): Promise<void> => {
    if (!running) return;
    await running;
    await idle();
  };

  return { look, idle };
}

/** The backup to drill now; null when none is due. */
function nextDrill({ db, ports }: Context): Backup | null {
  const candidates = listPlans(db)
    .filter((plan) => plan.paused === null && plan.content !== 'data' && plan.drillEvery !== 'never')
    .map((plan) => ({
      plan: plan.name,
      every: plan.drillEvery,
      newest: newestBackup(db, plan.name)?.id ?? null,
      last: lastDrillAttempt(db, plan.name),
    }));
  const [due] = dueDrills(candidates, ports.clock.now());
  return due ? (backupsByPrefix(db, due.backup)[0] ?? null) : null;
}
