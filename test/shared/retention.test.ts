import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { RetentionPolicy } from '../../shared/model/retention.ts';
import {
  type ClockReading,
  clockMoved,
  decideRetention,
  type RetentionItem,
  type RetentionOptions,
} from '../../shared/retention.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = new Date('2026-06-15T12:00:00Z');
const utc: RetentionOptions = { now, zone: 'UTC' };

/** A good, verified backup taken at `at`, which is also its id; `but` says what is different about it. */
function backup(at: string, but: Partial<RetentionItem> = {}): RetentionItem {
  return { id: at, at: new Date(at), good: true, verified: true, drilled: false, pinned: false, ...but };
}

/** "id: reasons" of the kept ones, newest first. */
function kept(items: readonly RetentionItem[], policy: RetentionPolicy, options = utc): string[] {
  return decideRetention(items, policy, options).kept.map(({ id, reasons }) => `${id}: ${reasons.join(' ')}`);
}

function expired(items: readonly RetentionItem[], policy: RetentionPolicy, options = utc): string[] {
  return decideRetention(items, policy, options).expired.map(({ id }) => id);
}

describe('the rules', () => {
  const week = ['2026-06-15T02:00Z', '2026-06-14T02:00Z', '2026-06-13T02:00Z', '2026-06-12T02:00Z'].map((at) =>
    backup(at),
  );

  test('keep-last keeps the newest ones, in whatever order they are given', () => {
    expect(kept(week.toReversed(), { last: 2 })).toEqual([
      '2026-06-15T02:00Z: last newest-verified',
      '2026-06-14T02:00Z: last',
    ]);
    expect(expired(week, { last: 2 })).toEqual(['2026-06-13T02:00Z', '2026-06-12T02:00Z']);
  });

  test('keep-days counts 24-hour days back from now, and includes the edge', () => {
    const edge = [backup('2026-06-15T02:00Z'), backup('2026-06-13T12:00:00Z'), backup('2026-06-13T11:59:59Z')];
    expect(expired(edge, { days: 2 })).toEqual(['2026-06-13T11:59:59Z']);
  });

  test('a period keeps its newest backup, and periods without any do not count', () => {
    const items = [
      '2026-06-15T09:30Z',
      '2026-06-15T09:10Z',
      '2026-06-15T03:00Z',
      '2026-06-02T22:00Z',
      '2026-06-02T21:00Z',
      '2026-05-01T00:00Z',
    ].map((at) => backup(at));
    expect(expired(items, { hourly: 2 })).toEqual([
      '2026-06-15T09:10Z',
      '2026-06-02T22:00Z',
      '2026-06-02T21:00Z',
      '2026-05-01T00:00Z',
    ]);
    expect(expired(items, { daily: 2 })).toEqual([
      '2026-06-15T09:10Z',
      '2026-06-15T03:00Z',
      '2026-06-02T21:00Z',
      '2026-05-01T00:00Z',
    ]);
    expect(expired(items, { monthly: 2 })).toEqual([
      '2026-06-15T09:10Z',
      '2026-06-15T03:00Z',
      '2026-06-02T22:00Z',
      '2026-06-02T21:00Z',
    ]);
    expect(expired(items, { yearly: 5 })).toEqual(items.slice(1).map(({ id }) => id));
  });

  test('weeks are ISO weeks: they begin on Monday and cross the year', () => {
    const items = ['2026-01-05T00:00Z', '2026-01-04T23:59Z', '2025-12-29T00:00Z', '2025-12-28T23:59Z'].map((at) =>
      backup(at),
    );
    expect(expired(items, { weekly: 9 })).toEqual(['2025-12-29T00:00Z']);
  });

  test('days are those of the plan zone', () => {
    const items = [backup('2026-06-14T22:30Z'), backup('2026-06-14T21:30Z')];
    expect(expired(items, { daily: 5 })).toEqual(['2026-06-14T21:30Z']);
    expect(expired(items, { daily: 5 }, { now, zone: 'Europe/Berlin' })).toEqual([]);
  });

  test('a repeated hour is one hour, and a skipped one does not exist', () => {
    const repeated = [backup('2025-10-26T01:30Z'), backup('2025-10-26T00:30Z')];
    expect(expired(repeated, { hourly: 5 }, { now, zone: 'Europe/Berlin' })).toEqual(['2025-10-26T00:30Z']);
    const aroundGap = [backup('2026-03-29T01:00Z'), backup('2026-03-29T00:59Z')];
    expect(expired(aroundGap, { hourly: 5 }, { now, zone: 'Europe/Berlin' })).toEqual([]);
  });

  test('a backup that several rules keep says so', () => {
    expect(kept(week, { last: 1, daily: 1, yearly: 1 })).toEqual([
      '2026-06-15T02:00Z: last daily yearly newest-verified',
    ]);
  });

  test.each([{}, { last: 0, days: 0, weekly: 0 }])('a policy without rules keeps everything: %j', (policy) => {
    const items = [...week, backup('2020-01-01T00:00Z', { good: false })];
    expect(decideRetention(items, policy, utc).expired).toEqual([]);
    expect(kept(items, policy).every((line) => line.includes('no-rules'))).toBe(true);
  });

  test('an unknown zone is refused', () => {
    expect(() => decideRetention(week, { daily: 1 }, { now, zone: 'Mars/Base' })).toThrow(AppError);
  });
});

