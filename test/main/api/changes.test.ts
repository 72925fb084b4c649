import { describe, expect, it } from 'vitest';
import { stateChanges } from '../../../main/api/changes.ts';
import type { Run } from '../../../shared/model/run.ts';
import { aRun } from '../helpers/values.ts';

const hour = (at: number) => `2026-03-10T${String(at).padStart(2, '0')}:00:00.000Z`;
const run = (at: number, state: Run['state'], plan = 'plan') =>
  aRun({ plan, state, startedAt: hour(at), endedAt: hour(at) });
const missed = (at: number, plan = 'plan') => ({ plan, slot: hour(at), state: 'missed', reason: 'asleep' }) as const;
const told = (...given: Parameters<typeof stateChanges>) =>
  stateChanges(...given).map(({ plan, state, at }) => [plan, state, Number(at.slice(11, 13))]);

describe('the changes of state', () => {
  it('are the turns only, newest first', () => {
    const runs = [run(1, 'succeeded'), run(2, 'failed'), run(3, 'interrupted'), run(4, 'warned'), run(5, 'succeeded')];
    expect(told(runs)).toEqual([
      ['plan', 'recovered', 4],
      ['plan', 'failed', 2],
    ]);
  });

  it('do not mind what was cancelled', () => {
    expect(told([run(1, 'failed'), run(2, 'cancelled'), run(3, 'failed')])).toEqual([['plan', 'failed', 1]]);
  });

  it('are told of each plan by itself', () => {
    expect(told([run(1, 'failed', 'a'), run(2, 'failed', 'b'), run(3, 'succeeded', 'a')])).toEqual([
      ['a', 'recovered', 3],
      ['b', 'failed', 2],
      ['a', 'failed', 1],
    ]);
  });

  it('have the first of the slots that were missed, and why', () => {
    const changes = stateChanges([run(4, 'succeeded')], [missed(3), missed(1), missed(2)]);
    expect(changes).toMatchObject([
      { state: 'recovered', at: hour(4) },
      { state: 'missed', at: hour(1), message: 'A slot did not run: the computer slept.', run: null },
    ]);
    expect(changes[1]?.nextStep).toMatch(/^Take a backup now/);
  });

  it('tell a failure after a missed slot, but no missed slot after a failure', () => {
    expect(told([run(2, 'failed')], [missed(1), missed(3)])).toEqual([
      ['plan', 'failed', 2],
      ['plan', 'missed', 1],
    ]);
  });
});
