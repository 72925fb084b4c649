import { describe, expect, it } from 'vitest';
import type { Situation } from '../../../../main/hosts/desktop/situation.ts';
import { wordsOf } from '../../../../main/hosts/desktop/texts/words.ts';
import { trayMenu } from '../../../../main/hosts/desktop/trayMenu.ts';
import { trayView } from '../../../../main/hosts/desktop/trayState.ts';
import type { PlanStatus } from '../../../../shared/contract.ts';
import { aRun } from '../../helpers/values.ts';
import { change, situation, status } from './situations.ts';

const english = wordsOf('en', 'de-DE');
const at = '2026-06-01T02:00:00.000Z';

const drill = (state: NonNullable<PlanStatus['lastDrill']>['state']): PlanStatus['lastDrill'] => ({
  id: '5f0d8f0e-8d0c-4d39-9b53-5e8a5f1f3c12',
  backup: '5f0d8f0e-8d0c-4d39-9b53-5e8a5f1f3c13',
  state,
  startedAt: at,
  rtoMs: null,
});

describe('the tray', () => {
  it.each<[state: string, summary: RegExp, rest: Partial<Situation>]>([
    ['empty', /^Nothing is backed up yet\.$/, {}],
    ['protected', /^Everything is protected up to Jun 1, 2026/, { plans: [status('a', 'protected')] }],
    ['failed', /^No good backup yet: a\.$/, { plans: [status('a', 'unprotected'), status('b', 'overdue')] }],
    ['attention', /^Overdue: b\.$/, { plans: [status('a', 'protected'), status('b', 'overdue')] }],
    ['paused', /^All plans are paused\.$/, { plans: [status('a', 'paused'), status('b', 'paused')] }],
    ['protected', /^Everything/, { plans: [status('a', 'paused'), status('b', 'protected')] }],
    [
      'failed',
      /^The last backup failed: a and b\.$/,
      {
        plans: [status('a', 'protected'), status('b', 'overdue')],
        changes: [change('a', 'failed', at), change('b', 'failed', at)],
      },
    ],
    [
      'protected',
      /^Everything/,
      {
        plans: [status('a', 'protected'), status('b', 'paused')],
        changes: [
          change('b', 'failed', at),
          change('a', 'recovered', at),
          change('a', 'failed', '2026-05-01T02:00:00Z'),
        ],
      },
    ],
    ['attention', /^Everything/, { plans: [status('a', 'protected')], problems: ['notifications'] }],
    [
      'attention',
      /^The last drill found a fault: a\.$/,
      {
        plans: [status('a', 'protected', { lastDrill: drill('different') }), status('b', 'protected')],
        changes: [change('a', 'drill_failed', at)],
      },
    ],
    ['protected', /^Everything/, { plans: [status('a', 'protected', { lastDrill: drill('untestable') })] }],
    [
      'failed',
      /^The last backup failed: a\.$/,
      {
        plans: [status('a', 'protected', { lastDrill: drill('restored') })],
        changes: [change('a', 'drill_passed', at), change('a', 'failed', '2026-05-31T02:00:00Z')],
      },
    ],
    ['running', /^Overdue: a\.$/, { plans: [status('a', 'overdue')], running: [aRun({ plan: 'a' })] }],
  ])('is %s and says %s', (state, summary, rest) => {
    const view = trayView(situation(rest), english);
    expect(view.state).toBe(state);
    expect(view.summary).toMatch(summary);
  });

  it('names what runs, the worst, what is wrong and the next slot that is not paused', () => {
    const plans = [
      status('a', 'protected', { nextSlot: '2026-06-03T02:00:00.000Z' }),
      status('b', 'paused', { nextSlot: '2026-06-02T02:00:00.000Z' }),
    ];
    const { tooltip } = trayView(situation({ plans, running: [aRun({ plan: 'a' })], problems: ['schedule'] }), english);
    expect(tooltip.split('\n')).toEqual([
      'Running now: a.',
      expect.stringMatching(/^Everything is protected/),
      'Another Lifeboat runs the schedule.',
      expect.stringMatching(/^Next backup: Jun 3, 2026/),
    ]);
  });

  it('speaks the language of the settings, or else of the system', () => {
    expect(trayView(situation(), wordsOf('zh-CN', 'en-GB')).summary).toBe('还没有备份任何内容。');
    expect(trayView(situation(), wordsOf('system', 'zh-Hans-CN')).summary).toBe('还没有备份任何内容。');
    expect(trayView(situation(), wordsOf('system', 'fr-FR')).summary).toBe('Nothing is backed up yet.');
  });
});

describe('the menu of the tray', () => {
  const actions = { open() {}, backUp() {}, pause() {}, resume() {}, quit() {} };
  const menu = (given: Situation) => trayMenu(trayView(given, english), given, english, new Date(at), actions);

  it('begins with what opens the window, and has nothing to back up without a plan', () => {
    const items = menu(situation());
    expect(items[0]?.label).toBe('Open Lifeboat');
    expect(items.find(({ label }) => label === 'Back up now')?.submenu).toEqual([
      { label: 'No plans yet', enabled: false },
    ]);
    expect(items.find(({ label }) => label === 'Pause')?.enabled).toBe(false);
  });

  it('does not start a plan twice, and does not take a name for a key', () => {
    const items = menu(
      situation({ plans: [status('R&D', 'protected'), status('b', 'protected')], running: [aRun({ plan: 'b' })] }),
    );
    expect(items.find(({ label }) => label === 'Back up now')?.submenu).toMatchObject([
      { label: 'R&&D', enabled: true },
      { label: 'b', enabled: false },
    ]);
  });

  it('pauses what is not paused, and resumes when something is', () => {
    const some = menu(situation({ plans: [status('a', 'paused'), status('b', 'protected')] }));
    expect(some.map(({ label }) => label)).toEqual(expect.arrayContaining(['Pause', 'Resume']));
    expect(some.find(({ label }) => label === 'Pause')?.enabled).toBe(true);
    const all = menu(situation({ plans: [status('a', 'paused')] }));
    expect(all.find(({ label }) => label === 'Pause')?.enabled).toBe(false);
  });
});
