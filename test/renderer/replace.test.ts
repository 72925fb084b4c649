import { describe, expect, it } from 'vitest';
import { byLoss, lossOf, summaryOf } from '../../renderer/replace/losses.ts';
import { forgetLine, replaceLine, undoLine } from '../../renderer/restore/commands.ts';
import {
  begin,
  canOpen,
  canReplace,
  orderOf,
  reduce,
  replacementOf,
  type Target,
} from '../../renderer/restore/state.ts';
import { aBackup } from './values.ts';

const backup = aBackup();
const aimed = (target: Partial<Target>) => reduce(begin(backup), { type: 'target', target });
const replacing = aimed({ replaces: true, database: 'a_new_one' });
const replacement = { backup: backup.id, database: 'shop', on: 'main', keepDays: 7, noOwner: false, trustSql: false };

describe('a replacement', () => {
  it('is of the database that the backup came from, unless another was chosen', () => {
    expect(replacementOf(replacing)).toEqual(replacement);
    const target = { replaced: 'other', connection: 'spare', keepDays: 0, noOwner: true, jobs: 2 };
    expect(replacementOf(reduce(replacing, { type: 'target', target }))).toEqual({
      ...replacement,
      database: 'other',
      on: 'spare',
      keepDays: 0,
      noOwner: true,
      jobs: 2,
    });
  });

  it('and a new database are never ordered together', () => {
    expect(orderOf(replacing)).toBeNull();
    const beside = reduce(replacing, { type: 'target', target: { replaces: false } });
    expect([orderOf(beside)?.toNew, replacementOf(beside)]).toEqual(['a_new_one', null]);
  });

  it('is decided only with a database and a number of days', () => {
    expect(canOpen('readiness', replacing)).toBe(true);
    expect(canOpen('readiness', aimed({ replaces: true, replaced: '' }))).toBe(false);
    expect(canOpen('readiness', aimed({ replaces: true, keepDays: null }))).toBe(false);
  });

  it.each([
    ['the schema alone', { type: 'content', content: 'schema', partial: false }],
    ['a selection', { type: 'content', content: 'all', partial: true }],
    ['a salvage', { type: 'salvage', salvage: true }],
  ] as const)('is not made of %s', (_what, action) => {
    const less = reduce(replacing, action);
    expect([canReplace(less), replacementOf(less)]).toEqual([false, null]);
  });

  it('is forgotten with the backup', () => {
    const other = aBackup({ id: '00000000-0000-4000-8000-000000000002' });
    expect(reduce(replacing, { type: 'backup', backup: other }).target).toEqual(begin(other).target);
  });
});

describe('what a replacement loses', () => {
  const table = (name: string, rowsNow: number | null, rowsBackup: number | null) => ({
    schema: 'public',
    name,
    rowsNow,
    rowsBackup,
  });

  it('is what there is beyond the backup, also of a table that it does not hold', () => {
    expect(lossOf(table('grown', 9, 3))).toBe(6);
    expect(lossOf(table('made_since', 4, null))).toBe(4);
    expect(lossOf(table('dropped_since', null, 5))).toBe(-5);
    expect(lossOf(table('untold', null, null))).toBeNull();
  });

  it('comes first, then what is gained, then what does not differ', () => {
    const tables = [
      table('same', 1, 1),
      table('gained', 0, 90),
      table('b_lost', 2, 1),
      table('a_lost', 2, 1),
      table('most_lost', 80, 1),
      table('untold', null, null),
    ];
    const order = ['most_lost', 'a_lost', 'b_lost', 'gained', 'same', 'untold'];
    expect(byLoss(tables).map(({ name }) => name)).toEqual(order);
    expect(summaryOf(tables)).toEqual({ tables: 3, rows: 81 });
  });
});

describe('the command lines of replacing', () => {
  it('say all of it, and no more than is needed', () => {
    expect(replaceLine(replacement, 'main')).toBe(`lifeboat restore ${backup.id} --replace shop --confirm shop`);
    const whole = { ...replacement, database: `-it's`, on: 'the spare', keepDays: 0, jobs: 2, noOwner: true };
    expect(replaceLine(whole, 'main')).toBe(
      `lifeboat restore ${backup.id} --replace='-it'\\''s' --on 'the spare' --keep-days 0 --jobs 2 --no-owner --confirm='-it'\\''s'`,
    );
  });

  it('name a restore, and the database that is meant', () => {
    expect(undoLine(backup.id, 'my shop')).toBe(`lifeboat undo 00000000 --confirm 'my shop'`);
    expect(forgetLine(backup.id, '-old')).toBe('lifeboat forget 00000000 --confirm=-old');
  });
});
