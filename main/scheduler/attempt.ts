import type { Plan } from '../../shared/model/plan.ts';
import type { Run, RunTrigger, SlotReason } from '../../shared/model/run.ts';
import { AppError } from '../../shared/errors.ts';
import { recentSizes } from '../catalog/backups.ts';
import { lastRunOfSlot } from '../catalog/runs.ts';
import { claimSlot, settleSlot, type Slot } from '../catalog/slots.ts';
import { databaseSize } from '../postgres/database.ts';
import { isTransient } from '../postgres/failures.ts';
import { openSession } from '../postgres/session.ts';
import { checkSpace } from '../storage/space.ts';
import { requireConnection, resolveAccess } from '../runs/access.ts';
import { backup } from '../runs/backup.ts';
import type { Context } from '../runs/context.ts';
import { prune } from '../runs/prune.ts';

/** Waits before the second, third and fourth attempt at a slot whose run failed for a reason that may pass. */
export const BACKOFF_MS = [30_000, 120_000, 480_000] as const;

/** When a waiting slot may be tried (again), going by what the catalog knows of its earlier runs; null when it is to be given up. */
export function nextAttempt(context: Context, slot: Slot): { readonly at: Date; readonly number: number } | null {
  const last = lastRunOfSlot(context.db, slot.plan, slot.slot);
  if (last?.endedAt == null) return { at: new Date(0), number: 1 };
  const backoff = BACKOFF_MS[last.attempt - 1];
  if (backoff === undefined) return null;
  return { at: new Date(Date.parse(last.endedAt) + backoff), number: last.attempt + 1 };
}

/** What keeps a slot from running now and may go away by itself; asked before a run is made, so that waiting leaves no failed runs. */
export async function obstacle(context: Context, plan: Plan, signal: AbortSignal): Promise<SlotReason | null> {
  try {
    const access = await resolveAccess(context, requireConnection(context, plan.connection));
    await using session = await openSession(access, plan.database, signal);
    await checkSpace(plan.root, recentSizes(context.db, plan.name, 1)[0] ?? null, await databaseSize(session));
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'disk_low') return 'disk_low';
    if (error.code === 'server_unreachable' || error.code === 'connection_lost') return 'server_unreachable';
    // Anything else is for the run to report.
    return null;
  }
}

/**
 * Runs the backup of a waiting slot and settles the slot by how it ended. A failure that may pass leaves it waiting.
 * @returns how long to wait before looking at the slot again, in ms; null when it is settled.
 */
export async function runSlot(
  context: Context,
  plan: Plan,
  slot: Slot,
  attempt: number,
  signal: AbortSignal,
): Promise<number | null> {
  const { db, ports } = context;
  if (!claimSlot(db, plan.name, slot.slot, ports.clock.now())) return null;
  const settle = (state: 'waiting' | 'done' | 'failed' | 'skipped', reason: SlotReason | null) => {
    settleSlot(db, plan.name, slot.slot, state, reason, ports.clock.now());
  };
  const trigger: RunTrigger = attempt > 1 ? 'retry' : slot.reason === null ? 'schedule' : 'catchup';
  const outcome = await backup(context, { plan: plan.name, trigger, attempt, slot: slot.slot, signal }).catch(
    (error: unknown) => {
      settle('waiting', 'previous_running');
      if (error instanceof AppError && error.code === 'busy') return null;
      throw error;
    },
  );
  if (outcome === null) return null;
  if (outcome.ok) {
    settle('done', null);
    await applyRetention(context, plan);
    return null;
  }
  if (signal.aborted) {
    // Not what anybody wanted for this backup: it is caught up at the next start.
    settle('waiting', 'interrupted');
    return null;
  }
  return settleFailure(outcome.run, outcome.error, attempt, settle);
}

function settleFailure(
  run: Run,
  error: AppError,
  attempt: number,
  settle: (state: 'waiting' | 'failed' | 'skipped', reason: SlotReason) => void,
): number | null {
  if (run.state === 'cancelled') {
    settle('skipped', 'cancelled');
    return null;
  }
  const backoff = BACKOFF_MS[attempt - 1];
  if (!isTransient(error.code) || backoff === undefined) {
    settle('failed', 'run_failed');
    return null;
  }
  settle('waiting', 'run_failed');
  return backoff;
}

/** Retention follows each scheduled backup; that it failed is logged and shown by the run, and does not undo the backup. */
async function applyRetention(context: Context, plan: Plan): Promise<void> {
  const outcome = await prune(context, plan, 'schedule').catch((error: unknown) => ({ ok: false as const, error }));
  if (!outcome.ok) context.ports.logger.log('warn', 'prune.failed', { plan: plan.name, error: String(outcome.error) });
}
