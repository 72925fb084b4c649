import { createTask } from 'node-cron';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { checkSchedule, intervalAt, nextSlots, previousSlot, slotsBetween } from '../../shared/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (iso: string) => new Date(iso);
const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString());

function errorOf(action: () => void): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('checking a schedule', () => {
  test.each([
    '0 2 * * *',
    '*/15 9-17 * * mon-fri',
    '0 0 1,15 * *',
    '0 0 L * *',
    '0 0 29 2 *',
    '@hourly',
    '@daily',
    '@weekly',
    '@Monthly',
    '  0  2 * * * ',
  ])('accepts "%s"', (expression) => expect(() => checkSchedule(expression, 'Europe/Berlin')).not.toThrow());

  test.each([
    ['', 'does not have five fields'],
    ['0 2 * *', 'does not have five fields'],
    ['0 0 2 * * *', 'a field for seconds is not supported'],
    ['0 0 0 2 * * 2027', 'does not have five fields'],
    ['constructor', 'does not have five fields'],
    ['@reboot', 'does not have five fields'],
    ['2027-01-01T00:00:00', 'does not have five fields'],
    ['60 2 * * *', '"60" is not a valid minute field'],
    ['0 24 * * *', '"24" is not a valid hour field'],
    ['0 2 0 * *', '"0" is not a valid day-of-month field'],
    ['0 2 * 13 *', '"13" is not a valid month field'],
    ['0 2 * * someday', '"someday" is not a valid day-of-week field'],
    ['0 2 30 2 *', 'never fires'],
    ['0 2 31 4,6,9,11 *', 'never fires'],
  ])('refuses "%s" and says that it %s', (expression, why) => {
    const error = errorOf(() => checkSchedule(expression, 'UTC'));
    expect(error).toMatchObject({ code: 'bad_input' });
    expect(error.message).toContain(why);
    expect(error.nextStep).toContain('0 2 * * *');
  });

  test.each(['', 'Europe/Atlantis', '+02:00', 'local'])('refuses the zone "%s"', (zone) => {
    const error = errorOf(() => checkSchedule('0 2 * * *', zone));
    expect(error.code).toBe('bad_input');
    expect(error.nextStep).toContain('Europe/Berlin');
  });

  test('every function refuses a bad expression', () => {
    const now = at('2026-01-01T00:00:00Z');
    for (const ask of [
      () => nextSlots('nonsense', 'UTC', now, 1),
      () => slotsBetween('nonsense', 'UTC', now, now, 1),
      () => previousSlot('nonsense', 'UTC', now),
      () => intervalAt('nonsense', 'UTC', now),
    ])
      expect(errorOf(ask).code).toBe('bad_input');
  });
});

