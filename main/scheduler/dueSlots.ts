import type { Plan } from '../../shared/model/plan.ts';
import type { SlotReason } from '../../shared/model/run.ts';
import { slotsBetween } from '../../shared/schedule.ts';
import { reconciledThrough, savePlan, setReconciledThrough } from '../catalog/plans.ts';
import { forgetFutureSlots, recordSlot, settleSlot, slotsInState } from '../catalog/slots.ts';
import type { Context } from '../runs/context.ts';

/** Two weeks of a schedule that is due every minute; of more, only the newest are written down one by one. */
const LEDGER_LIMIT = 20_000;
/** A slot seen this late is still on time: the ticker looks once a minute. */
const GRACE_MS = 2 * 60_000;

export interface Lateness {
  /** Why a slot that is only seen now was not seen in time. */
  readonly reason: SlotReason;
  /** A run of the plan is under way. */
  readonly busy: boolean;
}

/**
 * Writes the slots that have come due since the last look into the ledger, all in one transaction. The newest waits to be run; the
 * ones before it, and any that still waited, are missed for good, each with its reason: they coalesce into one catch-up run.
 */
export function recordDueSlots(context: Context, plan: Plan, late: Lateness): void {
  const { db, ports } = context;
  const now = ports.clock.now();
  db.transaction(() => {
    const through = reconciledThrough(db, plan.name);
    // The clock was ahead and has been set back: what it made us write about the future is void, but for slots that did run.
    if (through > now) forgetFutureSlots(db, plan.name, now);
    else if (plan.schedule !== null) recordBetween(context, plan, plan.schedule, through, now, late);
    setReconciledThrough(db, plan.name, now);
    if (plan.paused?.until != null && new Date(plan.paused.until) <= now) savePlan(db, { ...plan, paused: null });
  }).immediate();
}

function recordBetween(context: Context, plan: Plan, schedule: string, through: Date, now: Date, late: Lateness): void {
  const { db } = context;
  const due = slotsBetween(schedule, plan.zone, through, now, LEDGER_LIMIT);
  const active = due.filter((slot) => !isPausedAt(plan, slot));
  const newest = active.at(-1);
  if (newest) {
    for (const waiting of slotsInState(db, plan.name, 'waiting')) {
      const ran = waiting.reason === 'run_failed' || waiting.reason === 'interrupted';
      settleSlot(db, plan.name, waiting.slot, ran ? 'failed' : 'missed', waiting.reason ?? late.reason, now);
    }
  }
  for (const slot of due) {
    const entry = { plan: plan.name, slot: slot.toISOString() };
    const onTime = now.getTime() - slot.getTime() <= GRACE_MS;
    if (isPausedAt(plan, slot)) recordSlot(db, { ...entry, state: 'skipped', reason: 'paused' }, now);
    else if (slot !== newest) recordSlot(db, { ...entry, state: 'missed', reason: late.reason }, now);
    else if (late.busy) recordSlot(db, { ...entry, state: 'skipped', reason: 'previous_running' }, now);
    else recordSlot(db, { ...entry, state: 'waiting', reason: onTime ? null : late.reason }, now);
  }
}

function isPausedAt(plan: Plan, slot: Date): boolean {
  return plan.paused !== null && (plan.paused.until === null || slot < new Date(plan.paused.until));
}
