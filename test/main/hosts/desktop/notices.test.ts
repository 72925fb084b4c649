import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshMemory, judgeNotices } from '../../../../main/hosts/desktop/notices.ts';
import { messageOf } from '../../../../main/hosts/desktop/noticeText.ts';
import { wordsOf } from '../../../../main/hosts/desktop/texts/words.ts';
import type { Alert } from '../../../../shared/model/alert.ts';
import { anAlert } from '../../helpers/values.ts';

const start = new Date('2026-06-01T00:00:00Z');
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000).toISOString();
const over = (alert: Alert, at: number, state: Alert['state'] = 'resolved'): Alert => ({
  ...alert,
  state,
  resolvedAt: later(at),
});

interface Look {
  /** Newest first. */
  readonly alerts?: readonly Alert[];
  readonly quiet?: boolean;
}

/** What is told, look by look. */
function tell(...looks: readonly Look[]): string[][] {
  let memory = freshMemory(start);
  return looks.map(({ alerts = [], quiet = false }) => {
    const judged = judgeNotices(memory, { alerts, quiet });
    ({ memory } = judged);
    return judged.notices.map(({ kind, alert }) => `${kind} ${alert.rule}`);
  });
}

const failed = anAlert({ rule: 'failed', severity: 'critical', since: later(1) });
const odd = anAlert({ rule: 'size_anomaly', severity: 'warning', since: later(2) });

describe('the notices', () => {
  it('tell that an alert has opened and that it is over, once each', () => {
    const mended = { alerts: [over(failed, 3)] };
    expect(tell({}, { alerts: [failed] }, { alerts: [failed] }, mended, mended)).toEqual([
      [],
      ['opened failed'],
      [],
      ['resolved failed'],
      [],
    ]);
  });

  it('tell nothing that was so before the start, but that it is over', () => {
    const old = anAlert({ since: later(-9) });
    expect(tell({ alerts: [old] }, { alerts: [over(old, 1)] }, { alerts: [over(old, -2)] })).toEqual([
      [],
      ['resolved failed'],
      [],
    ]);
    expect(tell({ alerts: [over(old, -2)] })).toEqual([[]]);
  });

  it('tell neither what is over before it was told, nor the end of what was withdrawn, nor a notice', () => {
    const notice = anAlert({ rule: 'schema_changed', severity: 'notice', since: later(1) });
    expect(tell({}, { alerts: [over(failed, 3)] })).toEqual([[], []]);
    expect(tell({ alerts: [failed] }, { alerts: [over(failed, 3, 'withdrawn')] })).toEqual([['opened failed'], []]);
    expect(tell({ alerts: [notice] })).toEqual([[]]);
  });

  it('let warnings wait in the quiet hours, and forget what ends in them', () => {
    expect(
      tell({ alerts: [odd, failed], quiet: true }, { alerts: [odd, failed], quiet: true }, { alerts: [odd, failed] }),
    ).toEqual([['opened failed'], [], ['opened size_anomaly']]);
    expect(
      tell({ alerts: [odd], quiet: true }, { alerts: [over(odd, 3)], quiet: true }, { alerts: [over(odd, 3)] }),
    ).toEqual([[], [], []]);
  });

  it('never tell the same thing twice, whatever happens', () => {
    const states = fc.constantFrom('open' as const, 'resolved' as const, 'withdrawn' as const);
    const look = fc.record({ states: fc.array(states, { minLength: 3, maxLength: 3 }), quiet: fc.boolean() });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 20 }), (looks) => {
        const ended = new Set<number>();
        const told = tell(
          ...looks.map(({ states: wanted, quiet }, index) => ({
            quiet,
            alerts: wanted.map((state, which) => {
              const alert = anAlert({
                id: `${which}`,
                severity: which === 0 ? 'warning' : 'critical',
                since: later(1),
              });
              if (state !== 'open') ended.add(which);
              return ended.has(which) ? over(alert, index + 2, state === 'open' ? 'resolved' : state) : alert;
            }),
          })),
        ).flat();
        expect(told.filter((one) => one.startsWith('opened')).length).toBeLessThanOrEqual(3);
        expect(told.filter((one) => one.startsWith('resolved')).length).toBeLessThanOrEqual(
          told.filter((one) => one.startsWith('opened')).length,
        );
      }),
    );
  });

  it('say what it is about, and lead to where it is told', () => {
    const [english, chinese] = [wordsOf('en', 'de-DE'), wordsOf('zh-CN', 'de-DE')];
    expect(messageOf({ kind: 'opened', alert: failed }, english)).toEqual({
      title: 'The backup of plan failed',
      body: 'It broke. Mend it.',
      route: `/runs/${failed.run}`,
    });
    expect(messageOf({ kind: 'resolved', alert: failed }, english)).toEqual({
      title: 'plan is protected again',
      body: 'A good backup was taken.',
      route: '/',
    });
    const disk = anAlert({ rule: 'disk_low', subject: '/srv', plan: null, run: null });
    expect(messageOf({ kind: 'opened', alert: disk }, chinese)).toMatchObject({
      title: '/srv 所在磁盘空间不足',
      route: '/alerts',
    });
  });
});
