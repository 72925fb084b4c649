import { AppError } from './errors.ts';

/*
 * Wall-clock arithmetic in IANA zones. A *wall time* is a number: the milliseconds that Date.UTC would give for what a clock
 * on the wall shows, so that days, weeks and months of a zone become plain UTC arithmetic on it.
 */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Zones lie between UTC-12 and UTC+14, so a wall time is shown between these two distances from the same number read as UTC. */
const EARLIEST = -14 * HOUR;
const LATEST = 12 * HOUR;

const formatters = new Map<string, Intl.DateTimeFormat>();

function offsetFormatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  // Intl also takes bare offsets such as "+02:00"; those know no daylight saving, so they are not what a person means.
  if (!/^[A-Za-z]/.test(zone)) throw unknownZone(zone);
  try {
    const formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
    return formatter;
  } catch (cause) {
    throw unknownZone(zone, cause);
  }
}

function unknownZone(zone: string, cause?: unknown): AppError {
  return new AppError(
    'bad_input',
    `"${zone}" is not a time zone that this computer knows.`,
    'Use an IANA name such as "Europe/Berlin", "America/New_York" or "UTC".',
    { cause },
  );
}

/** Throws AppError `bad_input` unless `zone` is an IANA zone that this runtime knows. */
export function checkZone(zone: string): void {
  offsetFormatter(zone);
}

/** How far the wall clock of `zone` is ahead of UTC at `instant` (ms since the epoch), in ms. Throws `bad_input` for an unknown zone. */
export function offsetAt(instant: number, zone: string): number {
  const parts = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(offsetFormatter(zone).format(instant));
  const [, sign, hours, minutes, seconds = 0] = parts ?? [];
  const size = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE + Number(seconds) * 1000;
  return sign === '-' ? -size : size;
}

/** The wall time that `zone` shows at `instant` (ms since the epoch). Throws `bad_input` for an unknown zone. */
export function wallTime(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone);
}

/** The midnight that begins the day of a wall time. */
export function dayOf(wall: number): number {
  return Math.floor(wall / DAY) * DAY;
}

/** The offset (ms) that holds during the whole day beginning at wall time `day`, or null when the clocks change near it. */
export function steadyOffset(day: number, zone: string): number | null {
  const before = offsetAt(day + EARLIEST, zone);
  return before === offsetAt(day + DAY + LATEST, zone) ? before : null;
}

/** The instants (ms, oldest first) at which `zone` shows `wall`: none in the gap when clocks go forward, two when they go back. */
export function instantsOf(wall: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wall + EARLIEST, zone), offsetAt(wall + LATEST, zone)]);
  return [...offsets]
    .filter((offset) => offsetAt(wall - offset, zone) === offset)
    .map((offset) => wall - offset)
    .sort((a, b) => a - b);
}

/** The first instant (ms) at which the clock of `zone` shows `wall`, or, when it jumps over `wall`, the instant of that jump. */
export function firstInstantOf(wall: number, zone: string): number {
  return instantsOf(wall, zone)[0] ?? endOfGap(wall, zone);
}

function endOfGap(wall: number, zone: string): number {
  let before = wall + EARLIEST;
  let after = wall + LATEST;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallTime(middle, zone) > wall) after = middle;
    else before = middle;
  }
  return after;
}
