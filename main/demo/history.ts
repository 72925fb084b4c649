import { slotsBetween } from '../../shared/schedule.ts';
import type { App } from '../app.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { openSession } from '../postgres/session.ts';
import type { DemoClock } from './clock.ts';
import { demoDaySql } from './sample.ts';

/** How far back the demo begins when it is to have a past. */
export const HISTORY_DAYS = 14;
/** Counted from the first slot; the machine is asleep then, so that a day without a backup can be seen, and how it was caught up. */
const ASLEEP = new Set([4, 5]);

export interface HistoryOptions {
  readonly app: App;
  readonly clock: DemoClock;
  readonly access: ServerAccess;
  readonly database: string;
  readonly plan: string;
  readonly signal: AbortSignal;
  readonly tell: (step: string) => void;
}

/**
 * Lives through the days from the clock's instant until now: at each slot of the plan the clock is moved there, the data have changed, and
 * the schedule takes a real backup. Afterwards the clock is right.
 */
export async function liveThrough({ app, clock, signal, ...options }: HistoryOptions): Promise<void> {
  const { plans } = await app.call('plans.show', { name: options.plan });
  const slots = plans.flatMap(({ schedule, zone }) =>
    schedule === null ? [] : slotsBetween(schedule, zone, clock.now(), new Date(), HISTORY_DAYS),
  );
  const scheduler = app.openScheduler();
  // Cancels the backup that is being taken.
  const stop = () => void scheduler.stop();
  signal.addEventListener('abort', stop);
  try {
    await using session = await openSession(options.access, options.database, signal);
    await scheduler.reconcile();
    for (const [day, slot] of slots.entries()) {
      await session.query(demoDaySql);
      if (ASLEEP.has(day)) continue;
      options.tell(`Living through the past days, ${day + 1} of ${slots.length}`);
      signal.throwIfAborted();
      clock.moveTo(slot);
      await scheduler.reconcile();
      await scheduler.idle();
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
    await scheduler.stop();
    clock.moveToNow();
  }
}
