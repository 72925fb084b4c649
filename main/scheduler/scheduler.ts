import cron from 'node-cron';
import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { claimSchedule } from '../catalog/owner.ts';
import { findPlan, listPlans } from '../catalog/plans.ts';
import { lastRunOfSlot } from '../catalog/runs.ts';
import { settleSlot, slotsInState } from '../catalog/slots.ts';
import type { Context } from '../runs/context.ts';
import { recoverSwaps } from '../runs/recoverSwap.ts';
import { nextAttempt, obstacle, runSlot } from './attempt.ts';
import { openDrillRunner } from './drills.ts';
import { recordDueSlots } from './dueSlots.ts';
import { openTeller } from './teller.ts';

export interface Scheduler {
  /**
   * Looks at every plan: writes down the slots that have come due and starts what can run. Idempotent, and never two at once; called by the
   * minute tick, at start-up, after sleep, and when a run ends. Resolves when everything is started, not when it has ended.
   */
  reconcile(): Promise<void>;
  /** Looks in the background for what has changed, and sends what is due of it; several wishes at once are one. */
  tell(): void;
  /** Resolves when no run of the schedule is under way, and nothing is being sent. */
  idle(): Promise<void>;
  /** Starts the minute tick. */
  start(): void;
  /**
   * Stops the tick and starts nothing more, cancels what runs or lets it end (`drain`), waits for it, and gives the schedule up. May be
   * called again, to cancel after all what was to end.
   */
  stop(options?: { readonly drain?: boolean }): Promise<void>;
}

/**
 * Makes this process the one that runs the schedule.
 * @throws AppError `scheduler_running` when another process of the same home is it.
 */
export function openScheduler(context: Context): Scheduler {
  const claim = claimSchedule(context.config.ownersDir);
  if (!claim)
    throw new AppError(
      'scheduler_running',
      'Another Lifeboat of this home runs the schedule already.',
      'Stop that one first, or use another --home.',
    );
  const { db, ports } = context;
  reviveOrphans(context);
  const stopping = new AbortController();
  const active = new Map<string, Promise<void>>();
  const drills = openDrillRunner(context, stopping.signal);
  const teller = openTeller(context, stopping.signal);
  const timers = new Set<() => void>();
  /** Null until the first look of this process. */
  let lastLook: Date | null = null;
  let looking: Promise<void> | null = null;
  let again = false;
  let tick: { destroy(): unknown } | null = null;
  /** Nothing is started any more; what comes due is caught up by the next process. */
  let closing = false;

  const look = async () => {
    if (closing) return;
    const late = lastLook === null ? 'app_not_running' : 'asleep';
    lastLook = ports.clock.now();
    for (const plan of listPlans(db)) {
      recordDueSlots(context, plan, { reason: late, busy: active.has(plan.name) });
      const current = findPlan(db, plan.name);
      if (current && current.paused === null && !active.has(plan.name)) launch(current);
    }
    drills.look();
    teller.look();
    // A server that was away may be back; nothing that is due waits for it.
    for (const message of await recoverSwaps(context)) context.emit({ type: 'note', message });
  };

  /** Works on the plan's waiting slot, if there is one whose time has come. */
  const launch = (plan: Plan) => {
    const slot = slotsInState(db, plan.name, 'waiting').at(-1);
    if (!slot) return;
    const attempt = nextAttempt(context, slot);
    if (attempt === null) return settleSlot(db, plan.name, slot.slot, 'failed', 'run_failed', ports.clock.now());
    if (attempt.at > ports.clock.now()) return;
    const work = async () => {
      const reason = await obstacle(context, plan, stopping.signal);
      if (reason !== null) {
        if (reason !== slot.reason)
          context.emit({ type: 'note', message: `The backup of ${plan.name} due at ${slot.slot} waits: ${reason}.` });
        settleSlot(db, plan.name, slot.slot, 'waiting', reason, ports.clock.now());
        return;
      }
      if (closing) return;
      const wait = await runSlot(context, plan, slot, attempt.number, stopping.signal);
      if (wait !== null) lookAgainIn(wait);
    };
    const ending = work()
      // The first backup of a plan is drilled at once.
      .then(() => drills.look())
      .catch((error: unknown) =>
        ports.logger.log('error', 'scheduler.failed', { plan: plan.name, error: AppError.from(error).toJSON() }),
      )
      .finally(() => {
        active.delete(plan.name);
        // Only now is the slot settled.
        teller.look();
      });
    active.set(plan.name, ending);
  };

  const lookAgainIn = (ms: number) => {
    if (closing) return;
    const cancel = ports.clock.timer(ms, () => {
      timers.delete(cancel);
      void reconcile().catch(report);
    });
    timers.add(cancel);
  };

  const report = (error: unknown) =>
    ports.logger.log('error', 'scheduler.failed', { error: AppError.from(error).toJSON() });

  const reconcile = async (): Promise<void> => {
    again = true;
    looking ??= (async () => {
      while (again) {
        again = false;
        await look();
      }
    })().finally(() => {
      looking = null;
    });
    return looking;
  };

  const idle = async () => {
    while (active.size > 0) await Promise.all(active.values());
    await drills.idle();
    await teller.idle();
  };

  return {
    reconcile,
    tell: () => teller.look(),
    idle,
    start() {
      tick = cron.schedule('* * * * *', () => reconcile().catch(report));
    },
    async stop({ drain = false } = {}) {
      closing = true;
      tick?.destroy();
      for (const cancel of timers) cancel();
      if (!drain)
        stopping.abort(
          new AppError('cancelled', 'Lifeboat is shutting down.', 'The backup is caught up at the next start.'),
        );
      await idle();
      await looking?.catch(report);
      claim.release();
    },
  };
}

/** Only the scheduler claims slots: one that is claimed without a run under way was left by a scheduler that died in between. */
function reviveOrphans(context: Context): void {
  const { db, ports } = context;
  for (const plan of listPlans(db)) {
    for (const { slot } of slotsInState(db, plan.name, 'running')) {
      const run = lastRunOfSlot(db, plan.name, slot);
      if (run === null || run.endedAt !== null)
        settleSlot(db, plan.name, slot, 'waiting', 'interrupted', ports.clock.now());
    }
  }
}
