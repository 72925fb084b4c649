import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../main/alerts/facts.ts';
import { isGone, judge } from '../../../main/alerts/judge.ts';
import { type OpenAlert, takeTurns, type Turn } from '../../../main/alerts/turns.ts';
import { ago, broken, diskFacts, facts, good, NOW, opened, planFacts, run } from './facts.ts';

/** Look after look: what is said each time, `+` for opened, `-` for resolved, `(-)` for ended without a word, `!` for become critical. */
function look(...looks: readonly Partial<Facts>[]): string[][] {
  let open: OpenAlert[] = [];
  return looks.map((change) => {
    const there = facts(change);
    const turns = takeTurns(open, judge(there, NOW), (alert) => isGone(there, alert));
    open = turns.reduce(step, open);
    return turns.flatMap(say);
  });
}

function step(open: OpenAlert[], turn: Turn): OpenAlert[] {
  if (turn.kind === 'opened') return [...open, opened(turn.condition)];
  const rest = open.filter(({ id }) => id !== turn.alert.id);
  if (turn.kind === 'resolved') return rest;
  const severity = turn.escalated ? turn.condition.severity : turn.alert.severity;
  return [...rest, opened(turn.condition, { id: turn.alert.id, severity })];
}

function say(turn: Turn): string[] {
  if (turn.kind === 'opened') return [`+${turn.condition.rule}`];
  if (turn.kind === 'resolved') return [turn.quietly ? `(-)${turn.alert.rule}` : `-${turn.alert.rule}`];
  return turn.escalated ? [`!${turn.alert.rule}`] : [];
}

const of = (...plans: Parameters<typeof planFacts>[0][]) => ({
  plans: plans.map((plan) => planFacts(plan)),
  disks: [diskFacts()],
});
const old = good({ at: ago(40) });
const space = (freeBytes: number, change: Partial<Facts> = {}) => ({
  disks: [diskFacts({ space: { freeBytes, totalBytes: 1000 } })],
  ...change,
});

describe('the turns of alerts', () => {
  it('tell a failure once, not each one, and that it is over', () => {
    const again = broken({ id: '22222222-0000-4000-8000-000000000002', message: 'It broke again.' });
    expect(look(of({ lastRun: broken() }), of({ lastRun: broken() }), of({ lastRun: again }), of({}), of({}))).toEqual([
      ['+failed'],
      [],
      [],
      ['-failed'],
      [],
    ]);
  });

  it('do not tell that a plan grows overdue because its runs fail', () => {
    expect(look(of({ lastRun: broken() }), of({ lastRun: broken(), newestGood: old }), of({}))).toEqual([
      ['+failed'],
      [],
      ['-failed'],
    ]);
  });

  it('tell a plan that is overdue while its run is tried again, whatever comes of that', () => {
    const trying = { lastRun: broken({ triedAgain: true }), newestGood: old };
    expect(look(of(trying), of({ ...trying, lastRun: broken() }), of({}))).toEqual([
      ['+overdue'],
      ['+failed', '(-)overdue'],
      ['-failed'],
    ]);
  });

  it('take a server that is away for one cause, whether a slot waits for it or a run fails at it', () => {
    const away = { newestGood: old, waitsFor: 'server_unreachable' as const };
    expect(
      look(of(away), of({ ...away, lastRun: broken({ code: 'server_unreachable' }) }), of({ lastRun: run() })),
    ).toEqual([['+overdue'], [], ['-overdue']]);
  });

  it('take a full disk for one cause', () => {
    const full = { disks: [diskFacts({ space: { freeBytes: 9, totalBytes: 1000 } })] };
    const waits = { plans: [planFacts({ waitsFor: 'disk_low', newestGood: old })] };
    const runs = { plans: [planFacts({ running: true, newestGood: old })] };
    const room = { disks: [diskFacts()] };
    expect(
      look(full, { ...full, ...waits }, { ...room, ...waits }, { ...room, ...runs }, { ...room, plans: [planFacts()] }),
    ).toEqual([['+disk_low'], [], [], [], ['-disk_low']]);
    const failing = { plans: [planFacts({ lastRun: broken({ code: 'disk_full' }) })] };
    expect(look({ ...full, ...failing }, { ...full, ...failing })).toEqual([['+failed'], []]);
  });

  it('do not flap with a disk between the two marks, and become critical once', () => {
    expect(look(space(60), space(49), space(51), space(60), space(9), space(60), space(5), space(71))).toEqual([
      [],
      ['+disk_low'],
      [],
      [],
      ['!disk_low'],
      [],
      [],
      ['-disk_low'],
    ]);
  });

  it('let what is worse take the place of a forecast', () => {
    const soon = { disks: [diskFacts({ fullAt: new Date(NOW.getTime() + 1) })] };
    const now = { disks: [diskFacts({ fullAt: NOW, space: { freeBytes: 1, totalBytes: 1000 } })] };
    expect(look(soon, now, { disks: [diskFacts()] })).toEqual([
      ['+disk_forecast'],
      ['+disk_low', '(-)disk_forecast'],
      ['-disk_low'],
    ]);
  });

  it('keep what is open through a pause, and open nothing in it', () => {
    const paused = of({ paused: true, lastRun: broken() });
    expect(look(paused, of({ lastRun: broken() }), paused, of({ paused: true }))).toEqual([
      [],
      ['+failed'],
      [],
      ['-failed'],
    ]);
  });

  it('end without a word with a plan that is removed', () => {
    expect(look(of({ lastRun: broken() }), facts())).toEqual([['+failed'], ['(-)failed']]);
  });

  it('keep a table that vanished until somebody has acknowledged it', () => {
    const odd = good({
      findings: [{ rule: 'table_anomaly', object: 'a.b', message: 'It is gone.', nextStep: 'Look.' }],
    });
    const next = good({ id: '11111111-0000-4000-8000-000000000002' });
    expect(look(of({ newestGood: odd }), of({ newestGood: next }))).toEqual([['+table_anomaly'], []]);
    const [condition] = judge(facts(of({ newestGood: odd })), NOW).conditions;
    if (!condition) throw new Error('there is no condition');
    const seen = opened(condition, { acknowledged: { at: ago(1).toISOString(), by: 'somebody' } });
    const turns = takeTurns([seen], judge(facts(of({ newestGood: next })), NOW), () => false);
    expect(turns).toEqual([{ kind: 'resolved', alert: seen, quietly: true }]);
  });
});
