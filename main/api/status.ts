import type { PlanStatus } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Drill } from '../../shared/model/drill.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { overdueAfter } from '../../shared/overdue.ts';
import { nextSlots } from '../../shared/schedule.ts';
import { lastTestedDrill, newestRto } from '../catalog/drills.ts';
import { listPlans } from '../catalog/plans.ts';
import { lastBackupRun } from '../catalog/runs.ts';
import { recentSlots } from '../catalog/slots.ts';
import { readThresholds } from '../catalog/thresholds.ts';
import type { Context } from '../runs/context.ts';
import { mailProblems } from './environmentChannel.ts';
import { newestPresent } from '../runs/newestPresent.ts';
import type { Handlers } from './handlers.ts';
import { kitAdvisories } from './keys.ts';
import { overdueDatabases } from './replace.ts';

export const statusHandlers: Handlers<'status.get'> = {
  'status.get'(context) {
    const advisories = [...overdueDatabases(context), ...mailProblems(context), ...kitAdvisories(context)];
    return {
      plans: listPlans(context.db).map((plan) => planStatus(context, plan)),
      ...(advisories.length > 0 && { advisories }),
    };
  },
};

/** What a plan is protected by, and until when. */
export function planStatus(context: Context, plan: Plan): PlanStatus {
  const now = context.ports.clock.now();
  const lastGood = newestPresent(context, plan.name);
  const next =
    plan.schedule === null || plan.paused?.until === null ? undefined : nextSlots(plan.schedule, plan.zone, now, 1)[0];
  const state = judge(context, plan, lastGood, now);
  const lastDrill = lastTestedDrill(context.db, plan.name);
  const reason = explain(context, plan, lastGood, state) ?? (lastDrill ? drillFault(lastDrill) : undefined);
  return {
    plan: plan.name,
    state,
    lastGood: lastGood?.createdAt ?? null,
    protectedUntil: lastGood?.createdAt ?? null,
    nextSlot: next?.toISOString() ?? null,
    ...(reason !== undefined && { reason }),
    lastDrill,
    rtoMs: newestRto(context.db, plan.name),
  };
}

function judge(context: Context, plan: Plan, lastGood: Backup | null, now: Date): PlanStatus['state'] {
  if (plan.paused !== null && (plan.paused.until === null || new Date(plan.paused.until) > now)) return 'paused';
  if (lastGood === null) return 'unprotected';
  const newest = new Date(lastGood.createdAt);
  const age = now.getTime() - newest.getTime();
  return age > overdueAfter(plan, readThresholds(context.db, plan.name), newest) ? 'overdue' : 'protected';
}

function explain(
  context: Context,
  plan: Plan,
  lastGood: Backup | null,
  state: PlanStatus['state'],
): string | undefined {
  if (state === 'paused')
    return plan.paused?.until == null ? 'paused until resumed' : `paused until ${plan.paused.until}`;
  const run = lastBackupRun(context.db, plan.name);
  if (run?.error && (lastGood === null || run.startedAt > lastGood.createdAt))
    return `the last run failed: ${run.error.message}`;
  const slot = recentSlots(context.db, plan.name, 1)[0];
  if (slot?.reason != null && state !== 'protected')
    return `the slot ${slot.slot} did not run: ${slot.reason.replaceAll('_', ' ')}`;
  if (lastGood === null) return 'no good backup yet';
  return state === 'overdue' ? `no good backup since ${lastGood.createdAt}` : undefined;
}

/** A backup that does not come back as it was is worth a word, however young it is. */
function drillFault({ ok, reason, state }: Drill): string | undefined {
  return ok ? undefined : `the last drill found a fault: ${reason ?? state}`;
}
