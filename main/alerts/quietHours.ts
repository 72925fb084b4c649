import { DAY, dayOf, firstInstantOf, HOUR, MINUTE, wallTime } from '../../shared/calendar.ts';
import type { QuietHours } from '../../shared/model/alert.ts';

/**
 * When the quiet hours end in which `now` lies; null outside of them. Equal ends are no hours at all. What the clocks show twice ends them
 * when it is first shown.
 */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | null {
  const end = quiet === null ? null : endOf(quiet, now);
  return end !== null && end > now ? end : null;
}

function endOf({ from: begins, to: ends, zone }: QuietHours, now: Date): Date | null {
  const wall = wallTime(now.getTime(), zone);
  const day = dayOf(wall);
  const [from, to] = [timeOf(begins), timeOf(ends)];
  const time = wall - day;
  const at = (end: number) => new Date(firstInstantOf(end, zone));
  if (from <= to) return time >= from && time < to ? at(day + to) : null;
  if (time >= from) return at(day + DAY + to);
  return time < to ? at(day + to) : null;
}

function timeOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * HOUR + Number(minutes) * MINUTE;
}
