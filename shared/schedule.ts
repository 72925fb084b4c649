import { Cron, CronPattern } from 'croner';
import { checkZone, dayOf, firstInstantOf, HOUR, instantsOf, MINUTE, steadyOffset, wallTime } from './calendar.ts';
import { AppError } from './errors.ts';

/*
 * croner reads the expression and says on which days it fires; day-of-month and day-of-week must both match, as in node-cron.
 * The times of each such day become instants here, because croner loses the slot of a day whose gap ends at midnight
 * (23:30 in America/Nuuk), and treats a list of minutes and a step differently when clocks change. Our rule:
 *
 * - A schedule that fires in every hour of the day follows elapsed time: an hour that the clocks skip has no slots, and one
 *   that they repeat has its slots twice.
 * - Any other schedule follows the wall clock: each of its times is one slot. A repeated time fires when it is first shown, a
 *   skipped one at the first instant after the gap (once, even if several times were skipped or that instant is a slot anyway).
 */

const NICKNAMES = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
]);
const FIELDS = ['minute', 'hour', 'day-of-month', 'month', 'day-of-week'] as const;
const HOW_TO =
  'Give five fields, "minute hour day-of-month month day-of-week": "0 2 * * *" is every day at 02:00. @hourly, @daily, @weekly and @monthly work too.';

/** Any instant will do: the calendar repeats every 400 years, so what does not fire after this one never does. */
const SOME_DAY = Date.UTC(2000, 0, 1);

interface Schedule {
  readonly zone: string;
  /** Fires at midnight UTC of each day, read as a wall time, on which the schedule fires. */
  readonly days: Cron;
  /** The times of such a day, in ms after its midnight on the wall, ascending. */
  readonly times: readonly number[];
  readonly everyHour: boolean;
}

/**
 * Throws AppError `bad_input` unless `expression` is a five-field cron expression (or @hourly, @daily, @weekly, @monthly) that fires
 * at some time, and `zone` is an IANA zone.
 */
export function checkSchedule(expression: string, zone: string): void {
  readSchedule(expression, zone);
}

/** The next `count` slots strictly after `after`, oldest first. Throws `bad_input` as checkSchedule does. */
export function nextSlots(expression: string, zone: string, after: Date, count: number): Date[] {
  const slots = slotsAfter(readSchedule(expression, zone), after.getTime());
  return take(count, slots).map(toDate);
}

/**
 * The slots after `afterExclusive` up to and including `untilInclusive`, oldest first; when there are more than `limit`, the newest
 * `limit` of them. Throws `bad_input` as checkSchedule does.
 */
export function slotsBetween(
  expression: string,
  zone: string,
  afterExclusive: Date,
  untilInclusive: Date,
  limit: number,
): Date[] {
  const newestFirst: number[] = [];
  for (const slot of slotsBefore(readSchedule(expression, zone), untilInclusive.getTime() + 1)) {
    if (slot <= afterExclusive.getTime() || newestFirst.length >= limit) break;
    newestFirst.push(slot);
  }
  return newestFirst.reverse().map(toDate);
}

/** The latest slot strictly before `before`, or null if there was none. Throws `bad_input` as checkSchedule does. */
export function previousSlot(expression: string, zone: string, before: Date): Date | null {
  const { value } = slotsBefore(readSchedule(expression, zone), before.getTime()).next();
  return value === undefined ? null : new Date(value);
}

/**
 * How old (ms) a backup taken at `at` is when the one after it is to be there: the time between the slots before and after it, so that one
 * that was caught up late is as good for as long; but no older than at the second slot to come. Infinity when none is to come.
 * Throws `bad_input` as checkSchedule does.
 */
export function intervalAt(expression: string, zone: string, at: Date): number {
  const previous = previousSlot(expression, zone, new Date(at.getTime() + 1));
  const [next, following] = nextSlots(expression, zone, at, 2);
  if (!next) return Number.POSITIVE_INFINITY;
  const interval = previous === null ? Number.POSITIVE_INFINITY : next.getTime() - previous.getTime();
  return Math.min(interval, (following ?? next).getTime() - at.getTime());
}

