import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../shared/contract.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { features } from './features.ts';
import { failure, take } from './support.ts';

const server = await startTestServer();
await server.cloneSample('sample');
await server.createDatabase('shop');
for (const feature of Object.values(features)) await server.sql(feature, 'shop');
await server.sql(
  `CREATE SCHEMA stock;
   CREATE TYPE stock.unit AS ENUM ('piece', 'kg');
   CREATE FUNCTION stock.stamp() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.at := now(); RETURN NEW; END $f$;
   CREATE TABLE stock.item (id serial PRIMARY KEY, unit stock.unit, at timestamptz);
   CREATE TRIGGER stamped BEFORE INSERT ON stock.item FOR EACH ROW EXECUTE FUNCTION stock.stamp();
   CREATE INDEX item_unit ON stock.item (unit);
   INSERT INTO stock.item (unit) SELECT 'kg' FROM generate_series(1, 50);
   CREATE TABLE stock.move (item int REFERENCES stock.item, day date) PARTITION BY RANGE (day);
   CREATE TABLE stock.move_2025 PARTITION OF stock.move FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
   CREATE TABLE stock.move_2026 PARTITION OF stock.move FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
   INSERT INTO stock.move SELECT 1 + i % 50, '2025-06-01'::date + i FROM generate_series(0, 364) i;
   CREATE TABLE stock."a b" (n int); CREATE TABLE stock.a (n int); INSERT INTO stock.a VALUES (1); INSERT INTO stock."a b" VALUES (2), (3)`,
  'shop',
);

type Order = Partial<CallInput<'backups.restore'>> & { readonly toNew: string };

async function backedUp(database: string, plan: Partial<CallInput<'plans.add'>> = {}) {
  const { app } = await openTestApp();
  await addPlan(app, server, { database, fingerprint: 'hashes', ...plan });
  const { id } = await take(app);
  const restore = async (order: Order): Promise<RestoreResult> =>
    (await app.call('backups.restore', { backup: id, ...order })).restore;
  return { app, id, restore };
}

/** What is in a database, as `kind schema.name`. */
async function objectsOf(database: string): Promise<string[]> {
  const rows = await server.sql<{ object: string }>(
    `SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' ELSE relkind::text END
       || ' ' || n.nspname || '.' || relname AS object
     FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     UNION ALL SELECT 'foreign key ' || conname FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
     UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
    database,
  );
  return rows.map(({ object }) => object);
}

const count = async (database: string, table: string) =>
  (await server.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`, database))[0]?.n;

describe('a restore of single tables', () => {
  it('brings types, sequences, defaults, triggers and their functions along', async () => {
    const { restore } = await backedUp('shop');
    const restored = await restore({ toNew: 'one_item', tables: [{ schema: 'stock', name: 'item' }] });
    expect(restored).toMatchObject({ ok: true, differences: [], tables: 1, rows: 50, omitted: [] });
    expect(await objectsOf('one_item')).toEqual([
      'index stock.item_pkey',
      'index stock.item_unit',
      'sequence stock.item_id_seq',
      'table stock.item',
      'trigger stamped',
    ]);
    // It goes on where it stood.
    expect(
      await server.sql(
        `INSERT INTO stock.item (unit) VALUES ('piece') RETURNING id, at IS NOT NULL AS stamped`,
        'one_item',
      ),
    ).toEqual([{ id: 51, stamped: true }]);
  });

  it('takes the partitions of a partitioned table, and says which foreign key stays behind', async () => {
    const { restore } = await backedUp('shop');
    const restored = await restore({ toNew: 'moves', tables: [{ schema: 'stock', name: 'move' }] });
    expect(restored).toMatchObject({ ok: true, differences: [], tables: 2, rows: 365 });
    expect(restored.omitted).toEqual([expect.stringContaining('move_item_fkey')]);
    expect(await objectsOf('moves')).toEqual([
      'partitioned stock.move',
      'table stock.move_2025',
      'table stock.move_2026',
    ]);
    expect(await count('moves', 'stock.move')).toBe(365);
  });

  it('takes a partition with its parent, which has no other rows', async () => {
    const { restore } = await backedUp('shop');
    await restore({ toNew: 'half_moves', tables: [{ schema: 'stock', name: 'move_2025' }] });
    expect(await objectsOf('half_moves')).toEqual(['partitioned stock.move', 'table stock.move_2025']);
    expect(await count('half_moves', 'stock.move')).toBe(214);
  });

  it('keeps a foreign key when both its tables come along', async () => {
    const { restore } = await backedUp('shop');
    const tables = ['item', 'move'].map((name) => ({ schema: 'stock', name }));
    const restored = await restore({ toNew: 'both', tables });
    expect(restored).toMatchObject({ ok: true, differences: [], omitted: [] });
    expect(await objectsOf('both')).toContain('foreign key move_item_fkey');
  });

  it.each([
    ['public', 'TABLE DATA public vacant', null],
    ['My.Schema', 'a.b', 1],
    ['public', 'two\nlines', 1],
    ['public', 'größe-Ω-表-🐘', 1],
    ['stock', 'a', 1],
    ['stock', 'a b', 2],
  ])('finds %s.%s, and nothing that is called alike', async (schema, name, rows) => {
    const { restore } = await backedUp('shop');
    const wanted = restore({ toNew: `named_${schema}_${name}`, tables: [{ schema, name }] });
    if (rows === null) return expect(await failure('bad_input', wanted)).toBeDefined();
    expect(await wanted).toMatchObject({ ok: true, differences: [], tables: 1, rows });
  });

  it('of the sample: works and what they need, from a folder as from a file', async () => {
    for (const format of ['custom', 'directory'] as const) {
      const { restore } = await backedUp('sample', { format });
      const restored = await restore({ toNew: `works_${format}`, tables: [{ schema: 'public', name: 'works' }] });
      expect(restored).toMatchObject({ ok: true, differences: [], tables: 1 });
      expect(restored.rows).toBe(await count('sample', 'works'));
      expect(restored.omitted).toEqual([expect.stringContaining('works_artist_id_fkey')]);
    }
  });
});

