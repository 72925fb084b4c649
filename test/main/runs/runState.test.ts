import { describe, expect, it } from 'vitest';
import { isEnded, nextState } from '../../../main/runs/runState.ts';
import { type RunState, runStates } from '../../../shared/model/run.ts';

/** Every step there is; what is not here is none. */
const STEPS: Record<RunState, RunState[]> = {
  queued: ['running', 'cancelling', 'failed', 'cancelled', 'interrupted'],
  running: ['cancelling', 'succeeded', 'warned', 'failed', 'cancelled', 'interrupted'],
  cancelling: ['succeeded', 'warned', 'failed', 'cancelled', 'interrupted'],
  succeeded: [],
  warned: [],
  failed: [],
  cancelled: [],
  interrupted: [],
};

describe('the life of a run', () => {
  const pairs = runStates.flatMap((from) => runStates.map((to) => [from, to, STEPS[from].includes(to)] as const));

  it.each(pairs)('leads from %s to %s: %s', (from, to, allowed) => {
    if (allowed) expect(nextState(from, to)).toBe(to);
    else expect(() => nextState(from, to)).toThrow(`a run cannot go from ${from} to ${to}`);
  });

  it.each(runStates)('is over or not when it is %s', (state) => {
    expect(isEnded(state)).toBe(!['queued', 'running', 'cancelling'].includes(state));
  });
});
