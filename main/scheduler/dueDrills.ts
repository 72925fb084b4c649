import type { DrillInterval, DrillState } from '../../shared/model/drill.ts';

/** What is to be known of a plan to tell whether a restore is to be rehearsed. */
export interface DrillCandidate {
  readonly plan: string;
  readonly every: DrillInterval;
  /** Id of the newest good backup; null when there is none. */
  readonly newest: string | null;
  /** The last drill that was begun; its state is null when it came to no result. */
  readonly last: { readonly backup: string; readonly at: Date; readonly state: DrillState | null } | null;
}

const DAY_MS = 86_400_000;
const INTERVAL_MS: Readonly<Record<DrillInterval, number>> = {
  never: Infinity,
  backup: 0,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

/**
 * The plans of which the newest good backup is to be drilled now: first those that never had a drill, then the longest waiting. What could
 * not be tested is tried again after the interval; what failed or came to nothing, after a day at most.
 */
export function dueDrills(candidates: readonly DrillCandidate[], now: Date): { plan: string; backup: string }[] {
  return candidates
    .filter((candidate) => isDue(candidate, now))
    .toSorted((a, b) => (a.last?.at.getTime() ?? 0) - (b.last?.at.getTime() ?? 0))
    .flatMap(({ plan, newest }) => (newest === null ? [] : [{ plan, backup: newest }]));
}

function isDue({ every, newest, last }: DrillCandidate, now: Date): boolean {
  if (every === 'never' || newest === null) return false;
  if (last === null) return true;
  const interval = INTERVAL_MS[every];
  // A drill from the future tells that the clock was wrong then: its age is not known.
  const age = last.at > now ? Infinity : now.getTime() - last.at.getTime();
  if (last.state === 'restored' || last.state === 'untestable')
    return every === 'backup' ? newest !== last.backup : age >= interval;
  return age >= (every === 'backup' ? DAY_MS : Math.min(interval, DAY_MS));
}
