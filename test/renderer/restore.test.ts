import { describe, expect, it } from 'vitest';
import { connectLine, dropLine, restoreLine, rowsLine } from '../../renderer/restore/commands.ts';
import { dayPeriod } from '../../renderer/restore/day.ts';
import {
  begin,
  canOpen,
  CHOICES,
  isPartOfPlain,
  orderOf,
  reduce,
  rowsOf,
  type WizardAction,
} from '../../renderer/restore/state.ts';
import { outcomeOf } from '../../renderer/restore/outcome.ts';
import { suggestionFirst, suggestionOf } from '../../renderer/restore/suggestion.ts';
import { nameProblem, proposeName } from '../../renderer/restore/targetName.ts';
import type { BackupState, ProofLevel } from '../../shared/model/backup.ts';
import type { RestoreOrder } from '../../shared/contract.ts';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { NOTHING_REPLACED, type RestoreResult } from '../../shared/model/restore.ts';
import { AT, aBackup } from './values.ts';

const backup = aBackup();
const other = aBackup({ id: '00000000-0000-4000-8000-000000000002', connection: 'spare' });
const after = (actions: readonly WizardAction[]) => actions.reduce(reduce, begin(null));
const named: WizardAction = { type: 'target', target: { database: 'copy' } };
const opened = (state: ReturnType<typeof begin>) => CHOICES.filter((step) => canOpen(step, state));

describe('the steps of a restore', () => {
  it('begin with the choice of a backup, unless one was chosen elsewhere', () => {
    expect(begin(null)).toMatchObject({ step: 'backup', backup: null });
    expect(begin(backup)).toMatchObject({ step: 'content', backup });
  });

  it('take a damaged backup only where a person has said so, and never a missing one or plain SQL', () => {
    const damaged = aBackup({ state: 'damaged' });
    const asked = reduce(begin(null), { type: 'salvage', salvage: true });
    const chosen = reduce(asked, { type: 'backup', backup: damaged });
    expect(chosen).toMatchObject({ backup: damaged, salvage: true });
    expect(orderOf(reduce(chosen, named))).toMatchObject({ backup: damaged.id, salvage: true });
    expect(reduce(chosen, { type: 'salvage', salvage: false })).toEqual(begin(null));
    expect(begin(damaged, true)).toMatchObject({ step: 'content', backup: damaged });
    for (const bad of [aBackup({ state: 'missing' }), aBackup({ format: 'plain' })])
      expect(reduce(asked, { type: 'backup', backup: bad }).backup).toBeNull();
    // A good backup stays chosen, either way.
    const good = reduce(begin(backup), { type: 'salvage', salvage: true });
    expect(reduce(good, { type: 'salvage', salvage: false })).toEqual(begin(backup));
  });

  it.each(['damaged', 'missing'] as const)('never take a %s backup by themselves', (state) => {
    const bad = aBackup({ state });
    expect(begin(bad)).toMatchObject({ step: 'backup', backup: null });
    expect(reduce(begin(null), { type: 'backup', backup: bad }).backup).toBeNull();
  });

  it('let rows alone go only into a database that exists and was chosen', () => {
    const data = reduce(begin(backup), { type: 'content', content: 'data', partial: false });
    const aimed = reduce(data, { type: 'target', target: { database: 'copy' } });
    expect([rowsOf(aimed), orderOf(aimed), canOpen('readiness', aimed)]).toEqual([null, null, false]);
    const filling = reduce(aimed, { type: 'target', target: { filled: 'shop' } });
    const order = { backup: backup.id, into: 'shop', on: backup.connection, schemas: [], tables: [], trustSql: false };
    expect([rowsOf(filling), orderOf(filling), canOpen('readiness', filling)]).toEqual([order, null, true]);
    expect(rowsLine(order, backup.connection)).toBe(`lifeboat restore ${backup.id} --only data --into shop`);
    // What is left of a damaged backup goes into a new database.
    expect(rowsOf(reduce(filling, { type: 'salvage', salvage: true }))).toBeNull();
  });

  it('know of plain SQL when a part of it is wanted', () => {
    const plain = begin(aBackup({ format: 'plain' }));
    expect(isPartOfPlain(plain)).toBe(false);
    const noOwner = { type: 'target', target: { noOwner: true } } as const;
    for (const action of [noOwner, { type: 'content', content: 'data', partial: false }] as const) {
      expect(isPartOfPlain(reduce(plain, action))).toBe(true);
      expect(isPartOfPlain(reduce(begin(backup), action))).toBe(false);
    }
  });

  it('open one after the other, as each is decided', () => {
    expect(opened(begin(null))).toEqual(['backup']);
    expect(opened(after([{ type: 'backup', backup }]))).toEqual(['backup', 'content', 'target']);
    expect(opened(after([{ type: 'backup', backup }, named]))).toEqual(CHOICES);
    expect(reduce(begin(null), { type: 'go', step: 'readiness' }).step).toBe('backup');
    expect(after([{ type: 'backup', backup }, named, { type: 'go', step: 'readiness' }]).step).toBe('readiness');
  });

  it('close again when the name is one that no database can have', () => {
    const state = after([
      { type: 'backup', backup },
      { type: 'target', target: { database: '' } },
    ]);
    expect(canOpen('readiness', state)).toBe(false);
    expect(orderOf(state)).toBeNull();
  });

  it('forget the target when another backup is chosen, and keep it when the same one is', () => {
    const state = after([{ type: 'backup', backup }, named, { type: 'content', content: 'schema', partial: false }]);
    expect(reduce(state, { type: 'backup', backup })).toBe(state);
    expect(reduce(state, { type: 'backup', backup: other })).toEqual({ ...begin(other), step: 'backup' });
  });
});