describe('slots', () => {
  test('are in the zone of the plan', () => {
    const after = at('2026-01-01T00:00:00Z');
    expect(iso(nextSlots('0 2 * * *', 'Asia/Kathmandu', after, 2))).toEqual([
      '2026-01-01T20:15:00.000Z',
      '2026-01-02T20:15:00.000Z',
    ]);
  });

  test('come strictly after the given instant and strictly before it', () => {
    const slot = at('2026-01-02T02:00:00Z');
    expect(iso(nextSlots('0 2 * * *', 'UTC', slot, 1))).toEqual(['2026-01-03T02:00:00.000Z']);
    expect(iso(nextSlots('0 2 * * *', 'UTC', new Date(slot.getTime() - 1), 1))).toEqual(['2026-01-02T02:00:00.000Z']);
    expect(previousSlot('0 2 * * *', 'UTC', slot)).toEqual(at('2026-01-01T02:00:00Z'));
    expect(previousSlot('0 2 * * *', 'UTC', new Date(slot.getTime() + 1))).toEqual(slot);
  });

  test.each([
    ['@hourly', '2026-05-06T08:00:00.000Z'],
    ['@daily', '2026-05-07T00:00:00.000Z'],
    ['@weekly', '2026-05-10T00:00:00.000Z'],
    ['@monthly', '2026-06-01T00:00:00.000Z'],
  ])('of %s begin at the next round time', (expression, expected) => {
    expect(iso(nextSlots(expression, 'UTC', at('2026-05-06T07:08:09Z'), 1))).toEqual([expected]);
  });

  test('none are returned when none are asked for', () => {
    expect(nextSlots('* * * * *', 'UTC', at('2026-01-01T00:00:00Z'), 0)).toEqual([]);
    expect(slotsBetween('* * * * *', 'UTC', at('2026-01-01T00:00:00Z'), at('2026-01-02T00:00:00Z'), 0)).toEqual([]);
  });

  test('between two instants leave out the first and include the last', () => {
    const found = slotsBetween('0 2 * * *', 'UTC', at('2026-01-01T02:00:00Z'), at('2026-01-04T02:00:00Z'), 10);
    expect(iso(found)).toEqual(['2026-01-02T02:00:00.000Z', '2026-01-03T02:00:00.000Z', '2026-01-04T02:00:00.000Z']);
  });

  test('beyond the limit are the newest ones, oldest first', () => {
    const found = slotsBetween('0 2 * * *', 'UTC', at('2020-01-01T00:00:00Z'), at('2026-01-04T00:00:00Z'), 2);
    expect(iso(found)).toEqual(['2026-01-02T02:00:00.000Z', '2026-01-03T02:00:00.000Z']);
  });

  test('of five years of days and of nine days of minutes are all there', () => {
    expect(
      slotsBetween('30 2 * * *', 'Europe/Berlin', at('2021-06-01T00:00:00Z'), at('2026-06-01T00:00:00Z'), 5000),
    ).toHaveLength(1826);
    expect(
      slotsBetween('* * * * *', 'Europe/Berlin', at('2026-10-20T00:00:00Z'), at('2026-10-29T00:00:00Z'), 20_000),
    ).toHaveLength(9 * 1440);
  });

  test('of a rare day are found years away, in both directions', () => {
    expect(iso(nextSlots('0 0 29 2 *', 'UTC', at('2026-01-01T00:00:00Z'), 2))).toEqual([
      '2028-02-29T00:00:00.000Z',
      '2032-02-29T00:00:00.000Z',
    ]);
    expect(previousSlot('0 0 29 2 *', 'UTC', at('2026-01-01T00:00:00Z'))).toEqual(at('2024-02-29T00:00:00Z'));
  });
});

describe('day-of-month together with day-of-week', () => {
  afterEach(() => vi.useRealTimers());

  test('must both match: the 13th that is a Friday', () => {
    const found = nextSlots('0 0 13 * 5', 'UTC', at('2026-01-01T00:00:00Z'), 3);
    expect(iso(found)).toEqual(['2026-02-13T00:00:00.000Z', '2026-03-13T00:00:00.000Z', '2026-11-13T00:00:00.000Z']);
  });

  test.each(['0 0 13 * 5', '30 4 1-7 * 1', '0 12 */2 * 0,6', '0 6 L * *', '15 3 * 2 7', '0 0 * * 5#2'])(
    'means what node-cron means by "%s"',
    (expression) => {
      const now = at('2026-01-01T00:00:30Z');
      vi.useFakeTimers({ now, toFake: ['Date'] });
      const theirs = createTask(expression, () => {}, { timezone: 'America/New_York' }).getNextRuns(5);
      expect(iso(nextSlots(expression, 'America/New_York', now, 5))).toEqual(iso(theirs));
    },
  );
});

