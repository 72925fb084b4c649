import type { Change } from '../../shared/contract.ts';
import type { Drill } from '../../shared/model/drill.ts';
import type { Run, SlotReason } from '../../shared/model/run.ts';
import type { Slot } from '../catalog/slots.ts';

const REASONS: Readonly<Record<SlotReason, string>> = {
  asleep: 'the computer slept',
  app_not_running: 'Lifeboat was not running',
  server_unreachable: 'the server could not be reached',
  paused: 'the plan was paused',
  previous_running: 'the run before was not over',
  disk_low: 'there was too little space on the disk',
  run_failed: 'its run failed',
  interrupted: 'its run was interrupted',
  cancelled: 'its run was cancelled',
};

/**
 * The turns from good to bad and back among a history of backup runs and missed slots, newest first: the first failure after a
 * success, the first missed slot after one, and the first success after either. Repeated failures of one cause are one change.
 * @param runs ended backup runs, oldest first.
 * @param missed slots that passed without a run.
 */
export function stateChanges(runs: readonly Run[], missed: readonly Slot[] = []): Change[] {
  const events = [...runs.flatMap(fromRun), ...missed.map(fromSlot)].sort((a, b) => a.at.localeCompare(b.at));
  const last = new Map<string, Change['state']>();
  const changes: Change[] = [];
  for (const event of events) {
    const before = last.get(event.plan) ?? 'recovered';
    // Whoever knows that a plan fails need not hear that it misses slots, too.
    if (before === event.state || (before === 'failed' && event.state === 'missed')) continue;
    last.set(event.plan, event.state);
    changes.push(event);
  }
  return changes.toReversed();
}

function fromRun(run: Run): Change[] {
  const bad = run.state === 'failed' || run.state === 'interrupted';
  if (!bad && run.state !== 'succeeded' && run.state !== 'warned') return [];
  return [
    {
      id: run.id,
      plan: run.plan ?? '',
      state: bad ? 'failed' : 'recovered',
      at: run.endedAt ?? run.startedAt,
      message: run.error?.message ?? '',
      nextStep: run.error?.nextStep ?? null,
      run: run.id,
    },
  ];
}

function fromSlot({ plan, slot, reason }: Slot): Change {
  return {
    id: `${plan} ${slot}`,
    plan,
    state: 'missed',
    at: slot,
    message: reason === null ? 'A slot did not run.' : `A slot did not run: ${REASONS[reason]}.`,
    nextStep: 'Take a backup now, or leave it to the next slot.',
    run: null,
  };
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