describe('a restore of single schemas', () => {
  it('brings all that is in them, and what that needs from others', async () => {
    const { restore } = await backedUp('sample');
    const restored = await restore({ toNew: 'billing_only', schemas: ['billing'] });
    expect(restored).toMatchObject({ ok: true, differences: [] });
    const there = await objectsOf('billing_only');
    expect(there).toEqual(expect.arrayContaining(['table billing.invoices', 'table billing.invoice_lines']));
    expect(there).not.toContain('table public.works');
    expect(await count('billing_only', 'billing.invoices')).toBe(await count('sample', 'billing.invoices'));
    // A view of it reads members: the table comes along, without anybody in it.
    expect(await count('billing_only', 'public.users')).toBe(0);
  });

  it('of two, with a dot and capitals', async () => {
    const { restore } = await backedUp('shop');
    const restored = await restore({ toNew: 'two_schemas', schemas: ['stock', 'My.Schema'] });
    expect(restored).toMatchObject({ ok: true, differences: [], omitted: [] });
    expect(await objectsOf('two_schemas')).toEqual(
      expect.arrayContaining(['table My.Schema.a.b', 'table stock.item', 'foreign key move_item_fkey']),
    );
  });

  it('without their rows where only the schema is asked for', async () => {
    const { restore } = await backedUp('shop');
    const restored = await restore({ toNew: 'empty_stock', schemas: ['stock'], content: 'schema' });
    expect(restored).toMatchObject({ ok: true, differences: [], rows: 0 });
  });
});

describe('a restore without an extension', () => {
  it('leaves out what needs it, and says what', async () => {
    const { restore } = await backedUp('sample');
    const restored = await restore({ toNew: 'no_trigrams', skipExtensions: ['pg_trgm'] });
    expect(restored).toMatchObject({ ok: true, differences: [] });
    expect(restored.omitted).toEqual([
      'extension pg_trgm',
      expect.stringMatching(/^index public works_title_trigram_idx/),
    ]);
    expect(await objectsOf('no_trigrams')).not.toContain('index public.works_title_trigram_idx');
    expect(restored.rows).toBe((await restore({ toNew: 'with_trigrams' })).rows);
  });
});

describe('what is not in the backup is refused before anything is made', () => {
  it.each([
    { tables: [{ schema: 'stock', name: 'nothing' }] },
    { schemas: ['nowhere'] },
    { skipExtensions: ['never'] },
  ])('%j', async (choice) => {
    const { restore } = await backedUp('shop');
    const error = await failure('bad_input', restore({ toNew: 'never_made', ...choice }));
    expect(error.nextStep).toContain('lifeboat show');
    expect(await server.databases()).not.toContain('never_made');
  });

  it('also of plain SQL', async () => {
    const { app, id } = await backedUp('shop', { format: 'plain' });
    const { checks } = await app.call('restores.check', { backup: id, toNew: 'never_made', schemas: ['nowhere'] });
    expect(checks).toContainEqual(expect.objectContaining({ code: 'selection', ok: false, severity: 'error' }));
  });
});