function* slotsAfter(schedule: Schedule, after: number): Generator<number, undefined> {
  let last = after;
  for (const day of daysFrom(schedule, dayOf(wallTime(after, schedule.zone)))) {
    for (const slot of slotsOfDay(schedule, day)) {
      // Times that the clocks skip may all have become one slot, of the next day even.
      if (slot <= last) continue;
      yield slot;
      last = slot;
    }
  }
}

function* slotsBefore(schedule: Schedule, before: number): Generator<number, undefined> {
  let last = before;
  for (const day of daysBackFrom(schedule, dayOf(wallTime(before, schedule.zone)))) {
    for (const slot of slotsOfDay(schedule, day).reverse()) {
      if (slot >= last) continue;
      yield slot;
      last = slot;
    }
  }
}

/** The slots of a day that has some, ascending; the same one may occur several times. */
function slotsOfDay({ zone, times, everyHour }: Schedule, day: number): number[] {
  const offset = steadyOffset(day, zone);
  if (offset !== null) return times.map((time) => day + time - offset);
  const slots = times.flatMap((time) =>
    everyHour ? instantsOf(day + time, zone) : [firstInstantOf(day + time, zone)],
  );
  return slots.sort((a, b) => a - b);
}

function* daysFrom({ days }: Schedule, day: number): Generator<number, undefined> {
  let next = days.nextRun(new Date(day - 1));
  while (next) {
    yield next.getTime();
    next = days.nextRun(next);
  }
}

function* daysBackFrom({ days }: Schedule, day: number): Generator<number, undefined> {
  let [previous] = days.previousRuns(1, new Date(day + 1));
  while (previous) {
    yield previous.getTime();
    [previous] = days.previousRuns(1, previous);
  }
}

function readSchedule(expression: string, zone: string): Schedule {
  checkZone(zone);
  const trimmed = expression.trim();
  const fields = (NICKNAMES.get(trimmed.toLowerCase()) ?? trimmed).split(/\s+/);
  checkFields(expression, fields);
  const [minute, hour, ...date] = fields;
  const clock = new CronPattern(`${minute} ${hour} * * *`, 'UTC', { mode: '5-part' });
  const hours = chosen(clock.hour);
  const days = new Cron(`0 0 ${date.join(' ')}`, { timezone: 'UTC', domAndDow: true, mode: '5-part' });
  if (!days.nextRun(new Date(SOME_DAY))) throw badSchedule(expression, 'never fires: no such day exists');
  return {
    zone,
    days,
    times: hours.flatMap((h) => chosen(clock.minute).map((m) => h * HOUR + m * MINUTE)),
    everyHour: hours.length === 24,
  };
}

function checkFields(expression: string, fields: readonly string[]): void {
  if (fields.length === 6) throw badSchedule(expression, 'has six fields; a field for seconds is not supported');
  if (fields.length !== FIELDS.length) throw badSchedule(expression, 'does not have five fields');
  for (const [index, name] of FIELDS.entries()) {
    try {
      new CronPattern(FIELDS.map((_, i) => (i === index ? fields[i] : '*')).join(' '), 'UTC', { mode: '5-part' });
    } catch (cause) {
      throw badSchedule(expression, `cannot be read: "${fields[index]}" is not a valid ${name} field`, cause);
    }
  }
}

function badSchedule(expression: string, why: string, cause?: unknown): AppError {
  return new AppError('bad_input', `The schedule "${expression}" ${why}.`, HOW_TO, { cause });
}

/** The indexes that a list of croner's marks chooses. */
function chosen(marks: readonly number[]): number[] {
  return [...marks.keys()].filter((index) => marks[index]);
}

/** The first `count` values; ends the source there. */
function take(count: number, source: Iterable<number>): number[] {
  const taken: number[] = [];
  if (count <= 0) return taken;
  for (const value of source) {
    taken.push(value);
    if (taken.length >= count) break;
  }
  return taken;
}

function toDate(instant: number): Date {
  return new Date(instant);
}
