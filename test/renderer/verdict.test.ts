import { describe, expect, it } from 'vitest';
import { judge } from '../../renderer/overview/verdict.ts';
import { AT, aBackup, aCard } from './values.ts';

const EARLIER = '2026-02-01T02:00:00.000Z';

describe('the verdict', () => {
  it('of no plan is that nothing is configured', () => {
    expect(judge([])).toMatchObject({ state: 'empty', tone: 'idle' });
  });

  it('goes by the worst plan, and names it', () => {
    const cards = [aCard('a', {}), aCard('b', { state: 'overdue' }), aCard('c', { state: 'unprotected' }, null)];
    expect(judge(cards)).toMatchObject({ state: 'failed', tone: 'bad', names: ['c'] });
    expect(judge(cards.slice(0, 2))).toMatchObject({ state: 'attention', tone: 'warn', names: ['b'] });
  });

  it('is not green while the last drill of a plan found a fault', () => {
    const drilled = (name: string, state: 'restored' | 'different') =>
      aCard(name, { lastDrill: { id: name, backup: name, state, startedAt: AT, rtoMs: 1 } });
    expect(judge([drilled('a', 'restored')])).toMatchObject({ state: 'protected', tone: 'good' });
    expect(judge([drilled('a', 'restored'), drilled('b', 'different')])).toMatchObject({
      state: 'attention',
      names: ['b'],
      drill: true,
    });
  });

  it('promises the earliest recovery point and the weakest proof', () => {
    const weak = aBackup({ verification: { level: 'checksum', at: AT } });
    expect(judge([aCard('a', {}), aCard('b', { protectedUntil: EARLIER }, weak)])).toEqual({
      state: 'protected',
      tone: 'good',
      names: [],
      drill: false,
      until: EARLIER,
      proof: 'checksum',
    });
  });

  it('is not green before something is proven', () => {
    const present = aBackup({ verification: { level: 'present', at: AT } });
    expect(judge([aCard('a', {}, present)])).toMatchObject({ state: 'protected', tone: 'busy', proof: 'present' });
  });

  it('leaves paused plans out, unless all are', () => {
    const paused = aCard('b', { state: 'paused', protectedUntil: EARLIER });
    expect(judge([aCard('a', {}), paused])).toMatchObject({ state: 'protected', until: AT });
    expect(judge([paused])).toMatchObject({ state: 'paused', tone: 'idle' });
  });
});
