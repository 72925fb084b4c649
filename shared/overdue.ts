import { HOUR } from './calendar.ts';
import type { Thresholds } from './model/alert.ts';
import type { Plan } from './model/plan.ts';
import { intervalAt } from './schedule.ts';

/** How much longer than the schedule's interval the newest good backup may be old. */
const GRACE_MS = 2 * HOUR;

/**
 * How old (ms) a plan's newest good backup may grow before the plan is overdue: what was chosen, else the interval of its schedule and two
 * hours. Infinity for a plan without a schedule for which nothing was chosen.
 * @param newest when that backup was taken; of a plan that has none, when the plan was made. The interval is the one that this began:
 * a weekend to come is long, and the night of a working day is not.
 */
export function overdueAfter(
  { schedule, zone }: Pick<Plan, 'schedule' | 'zone'>,
  { overdueHours }: Pick<Thresholds, 'overdueHours'>,
  newest: Date,
): number {
  if (overdueHours !== null) return overdueHours * HOUR;
  return schedule === null ? Number.POSITIVE_INFINITY : intervalAt(schedule, zone, newest) + GRACE_MS;
}
