import { type Judgement, type Key } from './condition.ts';
import type { Facts } from './facts.ts';
import { disk } from './rules/disk.ts';
import { failed } from './rules/failed.ts';
import { findings } from './rules/findings.ts';
import { house } from './rules/house.ts';
import { overdue } from './rules/overdue.ts';
import { proof } from './rules/proof.ts';

/**
 * Everything that is wrong at an instant. Ordered so that what may cover another comes before it: failures, disks, overdue plans,
 * forecasts; what a drill found before what a verification did.
 */
export function judge(facts: Facts, now: Date): Judgement {
  const { plans, disks } = facts;
  const failures = plans.map((plan) => failed(plan));
  const rooms = disks.map((one) => disk(one, plans, now));
  const late = plans.map((plan) => overdue(plan, now));
  const parts = [...failures, ...rooms, ...late];
  return {
    conditions: [
      ...parts.flatMap(({ conditions }) => conditions),
      ...plans.flatMap((plan) => [...proof(plan), ...findings(plan)]),
      ...house(facts, now),
    ],
    undecided: parts.flatMap(({ undecided }) => undecided),
  };
}

/** True for an alert whose subject is no more: nothing was mended, and there is nothing left to say. */
export function isGone(
  { plans, disks, channels, recoveryKeys }: Facts,
  { rule, subject, plan }: Key & { plan: string | null },
): boolean {
  if (plan !== null) return !plans.some(({ name }) => name === plan);
  if (rule === 'disk_low' || rule === 'disk_forecast') return !disks.some(({ root }) => root === subject);
  if (rule === 'channel_failing') return !channels.some(({ name }) => name === subject);
  if (rule === 'kit_unproved') return !recoveryKeys.some(({ recipient }) => recipient === subject);
  return false;
}
