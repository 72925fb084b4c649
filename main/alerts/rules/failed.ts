import { type Condition, condition, type Key } from '../condition.ts';
import type { EndedRun, PlanFacts } from '../facts.ts';

/** Codes of a run that could not get at its server: what a plan waits for may be the same. */
const AWAY = new Set(['server_unreachable', 'connection_lost']);
const FULL = new Set(['disk_low', 'disk_full']);

/** True when the plan's last run failed and is not about to be tried again. */
export function isFailing({ paused, lastRun }: PlanFacts): boolean {
  return !paused && lastRun !== null && !lastRun.ok && !lastRun.triedAgain;
}

/** True when its last run failed for want of space. */
export function lacksSpace({ lastRun }: PlanFacts): boolean {
  return lastRun !== null && !lastRun.ok && FULL.has(lastRun.code ?? '');
}

/** The last run of a plan failed; a run that ends well resolves it. */
export function failed(plan: PlanFacts): { conditions: Condition[]; undecided: Key[] } {
  const { name, lastRun, paused } = plan;
  if (lastRun === null || lastRun.ok) return { conditions: [], undecided: [] };
  const key: Key = { rule: 'failed', subject: name };
  if (paused) return { conditions: [], undecided: [key] };
  return { conditions: [failure(plan, lastRun)], undecided: [] };
}

function failure(plan: PlanFacts, run: EndedRun): Condition {
  const overdue: Key = { rule: 'overdue', subject: plan.name };
  const told = plan.waitsFor === 'server_unreachable' && AWAY.has(run.code ?? '');
  return condition({
    rule: 'failed',
    subject: plan.name,
    plan: plan.name,
    severity: 'critical',
    message: `The backup of ${plan.name} failed: ${run.message}`,
    nextStep: run.nextStep,
    run: run.id,
    opens: isFailing(plan),
    coveredBy: told ? [overdue] : [],
    supersedes: [overdue],
  });
}
