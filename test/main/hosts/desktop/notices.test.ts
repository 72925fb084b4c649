import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshMemory, judgeNotices } from '../../../../main/hosts/desktop/notices.ts';
import { change, situation, status } from './situations.ts';

const start = new Date('2026-06-01T00:00:00Z');
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000).toISOString();

/** What is told, look by look. */
function tell(...looks: readonly Parameters<typeof situation>[0][]): string[][] {
  let memory = freshMemory(start);
  return looks.map((look) => {
    const judged = judgeNotices(memory, situation(look));
    ({ memory } = judged);
    return judged.notices.map(({ kind, plan }) => `${kind} ${plan}`);
  });
}

describe('the notices', () => {
  it('tell a failure and the recovery from it, once each, and no other success', () => {
    const good = { plans: [status('a', 'protected')] };
    const failed = change('a', 'failed', later(1));
    const recovered = change('a', 'recovered', later(2));
    expect(
      tell(
        good,
        { ...good, changes: [failed] },
        { ...good, changes: [failed] },
        { ...good, changes: [recovered, failed] },
        { ...good, changes: [recovered, failed] },
      ),
    ).toEqual([[], ['failed a'], [], ['recovered a'], []]);
  });

  it('tell of a drill beside the backups, and take neither for the other', () => {
    const plans = [status('a', 'protected')];
    const failed = change('a', 'failed', later(1));
    const fault = change('a', 'drill_failed', later(2));
    const overdue = [status('a', 'overdue')];
    expect(
      tell(
        { plans },
        { plans, changes: [failed] },
        { plans, changes: [fault, failed] },
        { plans: overdue, changes: [fault, failed] },
        { plans, changes: [change('a', 'drill_passed', later(4)), fault, failed] },
      ),
    ).toEqual([[], ['failed a'], ['drill_failed a'], [], ['drill_passed a', 'back a']]);
  });

  it('tell nothing that was so before the start', () => {
    const old = { plans: [status('a', 'overdue')], changes: [change('a', 'failed', '2026-05-31T23:00:00.000Z')] };
    expect(tell(old, old)).toEqual([[], []]);
  });

  it('tell that a backup grows overdue, and that it is back', () => {
    const [good, late] = [{ plans: [status('a', 'protected')] }, { plans: [status('a', 'overdue')] }];
    expect(tell(good, late, late, good, good)).toEqual([[], ['overdue a'], [], ['back a'], []]);
  });

  it('tell one cause once: overdue because it fails, and back from both', () => {
    const failed = change('a', 'failed', later(1));
    const recovered = change('a', 'recovered', later(40));
    expect(
      tell(
        { plans: [status('a', 'protected')] },
        { plans: [status('a', 'protected')], changes: [failed] },
        { plans: [status('a', 'overdue')], changes: [failed] },
        { plans: [status('a', 'protected')], changes: [recovered, failed] },
      ),
    ).toEqual([[], ['failed a'], [], ['recovered a']]);
  });

  it('tell a missed slot, and not also that the backup grows overdue of it', () => {
    const missed = change('a', 'missed', later(1));
    expect(
      tell(
        { plans: [status('a', 'protected')] },
        { plans: [status('a', 'protected')], changes: [missed] },
        { plans: [status('a', 'overdue')], changes: [missed] },
      ),
    ).toEqual([[], ['missed a'], []]);
  });

  it('tell nothing of a pause, nor of a plan that is gone', () => {
    expect(
      tell(
        { plans: [status('a', 'overdue')] },
        { plans: [status('a', 'paused')] },
        { plans: [], changes: [change('b', 'failed', later(1))] },
      ),
    ).toEqual([[], [], []]);
  });

  it('never tell the same thing twice, whatever happens', () => {
    const states = fc.constantFrom('protected' as const, 'overdue' as const, 'paused' as const, 'unprotected' as const);
    fc.assert(
      fc.property(fc.array(fc.record({ state: states, turns: fc.boolean() }), { maxLength: 30 }), (looks) => {
        let bad = false;
        const changes: ReturnType<typeof change>[] = [];
        const told = tell(
          ...looks.map(({ state, turns }, index) => {
            bad = bad !== turns;
            if (turns) changes.unshift(change('a', bad ? 'failed' : 'recovered', later(index + 1)));
            return { plans: [status('a', state)], changes: [...changes] };
          }),
        );
        expect(told.every((notices) => notices.length <= 1)).toBe(true);
        const flat = told.flat().filter((notice) => /^(failed|recovered)/.test(notice));
        expect(flat).toHaveLength(changes.length);
        expect(flat.every((notice, index) => notice !== flat[index - 1])).toBe(true);
      }),
    );
  });
});
