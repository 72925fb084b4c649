import type { Change } from '../../shared/contract.ts';
import type { Drill } from '../../shared/model/drill.ts';
import type { Run } from '../../shared/model/run.ts';

/**
 * The turns from good to bad and back among a history of backup runs, newest first: the first failure after a success, and the
 * first success after a failure. Repeated failures of one cause are one change.
 * @param runs ended backup runs, oldest first.
 */
export function stateChanges(runs: readonly Run[]): Change[] {
  const failing = new Map<string, boolean>();
  const changes: Change[] = [];
  for (const run of runs) {
    const plan = run.plan ?? '';
    const bad = run.state === 'failed' || run.state === 'interrupted';
    if (!bad && run.state !== 'succeeded' && run.state !== 'warned') continue;
    const before = failing.get(plan) ?? false;
    failing.set(plan, bad);
    if (before === bad) continue;
    changes.push({
      id: run.id,
      plan,
      state: bad ? 'failed' : 'recovered',
      at: run.endedAt ?? run.startedAt,
      message: run.error?.message ?? '',
      nextStep: run.error?.nextStep ?? null,
      run: run.id,
    });
  }
  return changes.toReversed();
}

/**
 * The same of drills: the first that found a fault, and the first afterwards that did not. One that could not test anything is neither.
 * @param drills oldest first.
 */
export function drillChanges(drills: readonly Drill[]): Change[] {
  const failing = new Map<string, boolean>();
  const changes: Change[] = [];
  for (const { id, plan, ok, state, startedAt, reason } of drills) {
    if (state === 'untestable') continue;
    const before = failing.get(plan) ?? false;
    failing.set(plan, !ok);
    if (before === !ok) continue;
    changes.push({
      id,
      plan,
      state: ok ? 'drill_passed' : 'drill_failed',
      at: startedAt,
      message: reason ?? '',
      nextStep: ok ? null : 'Look at the differences, and restore from another backup meanwhile.',
      run: id,
    });
  }
  return changes.toReversed();
}