describe('what the core is told', () => {
  it('is nothing before all is decided', () => {
    expect(orderOf(begin(null))).toBeNull();
    expect(orderOf(begin(backup))).toBeNull();
  });

  it('names the server that the backup came from unless another was chosen', () => {
    const order = { backup: backup.id, toNew: 'copy', on: 'main', content: 'all', noOwner: false };
    expect(orderOf(after([{ type: 'backup', backup }, named]))).toMatchObject(order);
    const target = { connection: 'spare', noOwner: true, jobs: 3 };
    const state = after([
      { type: 'backup', backup },
      named,
      { type: 'target', target },
      { type: 'content', content: 'schema', partial: false },
    ]);
    expect(orderOf(state)).toMatchObject({ ...order, on: 'spare', content: 'schema', noOwner: true, jobs: 3 });
  });

  it('names the chosen parts, once there are any and as long as not everything is wanted', () => {
    const partly = after([{ type: 'backup', backup }, named, { type: 'content', content: 'all', partial: true }]);
    expect(opened(partly)).toEqual(['backup', 'content']);
    const parts = { schemas: ['billing'], tables: [{ schema: 'public', name: 'works' }] };
    const chosen = reduce(partly, { type: 'parts', parts });
    expect(opened(chosen)).toEqual(CHOICES);
    expect(orderOf(chosen)).toMatchObject({ content: 'all', ...parts });
    const whole = reduce(chosen, { type: 'content', content: 'all', partial: false });
    expect(orderOf(whole)).toMatchObject({ schemas: [], tables: [] });
  });

  it('takes up each fix, beside those that were taken up before', () => {
    const state = after([
      { type: 'backup', backup },
      named,
      { type: 'fix', fix: { skipExtensions: ['postgis'] } },
      { type: 'fix', fix: { noTablespaces: true } },
      { type: 'fix', fix: { skipExtensions: ['postgis', 'citext'], noOwner: true } },
    ]);
    const skipExtensions = ['postgis', 'citext'];
    expect(orderOf(state)).toMatchObject({ noOwner: true, noTablespaces: true, skipExtensions });
  });
});

describe('what a restore came to', () => {
  const result: RestoreResult = {
    id: backup.id,
    backup: backup.id,
    connection: 'main',
    database: 'copy',
    ok: true,
    durationMs: 1,
    tables: 1,
    rows: 1,
    differences: [],
    errors: [],
    createdRoles: [],
    ...NOTHING_REPLACED,
    omitted: ['extension postgis'],
  };
  const order = orderOf(after([{ type: 'backup', backup }, named]));
  const salvage = orderOf(after([{ type: 'salvage', salvage: true }, { type: 'backup', backup }, named]));

  it('is never called equal when something could not be restored', () => {
    expect(outcomeOf(result, order)).toBe('equal');
    expect(outcomeOf({ ...result, ok: false }, order)).toBe('different');
    expect(outcomeOf({ ...result, ok: false }, salvage)).toBe('partial');
    expect(outcomeOf({ ...result, ok: false, errors: ['The rows of public middle'] }, null)).toBe('partial');
  });
});

