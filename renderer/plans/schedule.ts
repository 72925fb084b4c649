/** The ways in which a schedule can be chosen; what none of the others can say is a cron expression. */
export const scheduleKinds = ['hourly', 'daily', 'weekly', 'cron', 'demand'] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

/** All that can be chosen at once, so that going from one kind to another and back loses nothing. */
export interface ScheduleChoice {
  readonly kind: ScheduleKind;
  /** Of the hour, as it was typed. */
  readonly minute: number | string;
  /** `HH:MM` */
  readonly time: string;
  /** 0 is Sunday. */
  readonly day: number;
  readonly cron: string;
}

export const DEFAULT_CHOICE: ScheduleChoice = { kind: 'daily', minute: 0, time: '02:00', day: 0, cron: '0 2 * * *' };

const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
};
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** How a schedule would have been chosen; null is one on demand. */
export function choiceOf(schedule: string | null): ScheduleChoice {
  if (schedule === null) return { ...DEFAULT_CHOICE, kind: 'demand' };
  const expression = schedule.trim().toLowerCase();
  const choice = { ...DEFAULT_CHOICE, cron: schedule.trim() };
  const fields = (NICKNAMES[expression] ?? expression).split(/\s+/);
  const [minute = '', hour = '', dayOfMonth, month, dayOfWeek = ''] = fields;
  const anyDate = fields.length === 5 && dayOfMonth === '*' && month === '*';
  if (!anyDate || !isBelow(minute, 60)) return { ...choice, kind: 'cron' };
  if (hour === '*' && dayOfWeek === '*') return { ...choice, kind: 'hourly', minute: Number(minute) };
  if (!isBelow(hour, 24)) return { ...choice, kind: 'cron' };
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (dayOfWeek === '*') return { ...choice, kind: 'daily', time };
  const day = isBelow(dayOfWeek, 8) ? Number(dayOfWeek) % 7 : DAYS.indexOf(dayOfWeek);
  return day === -1 ? { ...choice, kind: 'cron' } : { ...choice, kind: 'weekly', time, day };
}

/** The cron expression of a choice, null on demand; undefined when what was typed makes none. */
export function scheduleOf({ kind, minute, time, day, cron }: ScheduleChoice): string | null | undefined {
  const [, hour, minuteOfTime] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
  const clock = hour === undefined ? undefined : `${Number(minuteOfTime)} ${Number(hour)}`;
  switch (kind) {
    case 'demand':
      return null;
    case 'cron':
      return cron.trim() === '' ? undefined : cron.trim();
    case 'hourly':
      return isBelow(String(minute), 60) ? `${Number(minute)} * * * *` : undefined;
    case 'daily':
      return clock && `${clock} * * *`;
    case 'weekly':
      return clock && `${clock} * * ${day}`;
  }
}

function isBelow(text: string, limit: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) < limit;
}
