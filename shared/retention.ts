import { DAY, HOUR, MINUTE, wallTime } from './calendar.ts';
import { KEEP_RULES, type KeepRule } from './keepRules.ts';
import type { RetentionPolicy } from './model/retention.ts';

export { formatKeepRules, type KeepRule, parseKeepRules } from './keepRules.ts';

/** What retention knows about one backup of a plan. */
export interface RetentionItem {
  readonly id: string;
  /** When the backup was taken, from its manifest. */
  readonly at: Date;
  /** Neither damaged nor missing. */
  readonly good: boolean;
  readonly verified: boolean;
  readonly drilled: boolean;
  readonly pinned: boolean;
  /** A restore or a drill is reading its file. */
  readonly leased?: boolean;
}

export type KeepReason =
  | KeepRule
  | 'pinned'
  | 'leased'
  | 'newest-verified'
  | 'newest-drilled'
  | 'newest-good'
  | 'future'
  | 'no-rules'
  | 'damaged-kept'
  | 'clock-moved';

export interface RetentionOptions {
  readonly now: Date;
  /** The plan's IANA zone: its hours, days, weeks, months and years are counted. */
  readonly zone: string;
  /** What clockMoved said: true suspends pruning, so that nothing expires. */
  readonly clockMoved?: boolean;
}

/** Both lists are newest first; every item is in exactly one of them. */
export interface RetentionDecision {
  readonly kept: readonly { readonly id: string; readonly reasons: readonly KeepReason[] }[];
  readonly expired: readonly { readonly id: string; readonly reason: string }[];
  readonly suspended?: 'clock_moved';
}

/** Clocks of honest machines differ a little; what lies further ahead than this is future-dated. */
const CLOCK_SKEW = 5 * MINUTE;
const CLOCK_JUMP = DAY;

/** The number of the hour, day, ISO week, month or year that a wall time lies in. */
const PERIODS = {
  hourly: (wall: number) => Math.floor(wall / HOUR),
  daily: (wall: number) => Math.floor(wall / DAY),
  // 1970 began on a Thursday: three days later than its ISO week.
  weekly: (wall: number) => Math.floor((wall / DAY + 3) / 7),
  monthly: (wall: number) => new Date(wall).getUTCFullYear() * 12 + new Date(wall).getUTCMonth(),
  yearly: (wall: number) => new Date(wall).getUTCFullYear(),
};

/**
 * Decides which backups of one plan expire, and why each other one is kept. Pure: the preview and the pruning both call this.
 * Only good backups that are not future-dated count towards a rule; a period's backup is its newest, and periods without any do not count.
 * Throws AppError `bad_input` for an unknown zone.
 */
export function decideRetention(
  items: readonly RetentionItem[],
  policy: RetentionPolicy,
  options: RetentionOptions,
): RetentionDecision {
  const newestFirst = [...items].sort((a, b) => timeOf(b) - timeOf(a) || (a.id < b.id ? -1 : 1));
  const past = newestFirst.filter((item) => !isFuture(item, options.now));
  const good = past.filter((item) => item.good);

  const reasons = new Map<RetentionItem, KeepReason[]>(newestFirst.map((item) => [item, []]));
  const keep = (kept: readonly (RetentionItem | undefined)[], reason: KeepReason) => {
    for (const item of kept) if (item) reasons.get(item)?.push(reason);
  };

  if (KEEP_RULES.every((rule) => !policy[rule])) keep(newestFirst, 'no-rules');
  for (const rule of KEEP_RULES) keep(keptByRule(good, rule, policy[rule] ?? 0, options), rule);
  keep(
    newestFirst.filter((item) => item.pinned),
    'pinned',
  );
  keep(
    newestFirst.filter((item) => item.leased),
    'leased',
  );
  keep(
    newestFirst.filter((item) => isFuture(item, options.now)),
    'future',
  );

  const newestVerified = good.find((item) => item.verified);
  keep([newestVerified], 'newest-verified');
  keep([good.find((item) => item.drilled)], 'newest-drilled');
  if (!newestVerified) keep([good[0]], 'newest-good');
  keep(
    past.filter((item) => !item.good && !isReplaced(item, good[0], policy, options.now)),
    'damaged-kept',
  );

  if (options.clockMoved)
    keep(
      newestFirst.filter((item) => reasons.get(item)?.length === 0),
      'clock-moved',
    );
  return decisionFrom(reasons, options.clockMoved ?? false);
}

