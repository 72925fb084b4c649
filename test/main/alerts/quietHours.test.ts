import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../../main/alerts/quietHours.ts';

const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
const until = (at: string, quiet = night) => quietUntil(quiet, new Date(at))?.toISOString() ?? null;

describe('the quiet hours', () => {
  it.each([
    ['2026-06-01T19:59:59Z', null],
    ['2026-06-01T20:00:00Z', '2026-06-02T05:00:00.000Z'],
    ['2026-06-02T04:59:59Z', '2026-06-02T05:00:00.000Z'],
    ['2026-06-02T05:00:00Z', null],
    // The night in which the clocks go forward, and the one in which they go back.
    ['2026-03-28T21:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['2026-10-24T20:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('hold at %s until %s', (at, expected) => {
    expect(until(at)).toBe(expected);
  });

  it('that end in an hour which the clocks repeat end once', () => {
    const early = { ...night, to: '02:30' };
    expect(until('2026-10-25T00:29:59Z', early)).toBe('2026-10-25T00:30:00.000Z');
    // The clock shows 02:15 for the second time.
    expect(until('2026-10-25T01:15:00Z', early)).toBeNull();
  });

  it('may lie within a day, or be none', () => {
    const noon = { from: '12:00', to: '13:30', zone: 'UTC' };
    expect(until('2026-06-01T12:00:00Z', noon)).toBe('2026-06-01T13:30:00.000Z');
    expect(until('2026-06-01T13:30:00Z', noon)).toBeNull();
    expect(until('2026-06-01T12:00:00Z', { ...noon, to: '12:00' })).toBeNull();
    expect(quietUntil(null, new Date())).toBeNull();
  });
});
