import { describe, expect, it } from 'vitest';
import { type DrillCandidate, dueDrills } from '../../../main/scheduler/dueDrills.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ago = (ms: number) => new Date(NOW.getTime() - ms);

function due(candidate: Partial<DrillCandidate>): boolean {
  return dueDrills([{ plan: 'plan', every: 'week', newest: 'new', last: null, ...candidate }], NOW).length > 0;
}

describe('a plan is due for a drill', () => {
  it('at once when it has a backup and never had one', () => {
    expect(due({})).toBe(true);
    expect(due({ newest: null })).toBe(false);
    expect(due({ every: 'never' })).toBe(false);
  });

  it.each([
    ['day', DAY],
    ['week', 7 * DAY],
    ['month', 30 * DAY],
  ] as const)('when the last one is a %s old', (every, interval) => {
    for (const backup of ['new', 'old']) {
      expect(due({ every, last: { backup, at: ago(interval), state: 'restored' } })).toBe(true);
      expect(due({ every, last: { backup, at: ago(interval - 1), state: 'restored' } })).toBe(false);
    }
  });

  it('by each backup, when it says so', () => {
    const every = 'backup';
    for (const state of ['restored', 'untestable'] as const) {
      expect(due({ every, last: { backup: 'old', at: ago(1), state } })).toBe(true);
      expect(due({ every, last: { backup: 'new', at: ago(90 * DAY), state } })).toBe(false);
    }
    expect(due({ every, last: { backup: 'old', at: ago(HOUR), state: 'different' } })).toBe(false);
    expect(due({ every, last: { backup: 'new', at: ago(DAY), state: 'different' } })).toBe(true);
  });

  it('only after the interval when it could not be tested', () => {
    expect(due({ last: { backup: 'old', at: ago(7 * DAY - 1), state: 'untestable' } })).toBe(false);
    expect(due({ last: { backup: 'old', at: ago(7 * DAY), state: 'untestable' } })).toBe(true);
  });

  it.each(['different', 'damaged', 'failed', null] as const)('after a day when the last was %s', (state) => {
    for (const every of ['day', 'week', 'month'] as const) {
      expect(due({ every, last: { backup: 'new', at: ago(DAY - 1), state } })).toBe(false);
      expect(due({ every, last: { backup: 'new', at: ago(DAY), state } })).toBe(true);
    }
  });

  it('when the last one is from the future: the clock was wrong then', () => {
    expect(due({ last: { backup: 'new', at: new Date(NOW.getTime() + 1), state: 'restored' } })).toBe(true);
  });
});

it('those that never had one come first, then the longest waiting', () => {
  const last = (days: number) => ({ backup: 'old', at: ago(days * DAY), state: 'restored' as const });
  const plan = (name: string, change: Partial<DrillCandidate>) => ({
    plan: name,
    every: 'week' as const,
    newest: `of ${name}`,
    last: null,
    ...change,
  });
  const plans = [
    plan('a', { last: last(8) }),
    plan('b', { last: last(9) }),
    plan('c', {}),
    plan('d', { last: last(1) }),
  ];
  expect(dueDrills(plans, NOW)).toEqual([
    { plan: 'c', backup: 'of c' },
    { plan: 'b', backup: 'of b' },
    { plan: 'a', backup: 'of a' },
  ]);
});