describe('the name of the new database', () => {
  const today = new Date(2026, 10, 21, 23, 59);

  it('is proposed from the old one and the day, and is free', () => {
    expect(proposeName('shop', today, [])).toBe('shop_restored_20261121');
    const taken = ['shop_restored_20261121', 'shop_restored_20261121_2'];
    expect(proposeName('shop', today, taken)).toBe('shop_restored_20261121_3');
  });

  it.each(['x'.repeat(63), 'ß'.repeat(31), '🛟'.repeat(15), '数'.repeat(21)])(
    'fits when the old one is %s',
    (database) => {
      const first = proposeName(database, today, []);
      for (const name of [first, proposeName(database, today, [first])]) {
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
        expect(Buffer.byteLength(name)).toBeGreaterThan(59);
        expect(name.isWellFormed()).toBe(true);
        expect(nameProblem(name, [])).toBeNull();
      }
    },
  );

  it.each([
    ['', 'empty'],
    ['数'.repeat(22), 'tooLong'],
    ['数'.repeat(21), null],
    ['shop', 'taken'],
    ['Shop', null],
  ])('%j: %s', (name, problem) => {
    expect(nameProblem(name, ['shop'])).toBe(problem);
  });
});

describe('the suggestion', () => {
  const one = (number: number, state: BackupState, level: ProofLevel) =>
    aBackup({ id: `00000000-0000-4000-8000-00000000000${number}`, state, verification: { level, at: AT } });

  it('is the newest that is proven, and comes before the others', () => {
    const backups = [
      one(1, 'damaged', 'decoded'),
      one(2, 'good', 'present'),
      one(3, 'good', 'decoded'),
      one(4, 'good', 'restored'),
    ];
    expect(suggestionOf(backups)).toBe(backups[2]);
    expect(suggestionFirst(backups).map(({ id }) => id.at(-1))).toEqual(['3', '1', '2', '4']);
  });

  it('is none where nothing is proven', () => {
    const backups = [one(1, 'missing', 'decoded'), one(2, 'good', 'present')];
    expect(suggestionOf(backups)).toBeNull();
    expect(suggestionFirst(backups)).toEqual(backups);
  });
});

describe('a day', () => {
  it('is from its midnight to the next, here', () => {
    expect(dayPeriod('2026-12-31')).toEqual({
      from: new Date(2026, 11, 31).toISOString(),
      until: new Date(2027, 0, 1).toISOString(),
    });
    expect(dayPeriod('')).toBeNull();
  });
});

describe('the command lines', () => {
  const server: ConnectionView = {
    name: 'main',
    host: 'db.example.org',
    port: 5433,
    user: 'app user',
    database: 'postgres',
    sslmode: 'prefer',
    sslrootcert: null,
    label: null,
    origin: 'user',
    passwordFrom: 'none',
  };
  const order: RestoreOrder = {
    backup: backup.id,
    toNew: 'copy',
    content: 'all',
    schemas: [],
    tables: [],
    noOwner: false,
    noTablespaces: false,
    skipExtensions: [],
    salvage: false,
    trustSql: false,
  };

  it('say the whole restore, and no more than is needed', () => {
    expect(restoreLine({ ...order, on: 'main' }, 'main')).toBe(`lifeboat restore ${backup.id} --to-new copy`);
    expect(
      restoreLine({ ...order, toNew: '-x', on: 'the spare', content: 'schema', jobs: 2, noOwner: true }, 'main'),
    ).toBe(`lifeboat restore ${backup.id} --to-new=-x --on 'the spare' --only schema --jobs 2 --no-owner`);
  });

  it('name what of the backup is wanted, as the command line reads it', () => {
    const part = {
      ...order,
      schemas: ['billing', 'My Schema'],
      tables: [
        { schema: 'public', name: 'works' },
        { schema: 'a.b', name: 'say "x"' },
      ],
      noTablespaces: true,
      skipExtensions: ['postgis'],
      salvage: true,
    };
    expect(restoreLine(part, null)).toBe(
      `lifeboat restore ${backup.id} --to-new copy --no-tablespaces --salvage --schema billing --schema 'My Schema' ` +
        `--table public.works --table '"a.b"."say ""x"""' --skip-extension postgis`,
    );
  });

  it.each([
    ['copy', 'copy', 'copy'],
    ["it's", `'it'\\''s'`, `'it'\\''s'`],
    ['-x', '-x', '-- -x'],
    ['a=b', `'dbname='\\''a=b'\\'''`, 'a=b'],
    ['postgres://u@h/x', `'dbname='\\''postgres://u@h/x'\\'''`, 'postgres://u@h/x'],
  ])('lead to the database %j and to no other', (name, connect, drop) => {
    const address = `--host=db.example.org --port=5433 --username='app user'`;
    expect(connectLine(server, name)).toBe(`psql ${address} --dbname=${connect}`);
    expect(dropLine(server, name)).toBe(`dropdb ${address} ${drop}`);
  });
});
