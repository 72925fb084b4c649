import { formatDuration, formatInstant } from '../../../shared/format.ts';
import type { SlotReason } from '../../../shared/model/run.ts';
import { type Condition, condition, type Key } from '../condition.ts';
import type { PlanFacts } from '../facts.ts';
import { isFailing } from './failed.ts';

const REASONS: Readonly<Partial<Record<SlotReason, string>>> = {
  asleep: 'The computer slept.',
  app_not_running: 'Lifeboat was not running.',
  server_unreachable: 'The server cannot be reached.',
  previous_running: 'The run before is not over.',
  disk_low: 'There is too little space on the disk.',
  interrupted: 'Its run was interrupted.',
};

/** True when a plan has had no good backup for longer than it may. */
function isOverdue({ newestGood, createdAt, overdueAfterMs }: PlanFacts, now: Date): boolean {
  return now.getTime() - (newestGood?.at ?? createdAt).getTime() > overdueAfterMs;
}

/**
 * A plan has had no good backup for too long, whatever the reason; also when Lifeboat itself was not running. That its runs fail, or that
 * its disk has no room, is told as that.
 */
export function overdue(plan: PlanFacts, now: Date): { conditions: Condition[]; undecided: Key[] } {
  const { name, root, paused, newestGood, overdueAfterMs, waitsFor, lastRun, running } = plan;
  if (!isOverdue(plan, now)) return { conditions: [], undecided: [] };
  const key: Key = { rule: 'overdue', subject: name };
  if (paused) return { conditions: [], undecided: [key] };
  const coveredBy: Key[] = [{ rule: 'failed', subject: name }];
  // While it runs again after that, too.
  if (waitsFor === 'disk_low' || running) coveredBy.push({ rule: 'disk_low', subject: root });
  const reason = isFailing(plan) ? lastRun?.message : waitsFor === null ? undefined : REASONS[waitsFor];
  const newest =
    newestGood === null ? 'there is none yet' : `the newest is of ${formatInstant(newestGood.at, plan.zone)}`;
  return {
    conditions: [
      condition({
        ...key,
        plan: name,
        severity: 'critical',
        message: `No good backup of ${name} for more than ${formatDuration(overdueAfterMs)}; ${newest}.${reason === undefined ? '' : ` ${reason}`}`,
        nextStep: `Take one now: lifeboat backup ${name}`,
        backup: newestGood?.id ?? null,
        coveredBy,
      }),
    ],
    undecided: [],
  };
}
