import { describe, expect, it } from 'vitest';
import { byteTicks, durationTicks, timeTicks } from '../../renderer/charts/scale.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';

const MIB = 1024 ** 2;
const DAY_MS = 86_400_000;

describe('the ticks of a scale', () => {
  it.each([
    [0, ['0 B', '1 B']],
    [3, ['0 B', '1 B', '2 B', '3 B']],
    [900, ['0 B', '200 B', '400 B', '600 B', '800 B', '1,000 B']],
    [4.3 * MIB, ['0 B', '1 MiB', '2 MiB', '3 MiB', '4 MiB', '5 MiB']],
    [2.2 * MIB, ['0 B', '512 KiB', '1 MiB', '1.5 MiB', '2 MiB', '2.5 MiB']],
    [230 * MIB, ['0 B', '50 MiB', '100 MiB', '150 MiB', '200 MiB', '250 MiB']],
  ])('are round in binary units up to %d', (highest, ticks) => {
    expect(byteTicks(highest).map((tick) => formatBytes(tick))).toEqual(ticks);
  });

  it.each([
    [0, ['0 ms', '1 ms']],
    [740, ['0 ms', '200 ms', '400 ms', '600 ms', '800 ms']],
    [100_000, ['0 ms', '30 s', '1 min', '1 min 30 s', '2 min']],
    [9 * 3_600_000, ['0 ms', '2 h', '4 h', '6 h', '8 h', '10 h']],
  ])('are round in time up to %d ms', (highest, ticks) => {
    expect(durationTicks(highest).map((tick) => formatDuration(tick))).toEqual(ticks);
  });

  it.each([1, 10, 1023, 1024, 5e6, 7e9, 3e15])('reach %d, and are few', (highest) => {
    for (const ticks of [byteTicks(highest), durationTicks(highest)]) {
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });

  it('of days are midnights, also where a day has 23 hours', () => {
    const { ticks, unit } = timeTicks(new Date(2026, 2, 20, 14).getTime(), new Date(2026, 3, 10, 9).getTime());
    expect(unit).toBe('day');
    expect(ticks.length).toBeGreaterThan(2);
    for (const tick of ticks) expect(new Date(tick).getHours()).toBe(0);
  });

  it.each([
    [2_000, 'second'],
    [40 * 60_000, 'minute'],
    [20 * 3_600_000, 'minute'],
    [4 * DAY_MS, 'day'],
    [400 * DAY_MS, 'day'],
    [20 * 365 * DAY_MS, 'day'],
  ] as const)('of a span of %d ms tell each %s, and are few', (span, unit) => {
    const from = new Date(2026, 2, 1, 10, 7, 3).getTime();
    const told = timeTicks(from, from + span);
    expect(told.unit).toBe(unit);
    expect(told.ticks.length).toBeGreaterThan(0);
    expect(told.ticks.length).toBeLessThanOrEqual(7);
    for (const tick of told.ticks) {
      expect(tick).toBeGreaterThanOrEqual(from);
      expect(tick).toBeLessThanOrEqual(from + span);
    }
  });
});
