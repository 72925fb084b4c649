import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../main/alerts/facts.ts';
import { isGone, judge } from '../../../main/alerts/judge.ts';
import { alertRules } from '../../../shared/model/alert.ts';
import { ago, broken, diskFacts, facts, good, HOUR, NOW, planFacts } from './facts.ts';

/** What is wrong, as `rule subject`; in brackets what opens nothing by itself. */
function told(change: Partial<Facts>): string[] {
  return judge(facts(change), NOW).conditions.map(({ rule, subject, opens }) =>
    opens ? `${rule} ${subject}` : `(${rule} ${subject})`,
  );
}
const ofPlan = (change: Parameters<typeof planFacts>[0]) => told({ plans: [planFacts(change)] });
const ofDisk = (change: Parameters<typeof diskFacts>[0]) => told({ disks: [diskFacts(change)] });
const space = (freeBytes: number) => ({ freeBytes, totalBytes: 1000 });
const after = (days: number) => new Date(NOW.getTime() + days * 24 * HOUR);
const finding = (
  rule: 'size_anomaly' | 'duration_anomaly' | 'table_anomaly' | 'schema_changed',
  object: string | null = null,
) => ({
  rule,
  object,
  message: `${object ?? 'It'} is odd.`,
  nextStep: 'Look.',
});

