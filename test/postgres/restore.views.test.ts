import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../shared/contract.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { manifestOf, take, tamper } from './support.ts';

const server = await startTestServer();
await server.createDatabase('source');
await server.sql(
  `CREATE TABLE sale (id int PRIMARY KEY, shop text, cents int);
   INSERT INTO sale SELECT i, 'shop ' || i % 4, i FROM generate_series(1, 100) i;
   CREATE TABLE other AS SELECT 1 AS a;
   CREATE FUNCTION own(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
   CREATE MATERIALIZED VIEW per_shop AS SELECT shop, sum(cents) AS cents FROM sale GROUP BY shop;
   CREATE MATERIALIZED VIEW names AS SELECT cents % 2 AS odd, string_agg(shop, ',') AS shops FROM sale GROUP BY 1;
   CREATE MATERIALIZED VIEW lately AS SELECT * FROM sale WHERE cents > extract(epoch FROM now()) - 1e12;
   CREATE MATERIALIZED VIEW by_own AS SELECT own(cents) FROM sale;
   CREATE MATERIALIZED VIEW of_view AS SELECT count(*) FROM per_shop;
   CREATE MATERIALIZED VIEW bare AS SELECT id FROM sale WITH NO DATA;
   INSERT INTO sale VALUES (101, 'late', 1)`,
  'source',
);

async function backedUp(plan: Partial<CallInput<'plans.add'>> = {}) {
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'source', ...plan });
  return { app, backup: await take(app) };
}

describe('materialised views', () => {
  it('are known as a refresh in the snapshot would make them, however stale the source, where that is certain', async () => {
    const { fingerprint } = await manifestOf((await backedUp()).backup);
    const populated = { schema: 'public', populated: true };
    expect(fingerprint.materializedViews).toEqual([
      { schema: 'public', name: 'bare', populated: false, rows: null, hash: null },
      // It would run code of the database with the rights of whoever takes the backup.
      { ...populated, name: 'by_own', rows: null, hash: null },
      { ...populated, name: 'lately', rows: null, hash: null },
      // In whatever order the names come.
      { ...populated, name: 'names', rows: 2, hash: null },
      { ...populated, name: 'of_view', rows: null, hash: null },
      { ...populated, name: 'per_shop', rows: 5, hash: expect.stringMatching(/^-?[0-9]+$/) },
    ]);
  });

  it.each(['custom', 'plain'] as const)('are equal in what a %s backup restores', async (format) => {
    const { app, backup } = await backedUp({ format });
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: `equal_${format}` });
    expect(restore).toMatchObject({ ok: true, differences: [] });
  });

  it('that differ are found by a drill and a restore', async () => {
    const { app, backup } = await backedUp();
    await tamper(backup, (value) => ({
      ...value,
      fingerprint: {
        ...value.fingerprint,
        materializedViews: value.fingerprint.materializedViews?.map((view) => ({
          ...view,
          ...(view.name === 'names' && { rows: 3 }),
          ...(view.name === 'per_shop' && { hash: '1' }),
          ...(view.name === 'bare' && { populated: true }),
          ...(view.name === 'lately' && { name: 'gone' }),
        })),
      },
    }));
    const object = (name: string) => `materialized view public.${name}`;
    const differences = [
      { kind: 'rows', object: object('bare'), expected: 'populated', actual: 'not populated' },
      { kind: 'table_missing', object: object('gone'), expected: 'populated', actual: null },
      { kind: 'rows', object: object('names'), expected: '3', actual: '2' },
      { kind: 'content', object: object('per_shop'), expected: '1', actual: expect.any(String) },
    ];
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'differing' });
    expect(restore).toMatchObject({ ok: false, differences });
    const { drill } = await app.call('drills.take', { backup: backup.id, on: 'server' });
    expect(drill).toMatchObject({ state: 'different', differences });
  });

  it('come along with a schema, and not without their tables', async () => {
    const { app, backup } = await backedUp();
    const part = { backup: backup.id, toNew: 'one_table', tables: [{ schema: 'public', name: 'other' }] };
    expect((await app.call('backups.restore', part)).restore).toMatchObject({ ok: true, differences: [], tables: 1 });
    const all = { backup: backup.id, toNew: 'one_schema', schemas: ['public'] };
    expect((await app.call('backups.restore', all)).restore).toMatchObject({ ok: true, differences: [] });
    expect(await server.sql('SELECT count(*)::int AS n FROM per_shop', 'one_schema')).toEqual([{ n: 5 }]);
  });

  it('over tables that a part brings without rows are only looked for', async () => {
    await server.createDatabase('apart');
    await server.sql(
      `CREATE SCHEMA data; CREATE TABLE data.item AS SELECT generate_series(1, 9) AS n;
       CREATE SCHEMA report; CREATE MATERIALIZED VIEW report.total AS SELECT sum(n) FROM data.item`,
      'apart',
    );
    const { app, backup } = await backedUp({ database: 'apart' });
    const order = { backup: backup.id, toNew: 'reports', schemas: ['report'] };
    expect((await app.call('backups.restore', order)).restore).toMatchObject({ ok: true, differences: [] });
    expect(await server.sql('SELECT sum FROM report.total', 'reports')).toEqual([{ sum: null }]);
  });

  it('that cannot be computed do not keep a backup from ending well', async () => {
    await server.createDatabase('dear');
    await server.sql(
      `CREATE TABLE divisor AS SELECT 1 AS n; CREATE MATERIALIZED VIEW quotient AS SELECT 1 / n AS q FROM divisor;
       UPDATE divisor SET n = 0`,
      'dear',
    );
    const { backup } = await backedUp({ database: 'dear' });
    const { fingerprint } = await manifestOf(backup);
    expect(fingerprint.materializedViews).toMatchObject([{ name: 'quotient', populated: true, rows: null }]);
    expect(fingerprint.tables).toMatchObject([{ name: 'divisor', rows: 1 }]);
  });
});
