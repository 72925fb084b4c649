import { HOUR } from './calendar.ts';
import type { Thresholds } from './model/alert.ts';
import type { Plan } from './model/plan.ts';
import { typicalInterval } from './schedule.ts';

/** How much longer than the schedule's interval the newest good backup may be old. */
const GRACE_MS = 2 * HOUR;

/**
 * How old (ms) a plan's newest good backup may grow before the plan is overdue: what was chosen, else the interval of its schedule and two
 * hours. Infinity for a plan without a schedule for which nothing was chosen.
 */
export function overdueAfter(
  { schedule, zone }: Pick<Plan, 'schedule' | 'zone'>,
  { overdueHours }: Pick<Thresholds, 'overdueHours'>,
  now: Date,
): number {
  if (overdueHours !== null) return overdueHours * HOUR;
  return schedule === null ? Number.POSITIVE_INFINITY : typicalInterval(schedule, zone, now) + GRACE_MS;
}
