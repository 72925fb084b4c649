import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RetentionPolicy } from '../../shared/model/retention.ts';
import { decideRetention, type KeepReason, type KeepRule, type RetentionItem } from '../../shared/retention.ts';

/*
 * Thousands of generated histories, against a model that asks of each backup on its own whether it may stay, by counting.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface History {
  readonly items: readonly RetentionItem[];
  readonly policy: RetentionPolicy;
  readonly now: Date;
  readonly zone: string;
}

type Shown = Record<'year' | 'month' | 'day' | 'hour', string>;
const shownBefore = new Map<string, Shown>();
const clocks = new Map<string, Intl.DateTimeFormat>();

/** What calendar and clock on a wall in `zone` show. */
function shown(at: Date, zone: string): Shown {
  const key = `${zone} ${at.getTime()}`;
  const known = shownBefore.get(key);
  if (known) return known;
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
    });
  clocks.set(zone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value])) as Shown;
  shownBefore.set(key, parts);
  return parts;
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek({ year, month, day }: Shown): string {
  const thursday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const dayOfYear = (thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY;
  return `${thursday.getUTCFullYear()}-W${Math.floor(dayOfYear / 7) + 1}`;
}

const periodNames: [KeepRule, (s: Shown) => string][] = [
  ['hourly', (s) => `${s.year}-${s.month}-${s.day} ${s.hour}`],
  ['daily', (s) => `${s.year}-${s.month}-${s.day}`],
  ['weekly', isoWeek],
  ['monthly', (s) => `${s.year}-${s.month}`],
  ['yearly', (s) => s.year],
];

const isNewer = (a: RetentionItem, b: RetentionItem) =>
  a.at > b.at || (a.at.getTime() === b.at.getTime() && a.id < b.id);

function naiveReasons(item: RetentionItem, { items, policy, now, zone }: History): KeepReason[] {
  const future = (other: RetentionItem) => other.at.getTime() - now.getTime() > 300_000;
  const good = items.filter((other) => other.good && !future(other));
  const newerGood = good.filter((other) => isNewer(other, item));
  const withinDays = now.getTime() - item.at.getTime() <= (policy.days ?? 0) * DAY;
  const reasons: KeepReason[] = [];

  if (Object.values(policy).every((count) => count === 0)) reasons.push('no-rules');
  if (item.pinned) reasons.push('pinned');
  if (item.leased === true) reasons.push('leased');
  if (future(item)) return [...reasons, 'future'];
  if (!item.good) {
    const strictlyNewer = newerGood.some((other) => other.at > item.at);
    return !strictlyNewer || (policy.days && withinDays) ? [...reasons, 'damaged-kept'] : reasons;
  }

  if (newerGood.length < (policy.last ?? 0)) reasons.push('last');
  if (policy.days && withinDays) reasons.push('days');
  for (const [rule, nameOf] of periodNames) {
    const name = (other: RetentionItem) => nameOf(shown(other.at, zone));
    const newerPeriods = new Set(newerGood.map(name));
    if (!newerPeriods.has(name(item)) && newerPeriods.size < (policy[rule] ?? 0)) reasons.push(rule);
  }
  if (item.verified && !newerGood.some((other) => other.verified)) reasons.push('newest-verified');
  if (item.drilled && !newerGood.some((other) => other.drilled)) reasons.push('newest-drilled');
  if (!good.some((other) => other.verified) && newerGood.length === 0) reasons.push('newest-good');
  return reasons;
}

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Nuuk',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
];

/** Ends of years, of the 53rd week of 2026, and clock changes of the zones above: where mistakes would hide. */
const moments = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
  '2027-01-01T00:00Z',
  '2027-01-04T00:00Z',
  '2028-02-29T12:00Z',
].map((moment) => Date.parse(moment));

/** How far from now a backup was taken: mostly regular, sometimes far away, sometimes ahead of a clock that was set back. */
const age = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }).map((days) => days * DAY) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 96 }).map((halfHours) => (halfHours * HOUR) / 2) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 1500 * 24 }).map((hours) => hours * HOUR) },
  { weight: 1, arbitrary: fc.integer({ min: -30 * 24 * 60, max: 10 }).map((minutes) => minutes * 60_000) },
);

