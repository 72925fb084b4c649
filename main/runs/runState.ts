import type { RunState } from '../../shared/model/run.ts';

/**
 * The life of a run:
 *
 *     queued ──> running ──> succeeded | warned | failed
 *        │          │
 *        └──────────┴──> cancelling ──> cancelled      (or succeeded/warned/failed: the work ended first)
 *
 * `interrupted` is given at a start-up to a run whose process is gone, from any state that has not ended.
 * An ended run never changes again, but for one case: a backup whose manifest was published before the crash did succeed.
 */
const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'cancelling', 'cancelled', 'failed', 'interrupted'],
  running: ['cancelling', 'succeeded', 'warned', 'failed', 'cancelled', 'interrupted'],
  cancelling: ['cancelled', 'succeeded', 'warned', 'failed', 'interrupted'],
  succeeded: [],
  warned: [],
  failed: [],
  cancelled: [],
  interrupted: [],
};

export function isEnded(state: RunState): boolean {
  return NEXT[state].length === 0;
}

/** @throws Error for a step the machine does not have: a defect, never an outcome. */
export function nextState(from: RunState, to: RunState): RunState {
  if (NEXT[from].includes(to)) return to;
  throw new Error(`a run cannot go from ${from} to ${to}`);
}
