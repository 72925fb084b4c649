import type { SlotReason, SlotState } from '../../shared/model/run.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export interface Slot {
  readonly plan: string;
  readonly slot: string;
  readonly state: SlotState;
  readonly reason: SlotReason | null;
}

/** Puts a slot into the ledger; false when it is there already. The primary key is what makes a slot run once. */
export function recordSlot(db: WriteHandle, slot: Slot, at: Date): boolean {
  const done = db
    .prepare(
      'INSERT INTO slots (plan, slot, state, reason, updated_at) VALUES (@plan, @slot, @state, @reason, @at) ON CONFLICT DO NOTHING',
    )
    .run({ ...slot, at: at.toISOString() });
  return done.changes === 1;
}

/** Moves a waiting slot to `running`; false when somebody else was first. */
export function claimSlot(db: WriteHandle, plan: string, slot: string, at: Date): boolean {
  const done = db
    .prepare(
      `UPDATE slots SET state = 'running', reason = NULL, updated_at = ? WHERE plan = ? AND slot = ? AND state = 'waiting'`,
    )
    .run(at.toISOString(), plan, slot);
  return done.changes === 1;
}

export function settleSlot(
  db: WriteHandle,
  plan: string,
  slot: string,
  state: SlotState,
  reason: SlotReason | null,
  at: Date,
): void {
  db.prepare('UPDATE slots SET state = ?, reason = ?, updated_at = ? WHERE plan = ? AND slot = ?').run(
    state,
    reason,
    at.toISOString(),
    plan,
    slot,
  );
}

export function findSlot(db: ReadHandle, plan: string, slot: string): Slot | null {
  return (
    (db.prepare('SELECT plan, slot, state, reason FROM slots WHERE plan = ? AND slot = ?').get(plan, slot) as
      | Slot
      | undefined) ?? null
  );
}

/** A plan's slots in one state, oldest first. */
export function slotsInState(db: ReadHandle, plan: string, state: SlotState): Slot[] {
  return db
    .prepare('SELECT plan, slot, state, reason FROM slots WHERE plan = ? AND state = ? ORDER BY slot')
    .all(plan, state) as Slot[];
}

/** Slots of all plans that passed without a run since an instant. */
export function missedSlotsSince(db: ReadHandle, since: Date): Slot[] {
  return db
    .prepare(`SELECT plan, slot, state, reason FROM slots WHERE state = 'missed' AND slot >= ?`)
    .all(since.toISOString()) as Slot[];
}

/** A plan's slots, newest first. */
export function recentSlots(db: ReadHandle, plan: string, limit: number): Slot[] {
  return db
    .prepare('SELECT plan, slot, state, reason FROM slots WHERE plan = ? ORDER BY slot DESC LIMIT ?')
    .all(plan, limit) as Slot[];
}

/** Removes what was written about slots after `now` and never ran; a clock that was ahead wrote it. */
export function forgetFutureSlots(db: WriteHandle, plan: string, now: Date): void {
  db.prepare(`DELETE FROM slots WHERE plan = ? AND slot > ? AND state IN ('waiting', 'missed', 'skipped')`).run(
    plan,
    now.toISOString(),
  );
}
