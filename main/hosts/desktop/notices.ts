import type { Change } from '../../../shared/contract.ts';
import { type Situation, turnsOfBackups } from './situation.ts';

/** Something to tell the person, once. */
export type Notice =
  | { readonly kind: Change['state']; readonly plan: string; readonly change: Change }
  | { readonly kind: 'overdue'; readonly plan: string; readonly since: string | null }
  | { readonly kind: 'back'; readonly plan: string };

/** What has been told, so that nothing is told twice. */
export interface Memory {
  /** Turns before this instant are history. */
  readonly since: string;
  /** Turns that were told, by their id. */
  readonly told: ReadonlySet<string>;
  /** Plans that were overdue when last looked; null before the first look, which finds and does not tell. */
  readonly overdue: ReadonlySet<string> | null;
}

export function freshMemory(since: Date): Memory {
  return { since: since.toISOString(), told: new Set(), overdue: null };
}

/**
 * What has changed for the person between two looks. One cause is told once: a plan that grows overdue because its backups fail or its
 * slots are missed was told when that began, and one that comes back from both comes back once. A success that follows no failure is not told.
 */
export function judgeNotices(
  memory: Memory,
  { plans, changes }: Pick<Situation, 'plans' | 'changes'>,
): { readonly memory: Memory; readonly notices: readonly Notice[] } {
  const fresh = changes.filter(({ id, at }) => at >= memory.since && !memory.told.has(id)).toReversed();
  const notices: Notice[] = fresh.map((change) => ({ kind: change.state, plan: change.plan, change }));
  const known = new Set(plans.map(({ plan }) => plan));
  const isBad = (plan: string) =>
    (turnsOfBackups(changes).find((change) => change.plan === plan)?.state ?? 'recovered') !== 'recovered';
  const before = memory.overdue;
  const turned = new Set(turnsOfBackups(fresh).map(({ plan }) => plan));
  // What has just turned is told as that; should it still be overdue, the next look tells.
  const overdue = new Set(
    plans.filter(({ plan, state }) => state === 'overdue' && !turned.has(plan)).map(({ plan }) => plan),
  );
  for (const { plan, lastGood } of plans) {
    if (before === null || !overdue.has(plan) || before.has(plan) || isBad(plan)) continue;
    notices.push({ kind: 'overdue', plan, since: lastGood });
  }
  for (const plan of before ?? []) {
    const isBack = plans.some((status) => status.plan === plan && status.state === 'protected');
    if (isBack && !turned.has(plan)) notices.push({ kind: 'back', plan });
  }
  return {
    memory: { ...memory, told: new Set([...memory.told, ...fresh.map(({ id }) => id)]), overdue },
    // A plan that is gone has nothing more to say.
    notices: notices.filter(({ plan }) => known.has(plan)),
  };
}
