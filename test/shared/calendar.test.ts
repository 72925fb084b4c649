import { describe, expect, test } from 'vitest';
import { firstInstantOf, instantsOf, offsetAt, steadyOffset, wallTime } from '../../shared/calendar.ts';

const HOUR = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const iso = (instant: number) => new Date(instant).toISOString();

describe('the offset of a zone', () => {
  test.each([
    ['UTC', '2026-06-01T00:00Z', 0],
    ['Europe/Berlin', '2026-06-01T00:00Z', 2],
    ['Europe/Berlin', '2026-12-01T00:00Z', 1],
    ['America/St_Johns', '2026-12-01T00:00Z', -3.5],
    ['Asia/Kathmandu', '2026-06-01T00:00Z', 5.75],
    ['Africa/Monrovia', '1971-06-01T00:00Z', -44.5 / 60],
    ['Pacific/Kiritimati', '2026-06-01T00:00Z', 14],
    ['Etc/GMT+12', '2026-06-01T00:00Z', -12],
  ])('%s at %s is %d h', (zone, instant, hours) => expect(offsetAt(at(instant), zone)).toBe(hours * HOUR));

  test('changes with the first instant of summer time and not before', () => {
    expect(offsetAt(at('2026-03-29T01:00:00Z') - 1, 'Europe/Berlin')).toBe(HOUR);
    expect(offsetAt(at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe(2 * HOUR);
  });

  test('is steady on a day without a change, and not on one with', () => {
    expect(steadyOffset(at('2026-03-20T00:00Z'), 'Europe/Berlin')).toBe(HOUR);
    for (const change of ['2026-03-29T00:00Z', '2026-10-25T00:00Z'])
      expect(steadyOffset(at(change), 'Europe/Berlin')).toBeNull();
  });
});

describe('a wall time', () => {
  test.each(['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kathmandu', 'America/New_York'])(
    'in %s is shown at one instant, and back',
    (zone) => {
      const wall = at('2026-06-01T07:30Z');
      expect(instantsOf(wall, zone).map((instant) => wallTime(instant, zone))).toEqual([wall]);
    },
  );

  test.each([
    ['Europe/Berlin', '2026-10-25T02:30Z', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    ['Pacific/Auckland', '2026-04-05T02:30Z', '2026-04-04T13:30:00.000Z', '2026-04-04T14:30:00.000Z'],
    ['America/Adak', '2026-11-01T01:30Z', '2026-11-01T10:30:00.000Z', '2026-11-01T11:30:00.000Z'],
  ])('that %s repeats at %s is shown twice, and the first showing counts', (zone, wall, first, second) => {
    expect(instantsOf(at(wall), zone).map(iso)).toEqual([first, second]);
    expect(iso(firstInstantOf(at(wall), zone))).toBe(first);
  });

  test.each([
    ['Europe/Berlin', '2026-03-29T02:00Z', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:59Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '2026-03-08T02:30Z', '2026-03-08T07:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15Z', '2026-10-03T15:30:00.000Z'],
    ['Pacific/Auckland', '2026-09-27T02:30Z', '2026-09-26T14:00:00.000Z'],
    ['Pacific/Chatham', '2026-09-27T02:50Z', '2026-09-26T14:00:00.000Z'],
    ['America/Adak', '2026-03-08T02:30Z', '2026-03-08T12:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30T12:00Z', '2011-12-30T10:00:00.000Z'],
  ])('that %s skips at %s is never shown, and the end of the gap takes its place', (zone, wall, end) => {
    expect(instantsOf(at(wall), zone)).toEqual([]);
    expect(iso(firstInstantOf(at(wall), zone))).toBe(end);
  });
});
