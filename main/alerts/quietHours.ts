import { DAY, dayOf, firstInstantOf, HOUR, MINUTE, wallTime } from '../../shared/calendar.ts';
import type { QuietHours } from '../../shared/model/alert.ts';

/** When the quiet hours end in which `now` lies; null outside of them. Equal ends are no hours at all. */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | null {
  if (quiet === null || quiet.from === quiet.to) return null;
  const wall = wallTime(now.getTime(), quiet.zone);
  const day = dayOf(wall);
  const [from, to] = [timeOf(quiet.from), timeOf(quiet.to)];
  const time = wall - day;
  if (from < to) return time >= from && time < to ? end(day + to, quiet.zone) : null;
  if (time >= from) return end(day + DAY + to, quiet.zone);
  return time < to ? end(day + to, quiet.zone) : null;
}

const end = (wall: number, zone: string) => new Date(firstInstantOf(wall, zone));

function timeOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * HOUR + Number(minutes) * MINUTE;
}
