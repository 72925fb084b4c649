import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextSlots, previousSlot, slotsBetween } from '../../shared/schedule.ts';

/*
 * Slots against a model that knows nothing of days, offsets or croner: it looks at the wall clock of each minute in turn.
 */

const MINUTE = 60_000;
const WINDOW = 4 * 1440;

/** What a wall clock shows: minute, hour, day of month, month, day of week, and all of it as one text. */
interface Shown {
  readonly fields: readonly [number, number, number, number, number];
  readonly text: string;
}

interface Period {
  readonly zone: string;
  readonly start: number;
  readonly minutes: readonly Shown[];
}

const periods: Period[] = [
  ['Europe/Berlin', '2026-03-27T00:00Z'],
  ['Europe/Berlin', '2026-10-23T00:00Z'],
  ['America/New_York', '2026-03-06T00:00Z'],
  ['America/New_York', '2026-10-30T00:00Z'],
  ['Australia/Lord_Howe', '2026-04-03T00:00Z'],
  ['Australia/Lord_Howe', '2026-10-02T00:00Z'],
  ['America/Santiago', '2026-09-04T00:00Z'],
  ['America/Nuuk', '2026-03-27T00:00Z'],
  ['America/Nuuk', '2026-10-23T00:00Z'],
  ['Pacific/Chatham', '2026-09-25T00:00Z'],
  ['America/Adak', '2026-03-06T00:00Z'],
  ['Asia/Kathmandu', '2026-02-26T00:00Z'],
  ['Pacific/Kiritimati', '2026-12-30T00:00Z'],
  ['Etc/GMT+12', '2028-02-27T00:00Z'],
  ['UTC', '2026-05-30T00:00Z'],
].map(([zone = '', start = '']) => period(zone, Date.parse(start)));

function period(zone: string, start: number): Period {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const minutes = Array.from({ length: WINDOW + 1 }, (_, i): Shown => {
    const parts = new Map(clock.formatToParts(start + i * MINUTE).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts.get('weekday') ?? '');
    const fields = [number('minute'), number('hour'), number('day'), number('month'), weekday] as const;
    return { fields, text: fields.join(' ') };
  });
  return { zone, start, minutes };
}

/** Every value from `lowest` up to 59 that a field of the expression names. */
function valuesOf(field: string, lowest: number): Set<number> {
  const named = (value: number) =>
    field.split(',').some((part) => {
      const [range = '', step = '1'] = part.split('/');
      const [low = 0, high = low] = range === '*' ? [lowest, 59] : range.split('-').map(Number);
      return value >= low && value <= high && (value - low) % Number(step) === 0;
    });
  return new Set(Array.from({ length: 60 }, (_, value) => value).filter(named));
}

function matcher(expression: string) {
  const values = expression.split(' ').map((field, i) => valuesOf(field, i === 2 || i === 3 ? 1 : 0));
  if (values[4]?.has(7)) values[4].add(0);
  return {
    matches: ({ fields }: Shown) => fields.every((value, i) => values[i]?.has(value)),
    everyHour: Array.from({ length: 24 }, (_, hour) => hour).every((hour) => values[1]?.has(hour)),
  };
}

/** Every wall time that lies between two shown in consecutive minutes, when the clock jumped forward. */
function skipped(before: Shown, after: Shown): Shown[] {
  const wall = ({ fields: [minute, hour, day, month] }: Shown) => Date.UTC(2026, month - 1, day, hour, minute);
  const jump = (wall(after) - wall(before)) / MINUTE;
  if (jump <= 1 || jump > 120) return [];
  return Array.from({ length: jump - 1 }, (_, i) => {
    const time = new Date(wall(before) + (i + 1) * MINUTE);
    const sameDay = time.getUTCDate() === before.fields[2];
    const weekday = sameDay ? before.fields[4] : after.fields[4];
    const fields = [
      time.getUTCMinutes(),
      time.getUTCHours(),
      time.getUTCDate(),
      time.getUTCMonth() + 1,
      weekday,
    ] as const;
    return { fields, text: fields.join(' ') };
  });
}

function naiveSlots(expression: string, { start, minutes }: Period): number[] {
  const { matches, everyHour } = matcher(expression);
  const seen = new Set<string>();
  const slots: number[] = [];
  for (const [i, shown] of minutes.entries()) {
    const gap = i === 0 || everyHour ? [] : skipped(minutes[i - 1] ?? shown, shown);
    const repeated = !everyHour && seen.has(shown.text);
    if ((matches(shown) && !repeated) || gap.some(matches)) slots.push(start + i * MINUTE);
    seen.add(shown.text);
  }
  return slots.filter((slot) => slot > start);
}

function field(low: number, high: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: low, max: high });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const part = fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, fc.integer({ min: 1, max: 7 })).map(([r, step]) => `${r}/${step}`),
  );
  return fc.oneof(
    fc.constant('*'),
    part,
    fc.tuple(part, part).map((parts) => parts.join(',')),
  );
}

const minute = fc.oneof(field(0, 59), fc.constantFrom('0', '30', '*/15', '*/7'));
const hour = fc.oneof(field(0, 23), fc.constantFrom('*', '2', '1-3', '0', '23', '*/2', '0-23'));
const daysOf = (low: number, high: number) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, { weight: 2, arbitrary: field(low, high) });
const expressions = fc
  .tuple(
    minute,
    hour,
    fc.oneof(daysOf(1, 31), fc.constant('*/2')),
    fc.constantFrom('*', '*', '*/3', '2-11'),
    daysOf(0, 7),
  )
  .map((fields) => fields.join(' '));
/** A period by its index, so that a failure prints two words and not four days of minutes. */
const where = fc.nat(periods.length - 1);

function periodAt(index: number): Period {
  const found = periods[index];
  if (!found) throw new Error(`There is no period ${index}.`);
  return found;
}

const seeded = { seed: 20_260_329, numRuns: 600 };

describe('slots agree with a minute-by-minute look at the wall clock', { timeout: 60_000 }, () => {
  test('between two instants, with and without a limit', () => {
    let total = 0;
    fc.assert(
      fc.property(expressions, where, fc.integer({ min: 1, max: 40 }), (expression, index, limit) => {
        const { zone, start } = periodAt(index);
        const expected = naiveSlots(expression, periodAt(index));
        const until = new Date(start + WINDOW * MINUTE);
        const found = slotsBetween(expression, zone, new Date(start), until, 10_000).map(Number);
        expect(found).toEqual(expected);
        expect(slotsBetween(expression, zone, new Date(start), until, limit).map(Number)).toEqual(
          expected.slice(-limit),
        );
        total += expected.length;
      }),
      seeded,
    );
    expect(total).toBeGreaterThan(50_000);
  });

  test('one after another, and one before another', () => {
    fc.assert(
      fc.property(expressions, where, fc.nat(WINDOW), (expression, index, i) => {
        const { zone, start } = periodAt(index);
        const expected = naiveSlots(expression, periodAt(index));
        const instant = start + i * MINUTE;
        const later = expected.filter((slot) => slot > instant).slice(0, 20);
        expect(nextSlots(expression, zone, new Date(instant), later.length).map(Number)).toEqual(later);
        const earlier = expected.findLast((slot) => slot < instant);
        if (earlier !== undefined) expect(previousSlot(expression, zone, new Date(instant))?.getTime()).toBe(earlier);
      }),
      { ...seeded, numRuns: 200 },
    );
  });
});
