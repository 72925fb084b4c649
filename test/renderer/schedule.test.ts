import { describe, expect, it } from 'vitest';
import { choiceOf, DEFAULT_CHOICE, scheduleOf } from '../../renderer/plans/schedule.ts';

describe('a schedule', () => {
  it.each([
    [null, { kind: 'demand' }, null],
    ['15 * * * *', { kind: 'hourly', minute: 15 }, '15 * * * *'],
    ['@hourly', { kind: 'hourly', minute: 0 }, '0 * * * *'],
    ['5 2 * * *', { kind: 'daily', time: '02:05' }, '5 2 * * *'],
    ['@daily', { kind: 'daily', time: '00:00' }, '0 0 * * *'],
    ['30 23 * * 7', { kind: 'weekly', time: '23:30', day: 0 }, '30 23 * * 0'],
    ['0 4 * * MON', { kind: 'weekly', time: '04:00', day: 1 }, '0 4 * * 1'],
    ['@weekly', { kind: 'weekly', time: '00:00', day: 0 }, '0 0 * * 0'],
  ])('%s is chosen by what is simplest, and says the same', (schedule, choice, again) => {
    expect(choiceOf(schedule)).toMatchObject(choice);
    expect(scheduleOf(choiceOf(schedule))).toBe(again);
  });

  it.each([
    '*/5 * * * *',
    '0 2 1 * *',
    '0 2 * 6 *',
    '0 2 * * 1-5',
    '60 2 * * *',
    '0 24 * * *',
    '0 2 * * 8',
    '@monthly',
    'at night',
    '0 2 * *',
  ])('%s stays the expression that it is', (schedule) => {
    expect(choiceOf(schedule)).toMatchObject({ kind: 'cron', cron: schedule });
    expect(scheduleOf(choiceOf(schedule))).toBe(schedule);
  });

  it.each([
    { kind: 'hourly', minute: '' },
    { kind: 'hourly', minute: 60 },
    { kind: 'hourly', minute: 1.5 },
    { kind: 'daily', time: '' },
    { kind: 'weekly', time: '' },
    { kind: 'cron', cron: '  ' },
  ] as const)('is none as long as %j is typed', (typed) => {
    expect(scheduleOf({ ...DEFAULT_CHOICE, ...typed })).toBeUndefined();
  });
});