describe('when the clocks change', () => {
  const days = (zone: string, slots: readonly Date[]) =>
    slots.map((slot) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(slot));

  test.each([
    ['Europe/Berlin', '2026-03-26T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '2026-03-05T12:00:00Z', '2026-03-08T07:00:00.000Z'],
  ])('a daily slot that %s skips is the first instant after the gap', (zone, after, expected) => {
    const slots = nextSlots('30 2 * * *', zone, at(after), 5);
    expect(iso(slots)[2]).toBe(expected);
    expect(new Set(days(zone, slots)).size).toBe(5);
    expect(previousSlot('30 2 * * *', zone, new Date(at(expected).getTime() + 1))).toEqual(at(expected));
  });

  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-22T12:00:00Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    ['America/New_York', '30 1 * * *', '2026-10-29T12:00:00Z', '2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z'],
  ])('a daily slot that %s repeats is only its first showing', (zone, expression, after, first, nextDay) => {
    const slots = iso(nextSlots(expression, zone, at(after), 4));
    expect(slots.slice(2)).toEqual([first, nextDay]);
    expect(iso(slotsBetween(expression, zone, at(after), at(nextDay), 10))).toEqual(slots);
  });

  test.each([
    ['Europe/Berlin', '30 2 * * *'],
    ['Europe/Berlin', '0 3 * * *'],
    ['America/New_York', '30 2 * * *'],
    ['America/New_York', '30 1 * * *'],
    ['America/Santiago', '15 0 * * *'],
    ['Australia/Lord_Howe', '15 2 * * *'],
  ])('in %s "%s" has exactly one slot on each day of three years', (zone, expression) => {
    const slots = slotsBetween(expression, zone, at('2024-06-01T18:00:00Z'), at('2027-06-01T18:00:00Z'), 2000);
    expect(slots).toHaveLength(1095);
    expect(new Set(days(zone, slots)).size).toBe(1095);
  });

  test('a time that is skipped at the end of a day becomes the first instant of the next one', () => {
    const slots = nextSlots('30 23 * * *', 'America/Nuuk', at('2026-03-27T12:00:00Z'), 3);
    expect(iso(slots)).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
    expect(iso(nextSlots('30 23 * * 6', 'America/Nuuk', at('2026-03-29T00:59:00Z'), 1))).toEqual([
      '2026-03-29T01:00:00.000Z',
    ]);
    expect(previousSlot('30 23 * * 6', 'America/Nuuk', at('2026-03-29T12:00:00Z'))).toEqual(at('2026-03-29T01:00:00Z'));
  });

  test.each(['0,30 2 * * *', '*/30 2 * * *'])(
    'several skipped times are one slot, however they are written: "%s"',
    (expression) => {
      const slots = slotsBetween(
        expression,
        'Europe/Berlin',
        at('2026-03-28T12:00:00Z'),
        at('2026-03-29T12:00:00Z'),
        10,
      );
      expect(iso(slots)).toEqual(['2026-03-29T01:00:00.000Z']);
    },
  );

  test('an hourly schedule runs once in each hour that passes', () => {
    for (const change of ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']) {
      const slots = nextSlots('30 * * * *', 'Europe/Berlin', new Date(at(change).getTime() - 5 * HOUR), 10);
      const gaps = slots.slice(1).map((slot, i) => slot.getTime() - (slots[i]?.getTime() ?? 0));
      expect(gaps).toEqual(Array(9).fill(HOUR));
    }
  });
});

describe('the interval at an instant', () => {
  test.each([
    ['* * * * *', '2026-05-06T12:00:00Z', HOUR / 60],
    ['@hourly', '2026-05-06T12:00:00Z', HOUR],
    ['0 2 * * *', '2026-05-06T02:00:00Z', DAY],
    // Caught up late, or taken by hand.
    ['0 2 * * *', '2026-05-06T14:00:00Z', DAY],
    ['0 2,8 * * *', '2026-05-06T02:00:00Z', 6 * HOUR],
    ['0 2,8 * * *', '2026-05-06T08:00:00Z', 18 * HOUR],
    // A Tuesday, and a Friday.
    ['0 2 * * 1-5', '2026-05-05T02:00:10Z', DAY],
    ['0 2 * * 1-5', '2026-05-08T02:00:10Z', 3 * DAY],
    ['@monthly', '2026-05-06T12:00:00Z', 31 * DAY],
    ['0 0 29 2 *', '2096-02-29T00:00:00Z', (8 * 365 + 1) * DAY],
  ])('of "%s" at %s is the one between its slots', (expression, instant, expected) => {
    expect(intervalAt(expression, 'UTC', at(instant))).toBe(expected);
  });

  test('ends with the second slot to come: one that was caught up before office hours is not good for a night', () => {
    expect(intervalAt('0 9-17 * * 1-5', 'UTC', at('2026-05-06T08:55:00Z'))).toBe(HOUR + 5 * (HOUR / 60));
  });

  test('includes the longer day of the clock change', () => {
    expect(intervalAt('0 4 * * *', 'Europe/Berlin', at('2026-10-24T02:00:00Z'))).toBe(25 * HOUR);
    expect(intervalAt('0 4 * * *', 'Europe/Berlin', at('2026-11-23T12:00:00Z'))).toBe(DAY);
  });
});