describe('the rules', () => {
  it.each<[what: string, found: string[], expected: string[]]>([
    ['a plan that is well', ofPlan({}), []],
    ['a failed run', ofPlan({ lastRun: broken() }), ['failed shop']],
    ['one that is tried again', ofPlan({ lastRun: broken({ triedAgain: true }) }), ['(failed shop)']],
    ['one of a paused plan', ofPlan({ lastRun: broken(), paused: true }), []],
    ['a backup as old as it may be', ofPlan({ newestGood: good({ at: ago(26) }) }), []],
    ['one a moment older', ofPlan({ newestGood: good({ at: new Date(ago(26).getTime() - 1) }) }), ['overdue shop']],
    ['an old one of a paused plan', ofPlan({ newestGood: good({ at: ago(90) }), paused: true }), []],
    [
      'an old one of a plan without a schedule',
      ofPlan({ newestGood: good({ at: ago(90) }), overdueAfterMs: Infinity }),
      [],
    ],
    ['a plan that never had one', ofPlan({ newestGood: null, lastRun: null }), ['overdue shop']],
    ['a new plan', ofPlan({ newestGood: null, lastRun: null, createdAt: ago(25) }), []],
    ['a disk with room', ofDisk({ space: space(70.1) }), []],
    ['a disk that was low and is not quite well', ofDisk({ space: space(70) }), ['(disk_low /backups)']],
    ['a disk with a twentieth free', ofDisk({ space: space(50) }), ['(disk_low /backups)']],
    ['a disk with less', ofDisk({ space: space(49) }), ['disk_low /backups']],
    [
      'no room for the next backup',
      ofDisk({ space: space(300), next: { plan: 'shop', bytes: 301 } }),
      ['disk_low /backups'],
    ],
    ['just room for it', ofDisk({ space: space(300), next: { plan: 'shop', bytes: 300 } }), []],
    ['a disk that is full in a week', ofDisk({ fullAt: after(7) }), ['(disk_forecast /backups)']],
    ['a disk that is full sooner', ofDisk({ fullAt: after(6.9) }), ['disk_forecast /backups']],
    ['a disk that is full in two weeks', ofDisk({ fullAt: after(14.1) }), []],
    ['an unusual size', ofPlan({ newestGood: good({ findings: [finding('size_anomaly')] }) }), ['size_anomaly shop']],
    [
      'an unusual time',
      ofPlan({ newestGood: good({ findings: [finding('duration_anomaly')] }) }),
      ['duration_anomaly shop'],
    ],
    [
      'tables that lost rows, told as one',
      ofPlan({ newestGood: good({ findings: [finding('table_anomaly', 'a.b'), finding('table_anomaly', 'a.c')] }) }),
      [`table_anomaly shop ${good().id}`],
    ],
    [
      'another schema',
      ofPlan({ newestGood: good({ findings: [finding('schema_changed')] }) }),
      [`schema_changed shop ${good().id}`],
    ],
    [
      'a drill that found a fault',
      ofPlan({ drill: { id: 'r', backup: 'b', ok: false, reason: 'x' } }),
      ['drill_failed shop'],
    ],
    ['a drill that found none', ofPlan({ drill: { id: 'r', backup: 'b', ok: true, reason: 'x' } }), []],
    [
      'a damaged backup',
      ofPlan({ bad: { count: 1, newest: 'b', newestAt: ago(3), outlived: false } }),
      ['verification_failed shop'],
    ],
    ['a damaged catalog', told({ catalogProblems: ['row 3 of runs'] }), ['catalog_damaged catalog']],
    [
      'an unsafe client in use',
      ofPlan({ newestGood: good({ tool: '15.1', toolIsSafe: false }) }),
      ['unsafe_tool 15.1'],
    ],
    ['a channel that works', told({ channels: [{ name: 'ops', failing: null }] }), []],
    ['a channel that does not', told({ channels: [{ name: 'ops', failing: 'Refused.' }] }), ['channel_failing ops']],
    [
      'a kit nobody tried',
      told({ recoveryKeys: [{ recipient: 'age1x', createdAt: ago(25), proved: false }] }),
      ['kit_unproved age1x'],
    ],
    ['a kit of today', told({ recoveryKeys: [{ recipient: 'age1x', createdAt: ago(24), proved: false }] }), []],
    ['a proved kit', told({ recoveryKeys: [{ recipient: 'age1x', createdAt: ago(99), proved: true }] }), []],
  ])('say of %s: %j', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('have a case above for each', () => {
    const all = judge(
      facts({
        plans: [
          planFacts({
            newestGood: good({
              at: ago(99),
              toolIsSafe: false,
              findings: [
                finding('size_anomaly'),
                finding('duration_anomaly'),
                finding('table_anomaly', 'a'),
                finding('schema_changed'),
              ],
            }),
            lastRun: broken(),
            drill: { id: 'r', backup: 'b', ok: false, reason: 'x' },
            bad: { count: 2, newest: 'b', newestAt: ago(3), outlived: true },
          }),
        ],
        disks: [diskFacts({ space: space(1), fullAt: after(1) })],
        catalogProblems: ['x'],
        channels: [{ name: 'ops', failing: 'x' }],
        recoveryKeys: [{ recipient: 'age1x', createdAt: ago(99), proved: false }],
      }),
      NOW,
    );
    expect(new Set(all.conditions.map(({ rule }) => rule))).toEqual(new Set(alertRules));
    for (const { message, nextStep } of all.conditions) expect([message, nextStep]).not.toContain('');
  });

  it('say why a plan is overdue, and since when', () => {
    const [late] = judge(
      facts({ plans: [planFacts({ newestGood: good({ at: ago(40) }), waitsFor: 'app_not_running' })] }),
      NOW,
    ).conditions;
    expect(late?.message).toBe(
      'No good backup of shop for more than 1 d 2 h; the newest is of Mar 8, 2026, 20:00 GMT+0. Lifeboat was not running.',
    );
    expect(late?.nextStep).toBe('Take one now: lifeboat backup shop');
  });

  it('call a disk critical when the next backup does not fit, and a damaged backup when no newer one is good', () => {
    const severityOf = (change: Partial<Facts>) => judge(facts(change), NOW).conditions[0]?.severity;
    expect(severityOf({ disks: [diskFacts({ space: space(49) })] })).toBe('warning');
    expect(severityOf({ disks: [diskFacts({ space: space(9) })] })).toBe('critical');
    const bad = { count: 3, newest: 'b', newestAt: ago(3) };
    expect(severityOf({ plans: [planFacts({ bad: { ...bad, outlived: true } })] })).toBe('warning');
    expect(severityOf({ plans: [planFacts({ bad: { ...bad, outlived: false } })] })).toBe('critical');
  });

  it('leave undecided what cannot be judged: a paused plan, a disk that does not answer', () => {
    const plans = [planFacts({ lastRun: broken(), newestGood: good({ at: ago(90) }), paused: true })];
    const { conditions, undecided } = judge(facts({ plans, disks: [diskFacts({ space: null })] }), NOW);
    expect(conditions).toEqual([]);
    expect(undecided.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
      'failed shop',
      'disk_low /backups',
      'disk_forecast /backups',
      'overdue shop',
    ]);
  });

  it('know what is gone', () => {
    const there = facts({ plans: [planFacts()], disks: [diskFacts()], channels: [{ name: 'ops', failing: null }] });
    const alert = (
      rule: 'failed' | 'disk_low' | 'channel_failing' | 'kit_unproved' | 'unsafe_tool',
      subject: string,
      plan: string | null = null,
    ) => isGone(there, { rule, subject, plan });
    expect([alert('failed', 'shop', 'shop'), alert('disk_low', '/backups'), alert('channel_failing', 'ops')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([
      alert('failed', 'x', 'x'),
      alert('disk_low', '/x'),
      alert('channel_failing', 'x'),
      alert('kit_unproved', 'x'),
    ]).toEqual([true, true, true, true]);
    expect(alert('unsafe_tool', '15.1')).toBe(false);
  });
});
