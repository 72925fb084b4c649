import { DAY } from '../../../shared/calendar.ts';
import { formatBytes } from '../../../shared/format.ts';
import { type Condition, condition, type Key } from '../condition.ts';
import type { DiskFacts, PlanFacts } from '../facts.ts';
import { isFailing, lacksSpace } from './failed.ts';

/** Shares of the disk that are free: below the first it is told, above the second it is over. */
const OPENS_BELOW = 0.05;
const CLOSES_ABOVE = 0.07;
/** A disk that is full so soon is told; one that is full later than that is not, any more. */
const OPENS_WITHIN_MS = 7 * DAY;
const CLOSES_BEYOND_MS = 14 * DAY;

const NEXT_STEP = 'Free some space, run `lifeboat prune`, or give its plans another --dir.';

/** The disk of a folder is nearly full, or has no room for the next backup; or will be full within a week. */
export function disk(
  facts: DiskFacts,
  plans: readonly PlanFacts[],
  now: Date,
): { conditions: Condition[]; undecided: Key[] } {
  const { root, space } = facts;
  const low: Key = { rule: 'disk_low', subject: root };
  const soon: Key = { rule: 'disk_forecast', subject: root };
  if (space === null) return { conditions: [], undecided: [low, soon] };
  return { conditions: [...lowNow(facts, space, plans), ...lowSoon(facts, now)], undecided: [] };
}

function lowNow(
  { root, next }: DiskFacts,
  { freeBytes, totalBytes }: NonNullable<DiskFacts['space']>,
  plans: readonly PlanFacts[],
): Condition[] {
  const there = plans.filter((plan) => plan.root === root);
  const tooSmall = next !== null && freeBytes < next.bytes;
  const low = freeBytes < totalBytes * OPENS_BELOW;
  // Until what waited for the room has run, it is not over.
  const awaited = there.some(({ waitsFor, paused, running }) => running || (waitsFor === 'disk_low' && !paused));
  if (!tooSmall && !awaited && freeBytes > totalBytes * CLOSES_ABOVE) return [];
  const room = tooSmall ? `; the next backup of ${next.plan} probably needs ${formatBytes(next.bytes)}` : '';
  return [
    condition({
      rule: 'disk_low',
      subject: root,
      severity: tooSmall ? 'critical' : 'warning',
      message: `The disk of ${root} has ${formatBytes(freeBytes)} free of ${formatBytes(totalBytes)}${room}.`,
      nextStep: NEXT_STEP,
      opens: tooSmall || low,
      coveredBy: there
        .filter((plan) => isFailing(plan) && lacksSpace(plan))
        .map(({ name }) => ({ rule: 'failed', subject: name })),
      supersedes: [{ rule: 'disk_forecast', subject: root }],
    }),
  ];
}

function lowSoon({ root, fullAt }: DiskFacts, now: Date): Condition[] {
  const left = fullAt === null ? Infinity : fullAt.getTime() - now.getTime();
  if (fullAt === null || left > CLOSES_BEYOND_MS) return [];
  return [
    condition({
      rule: 'disk_forecast',
      subject: root,
      severity: 'warning',
      message: `The disk of ${root} is full on ${fullAt.toISOString().slice(0, 10)} if it fills as it did lately.`,
      nextStep: NEXT_STEP,
      opens: left < OPENS_WITHIN_MS,
      coveredBy: [{ rule: 'disk_low', subject: root }],
    }),
  ];
}