describe('what is kept whatever the policy says', () => {
  const newest = backup('2026-06-15T02:00Z', { verified: false });

  test('pinned and leased backups', () => {
    const items = [
      backup('2026-06-15T02:00Z'),
      backup('2025-01-02T02:00Z', { pinned: true }),
      backup('2025-01-01T02:00Z', { leased: true }),
    ];
    expect(kept(items, { last: 1 }).slice(1)).toEqual(['2025-01-02T02:00Z: pinned', '2025-01-01T02:00Z: leased']);
  });

  test('the newest verified one, however old', () => {
    const items = [newest, backup('2025-01-02T02:00Z'), backup('2025-01-01T02:00Z')];
    expect(kept(items, { last: 1 })).toEqual(['2026-06-15T02:00Z: last', '2025-01-02T02:00Z: newest-verified']);
  });

  test('the newest drilled one, however old', () => {
    const items = [newest, backup('2025-01-02T02:00Z'), backup('2025-01-01T02:00Z', { drilled: true })];
    expect(kept(items, { last: 1 }).at(-1)).toBe('2025-01-01T02:00Z: newest-drilled');
  });

  test('the newest good one, when none is verified', () => {
    const items = ['2025-01-02T02:00Z', '2025-01-01T02:00Z'].map((at) => backup(at, { verified: false }));
    expect(kept(items, { days: 1 })).toEqual(['2025-01-02T02:00Z: newest-good']);
  });

  test('a damaged one is not the newest verified or drilled one', () => {
    const items = [
      backup('2025-01-02T02:00Z', { good: false, drilled: true }),
      backup('2025-01-01T02:00Z', { drilled: true }),
    ];
    expect(kept(items, { days: 1 }).at(-1)).toBe('2025-01-01T02:00Z: newest-verified newest-drilled');
  });
});

describe('future-dated backups', () => {
  test('are kept, flagged, and count for nothing', () => {
    const items = [
      backup('2026-06-15T12:06Z', { drilled: true }),
      backup('2026-06-15T02:00Z'),
      backup('2026-06-14T02:00Z'),
    ];
    expect(kept(items, { last: 1 })).toEqual(['2026-06-15T12:06Z: future', '2026-06-15T02:00Z: last newest-verified']);
  });

  test('begin five minutes from now', () => {
    expect(kept([backup('2026-06-15T12:05:00Z')], { last: 1 })).toEqual(['2026-06-15T12:05:00Z: last newest-verified']);
    expect(kept([backup('2026-06-15T12:05:01Z')], { last: 1 })).toEqual(['2026-06-15T12:05:01Z: future']);
  });

  test('include one whose date cannot be read', () => {
    const items = [backup('2026-06-14T02:00Z'), backup('never'), backup('2026-06-15T02:00Z')];
    expect(kept(items, { daily: 1 })).toEqual(['never: future', '2026-06-15T02:00Z: daily newest-verified']);
  });
});