function keptByRule(
  good: readonly RetentionItem[],
  rule: KeepRule,
  count: number,
  { now, zone }: RetentionOptions,
): RetentionItem[] {
  if (count === 0) return [];
  if (rule === 'last') return good.slice(0, count);
  if (rule === 'days') return good.filter((item) => isWithinDays(item, count, now));
  const newestOfPeriod = new Map<number, RetentionItem>();
  for (const item of good) {
    const period = PERIODS[rule](wallTime(timeOf(item), zone));
    if (newestOfPeriod.has(period)) continue;
    if (newestOfPeriod.size === count) break;
    newestOfPeriod.set(period, item);
  }
  return [...newestOfPeriod.values()];
}

function isWithinDays(item: RetentionItem, days: number, now: Date): boolean {
  return timeOf(item) >= now.getTime() - days * DAY;
}

function isFuture(item: RetentionItem, now: Date): boolean {
  return timeOf(item) > now.getTime() + CLOCK_SKEW;
}

/** An invalid date lies in the endless future, and so is kept: what cannot be dated must not be deleted. */
function timeOf({ at }: RetentionItem): number {
  return Number.isNaN(at.getTime()) ? Number.POSITIVE_INFINITY : at.getTime();
}

/** A damaged backup may go only when a good one has come after it, and not while it might still be looked into. */
function isReplaced(
  damaged: RetentionItem,
  newestGood: RetentionItem | undefined,
  policy: RetentionPolicy,
  now: Date,
): boolean {
  const days = policy.days ?? 0;
  if (days > 0 && isWithinDays(damaged, days, now)) return false;
  return newestGood !== undefined && timeOf(newestGood) > timeOf(damaged);
}

function decisionFrom(reasons: ReadonlyMap<RetentionItem, KeepReason[]>, suspended: boolean): RetentionDecision {
  const all = [...reasons];
  const kept = all.filter(([, why]) => why.length > 0).map(([{ id }, why]) => ({ id, reasons: why }));
  const expired = all
    .filter(([, why]) => why.length === 0)
    .map(([{ id, good }]) => ({
      id,
      reason: good ? 'No rule of the policy keeps it.' : 'It is damaged or missing, and there is a newer good backup.',
    }));
  return { kept, expired, ...(suspended && { suspended: 'clock_moved' as const }) };
}

/** What is known about the clock; times of day as dates, durations in ms. */
export interface ClockReading {
  readonly lastRunAt: Date | null;
  /**
   * The time in the manifest with the highest sequence (not the latest date, which one wrong clock could set for years): it tells of
   * a clock set back even when the catalog's record of runs is gone.
   */
  readonly lastManifestAt: Date | null;
  readonly now: Date;
  /** How far the wall clock has moved since the process started, and how much time really passed. */
  readonly wallSinceStart: number;
  readonly monotonicSinceStart: number;
}

/** True if the clock moved by more than 24 h against the last run, the last manifest or the monotonic clock: pruning must then be suspended. */
export function clockMoved({
  lastRunAt,
  lastManifestAt,
  now,
  wallSinceStart,
  monotonicSinceStart,
}: ClockReading): boolean {
  const setBackSince = (earlier: Date | null) => earlier !== null && now.getTime() < earlier.getTime() - CLOCK_JUMP;
  return (
    setBackSince(lastRunAt) ||
    setBackSince(lastManifestAt) ||
    Math.abs(wallSinceStart - monotonicSinceStart) > CLOCK_JUMP
  );
}