const often = (weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(true) }, { weight: 10 - weight, arbitrary: fc.constant(false) });
const marks = fc.record({ good: often(8), verified: often(4), drilled: often(1), pinned: often(1), leased: often(1) });
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 40 }));
const policies = fc.record(
  { last: count, days: count, hourly: count, daily: count, weekly: count, monthly: count, yearly: count },
  { requiredKeys: [] },
);

const histories: fc.Arbitrary<History> = fc
  .record({
    taken: fc.array(fc.tuple(age, marks), { maxLength: 30, size: 'max' }),
    policy: policies,
    now: fc.tuple(fc.constantFrom(...moments), fc.integer({ min: 0, max: 72 })),
    zone: fc.constantFrom(...zones),
  })
  .map(({ taken, policy, now: [moment, hours], zone }) => {
    const now = new Date(moment + hours * HOUR);
    const items = taken.map(([ago, mark], i) => ({
      id: `b${(i * 7) % 31}`,
      at: new Date(now.getTime() - ago),
      ...mark,
    }));
    return { items, policy, now, zone };
  });

const decide = ({ items, policy, now, zone }: History) => decideRetention(items, policy, { now, zone });
const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

function remaining(history: History): History {
  const gone = new Set(idsOf(decide(history).expired));
  return { ...history, items: history.items.filter(({ id }) => !gone.has(id)) };
}

const rules: readonly KeepRule[] = ['last', 'days', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'];

const seeded = { seed: 5_000, numRuns: 5_000 };

describe('over 5,000 generated histories', { timeout: 60_000 }, () => {
  test('the decision is that of the naive model, reason by reason', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(histories, (history) => {
        const { kept, expired } = decide(history);
        const reasonsOf = new Map(kept.map(({ id, reasons }) => [id, reasons]));
        for (const item of history.items) {
          const reasons = [...(reasonsOf.get(item.id) ?? [])];
          expect(reasons.sort()).toEqual(naiveReasons(item, history).sort());
          for (const reason of reasons) seen.add(reason);
        }
        expect(kept.length + expired.length).toBe(history.items.length);
        for (const { reason } of expired) seen.add(reason);
      }),
      seeded,
    );
    // The histories reach every rule, eight other reasons to keep a backup, and two to let it go.
    expect(seen.size).toBe(rules.length + 8 + 2);
  });

  test('the newest verified, drilled and (without a verified one) good backup never expire', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const gone = new Set(idsOf(decide(history).expired));
        const past = history.items
          .filter(({ good, at }) => good && at.getTime() <= history.now.getTime() + 300_000)
          .sort((a, b) => (isNewer(a, b) ? -1 : 1));
        const newest = [past.find((item) => item.verified) ?? past[0], past.find((item) => item.drilled)];
        for (const item of newest) if (item) expect(gone).not.toContain(item.id);
        if (past.length > 0) expect(past.every(({ id }) => gone.has(id))).toBe(false);
      }),
      seeded,
    );
  });

  test('pruning what the preview shows leaves nothing more to prune', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(decide(remaining(history)).expired).toEqual([]);
      }),
      seeded,
    );
  });

  test('the order in which backups are listed changes nothing', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(decide({ ...history, items: history.items.toReversed() })).toEqual(decide(history));
      }),
      { ...seeded, numRuns: 1_000 },
    );
  });

  test('raising a count never expires more', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...rules), fc.integer({ min: 1, max: 20 }), (history, rule, more) => {
        // A policy without rules keeps everything, so its first rule does expire backups.
        fc.pre(rules.some((name) => history.policy[name]));
        const raised = { ...history, policy: { ...history.policy, [rule]: (history.policy[rule] ?? 0) + more } };
        const before = new Set(idsOf(decide(history).expired));
        for (const id of idsOf(decide(raised).expired)) expect(before).toContain(id);
      }),
      seeded,
    );
  });

  test('a moved clock expires nothing and hides no reason', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { items, policy, now, zone } = history;
        const suspended = decideRetention(items, policy, { now, zone, clockMoved: true });
        const usual = decide(history);
        expect(suspended.expired).toEqual([]);
        expect(idsOf(suspended.kept.filter(({ reasons }) => reasons.includes('clock-moved'))).sort()).toEqual(
          idsOf(usual.expired).sort(),
        );
      }),
      { ...seeded, numRuns: 1_000 },
    );
  });
});
