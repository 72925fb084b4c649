const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DURATION_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  [1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  [1, 2, 5, 10, 20, 50, 100].map((days) => days * DAY),
);
/** Below a day: divisors of the one above, so that they fall on round wall-clock times. */
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];
const DAY_STEPS = [1, 2, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1825];

/** Round amounts of binary units from nothing to at least `highest`: 0, 5 MiB, 10 MiB… */
export function byteTicks(highest: number, most = 5): number[] {
  const unit = 1024 ** Math.floor(Math.log(Math.max(highest, 1)) / Math.log(1024));
  const wanted = highest / unit / most;
  const power = 10 ** Math.floor(Math.log10(Math.max(wanted, Number.MIN_VALUE)));
  const rounded = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) ?? 1;
  return upTo(highest, Math.max(rounded * unit, 1));
}

/** Round lengths of time in ms from nothing to at least `highest`. */
export function durationTicks(highest: number, most = 5): number[] {
  return upTo(highest, DURATION_STEPS.find((step) => step * most >= highest) ?? Math.ceil(highest / most));
}

function upTo(highest: number, step: number): number[] {
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

export interface TimeTicks {
  readonly ticks: readonly number[];
  /** What tells one from the next: a day, a minute or a second. */
  readonly unit: 'day' | 'minute' | 'second';
}

/** Instants between two others that are round on the wall clock of this machine's zone: whole days, or parts of one. */
export function timeTicks(from: number, to: number, most = 6): TimeTicks {
  const span = to - from;
  const clockStep = CLOCK_STEPS.find((step) => step * most >= span);
  const unit = clockStep === undefined ? 'day' : clockStep < MINUTE ? 'second' : 'minute';
  const days = DAY_STEPS.find((step) => step * DAY * most >= span) ?? Math.ceil(span / most / DAY);
  const midnight = new Date(from);
  midnight.setHours(0, 0, 0, 0);
  const ticks: number[] = [];
  if (clockStep !== undefined) {
    const first = midnight.getTime() + Math.ceil((from - midnight.getTime()) / clockStep) * clockStep;
    for (let tick = first; tick <= to; tick += clockStep) ticks.push(tick);
    return { ticks, unit };
  }
  // By the calendar: not every day has 24 hours.
  for (const day = midnight; day.getTime() <= to; day.setDate(day.getDate() + days))
    if (day.getTime() >= from) ticks.push(day.getTime());
  return { ticks, unit };
}