describe('damaged and missing backups', () => {
  const broken = (at: string) => backup(at, { good: false });

  test('do not count towards a rule', () => {
    const items = [broken('2026-06-15T02:00Z'), backup('2026-06-14T02:00Z'), backup('2026-06-13T02:00Z')];
    expect(expired(items, { last: 2 })).toEqual([]);
  });

  test('expire when a newer good one exists, and the reason says so', () => {
    const { expired: gone } = decideRetention(
      [backup('2026-06-15T02:00Z'), broken('2026-06-14T02:00Z')],
      { last: 5 },
      utc,
    );
    expect(gone).toEqual([
      { id: '2026-06-14T02:00Z', reason: expect.stringMatching(/damaged or missing.*newer good backup/) },
    ]);
  });

  test('are kept within the days that the policy keeps', () => {
    const items = [backup('2026-06-15T02:00Z'), broken('2026-06-14T02:00Z'), broken('2026-06-01T02:00Z')];
    expect(kept(items, { days: 7 }).at(-1)).toBe('2026-06-14T02:00Z: damaged-kept');
    expect(expired(items, { days: 7 })).toEqual(['2026-06-01T02:00Z']);
  });

  test('are kept when no good one is newer', () => {
    expect(kept([broken('2026-01-02T02:00Z'), backup('2026-01-01T02:00Z')], { last: 1 })[0]).toBe(
      '2026-01-02T02:00Z: damaged-kept',
    );
  });

  test('are kept when nothing good exists, or only in the future', () => {
    expect(expired([broken('2020-01-02T02:00Z'), broken('2020-01-01T02:00Z')], { days: 1 })).toEqual([]);
    expect(expired([backup('2027-01-01T00:00Z'), broken('2020-01-01T02:00Z')], { days: 1 })).toEqual([]);
  });
});

describe('a clock that moved', () => {
  const steady: ClockReading = {
    lastRunAt: null,
    lastManifestAt: null,
    now,
    wallSinceStart: 5 * HOUR,
    monotonicSinceStart: 5 * HOUR,
  };
  const later = (ms: number) => new Date(now.getTime() + ms);

  test('suspends pruning: what would expire is kept, and the decision says why', () => {
    const items = [backup('2026-06-15T02:00Z'), backup('2026-06-14T02:00Z')];
    const decision = decideRetention(items, { last: 1 }, { ...utc, clockMoved: true });
    expect(decision).toMatchObject({ expired: [], suspended: 'clock_moved' });
    expect(decision.kept.map(({ reasons }) => reasons)).toEqual([['last', 'newest-verified'], ['clock-moved']]);
    expect(decideRetention(items, { last: 1 }, { ...utc, clockMoved: false })).not.toHaveProperty('suspended');
  });

  test.each([
    ['nothing is known yet', {}, false],
    ['the last run was yesterday or long ago', { lastRunAt: later(-900 * DAY), lastManifestAt: later(-DAY) }, false],
    ['the last run is 24 h ahead', { lastRunAt: later(DAY) }, false],
    ['the last run is more than 24 h ahead', { lastRunAt: later(DAY + 1) }, true],
    ['the last manifest is more than 24 h ahead', { lastManifestAt: later(DAY + 1) }, true],
    ['the wall clock ran 24 h ahead of the monotonic one', { wallSinceStart: 29 * HOUR }, false],
    ['the wall clock jumped ahead', { wallSinceStart: 29 * HOUR + 1 }, true],
    ['the wall clock jumped back', { wallSinceStart: -19 * HOUR - 1 }, true],
  ])('when %s: %j is %s', (_, reading, moved) => {
    expect(clockMoved({ ...steady, ...reading })).toBe(moved);
  });
});
