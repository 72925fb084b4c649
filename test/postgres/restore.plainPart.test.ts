import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../main/ports.ts';
import type { CallInput } from '../../shared/contract.ts';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { features } from './features.ts';
import { dumpText, failure, filesUnder, take, toolsOf } from './support.ts';

const server = await startTestServer();
await server.sql('CREATE ROLE keeper NOLOGIN; CREATE ROLE reader NOLOGIN');
const STOCK = `
  CREATE SCHEMA stock AUTHORIZATION keeper;
  CREATE TABLE stock.item (id serial PRIMARY KEY, name text);
  CREATE TABLE stock.move (id serial PRIMARY KEY, item int REFERENCES stock.item, day date)`;
await server.createDatabase('shop');
await server.sql(
  `${STOCK}; CREATE EXTENSION pg_trgm; CREATE INDEX item_name ON stock.item USING gin (name gin_trgm_ops);
   ALTER TABLE stock.item OWNER TO keeper; GRANT SELECT (name) ON stock.item TO reader;
   ALTER DEFAULT PRIVILEGES FOR ROLE keeper IN SCHEMA stock GRANT SELECT ON TABLES TO reader;
   INSERT INTO stock.item (name) SELECT 'item ' || i FROM generate_series(1, 300) i;
   INSERT INTO stock.move (item, day) SELECT i, '2026-01-01'::date + i FROM generate_series(1, 200) i;
   CREATE TABLE own (id int) PARTITION BY LIST (id)`,
  'shop',
);
await server.sql('CREATE DATABASE everything TEMPLATE shop');
for (const feature of Object.values(features)) await server.sql(feature, 'everything');
const MOVE = { schema: 'stock', name: 'move' };

interface Options {
  readonly plan?: Partial<CallInput<'plans.add'>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly checkpoint?: Checkpoint;
}

async function backedUp({ plan, env, checkpoint }: Options = {}) {
  const home = temporaryFolder();
  if (plan?.encryption) await giveKeys(home);
  const test = await openTestApp({ home, ...(env && { env }), ...(checkpoint && { ports: { checkpoint } }) });
  await addPlan(test.app, server, { database: 'shop', fingerprint: 'hashes', format: 'plain', ...plan });
  return { ...test, backup: await take(test.app) };
}

/** Neither a cluster of this home, nor anything decrypted or dumped. */
function expectNothingLeft(home: string): void {
  const clusters = readdirSync(os.tmpdir()).filter((name) => name.startsWith('lifeboat-pg-'));
  const owners = clusters.map((name) => path.join(os.tmpdir(), name, 'owner')).filter(existsSync);
  expect(owners.filter((file) => readFileSync(file, 'utf8').startsWith(home))).toEqual([]);
  expect(filesUnder(path.join(home, 'scratch'))).toEqual([]);
}

describe('of plain SQL', () => {
  it('what is taken by way of a throwaway server is what the whole is, owners and rights included', async () => {
    const { app, home, events, backup } = await backedUp({ plan: { database: 'everything', compression: 'none' } });
    const order = { backup: backup.id, toNew: 'same', noTablespaces: true };
    const { restore } = await app.call('backups.restore', order);
    expect(restore).toMatchObject({ ok: true, differences: [], omitted: [] });
    expect(await dumpText(server, 'same')).toBe(
      (await dumpText(server, 'everything')).replaceAll('everything', 'same'),
    );
    const phases = events.flatMap((event) => (event.type === 'progress' ? [event.progress.phase] : []));
    const own = phases.slice(phases.lastIndexOf('publishing') + 1);
    expect([...new Set(own)]).toEqual(['checking', 'preparing', 'loading', 'packing', 'restoring', 'comparing']);
    expectNothingLeft(home);
  });

  it('a table comes with what it needs, and a foreign key that stays behind is named', async () => {
    const { app, home, backup } = await backedUp({ plan: { compression: 'gzip:1' } });
    const order = { backup: backup.id, toNew: 'moves', tables: [MOVE] };
    const { checks } = await app.call('restores.check', order);
    expect(checks.filter(({ ok, severity }) => !ok && severity === 'error')).toEqual([]);
    expect(checks).toContainEqual(expect.objectContaining({ code: 'plain_part', ok: true }));
    const { restore } = await app.call('backups.restore', order);
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 1, rows: 200 });
    expect(restore.omitted).toEqual([expect.stringMatching(/^the foreign key stock move/)]);
    expectNothingLeft(home);
  });

  it('a schema comes without rows, owners and an extension', async () => {
    const { app, backup } = await backedUp();
    const order = { content: 'schema' as const, noOwner: true, schemas: ['stock'], skipExtensions: ['pg_trgm'] };
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'bare_stock', ...order });
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 2, rows: 0, createdRoles: [] });
    expect(restore.omitted).toEqual(['index stock item_name']);
    const [found] = await server.sql<{ owner: string; named: boolean }>(
      `SELECT pg_get_userbyid(relowner) AS owner, to_regclass('stock.item_name') IS NOT NULL AS named FROM pg_class WHERE oid = 'stock.item'::regclass`,
      'bare_stock',
    );
    expect(found).toEqual({ owner: server.user, named: false });
  });

  it('rows alone fill empty tables, also of an encrypted backup', async () => {
    const { app, home, backup } = await backedUp({ plan: { encryption: { form: 'x25519', recipients: [] } } });
    await server.createDatabase('stock_only');
    await server.sql(STOCK, 'stock_only');
    const order = { backup: backup.id, into: 'stock_only', schemas: ['stock'] };
    const { checks } = await app.call('restores.checkRows', order);
    expect(checks.map(({ code }) => code)).toEqual(['plain_sql', 'plain_part', 'tables', 'rights', 'empty']);
    expect(checks.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { restore } = await app.call('backups.restoreRows', order);
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 2, rows: 500 });
    const next = `INSERT INTO stock.move (item) VALUES (300) RETURNING id`;
    expect(await server.sql(next, 'stock_only')).toEqual([{ id: 201 }]);
    expectNothingLeft(home);
    // What is there is seen before any SQL is run.
    await failure('target_unfit', app.call('backups.restoreRows', order));
  });
});

describe('a part of plain SQL is not taken', () => {
  it('when it is not in the backup, and nothing is run to find that out', async () => {
    const reached: string[] = [];
    const { app, backup } = await backedUp({ checkpoint: (step) => void reached.push(step) });
    for (const choice of [{ schemas: ['nowhere'] }, { skipExtensions: ['never'] }]) {
      const error = await failure(
        'bad_input',
        app.call('backups.restore', { backup: backup.id, toNew: 'never', ...choice }),
      );
      expect(error.nextStep).toContain('lifeboat show');
    }
    expect(reached).not.toContain('drill-cluster-started');
    // A partitioned table is in no record of the backup.
    const tables = [{ schema: 'public', name: 'own' }];
    const { checks } = await app.call('restores.check', { backup: backup.id, toNew: 'never', tables });
    expect(checks).toContainEqual(expect.objectContaining({ code: 'selection', ok: false, severity: 'warning' }));
    expect(checks.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.skipIf(!canFakeTools)('where the server programs of its version are missing', async () => {
    const { home, backup } = await backedUp();
    const clients = path.join(temporaryFolder(), 'bin');
    mkdirSync(clients);
    for (const name of ['pg_dump', 'pg_restore', 'psql'])
      symlinkSync(path.join(server.binDir, name), path.join(clients, name));
    const { app } = await openTestApp({ home, env: { LIFEBOAT_PG_BIN: clients } });
    const order = { backup: backup.id, toNew: 'never', tables: [MOVE] };
    const { checks } = await app.call('restores.check', order);
    expect(checks).toContainEqual(expect.objectContaining({ code: 'plain_part', ok: false, severity: 'error' }));
    await failure('tool_missing', app.call('backups.restore', order));
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'whole' });
    expect(restore).toMatchObject({ ok: true, differences: [] });
  });

  it.skipIf(!canFakeTools)('when nobody says that SQL from elsewhere is trusted', async () => {
    const { backup } = await backedUp();
    const { app, home } = await openTestApp({ env: toolsOf(server, 99) });
    await addPlan(app, server, { database: 'shop' });
    await app.call('catalog.rebuild', { dirs: [path.dirname(path.dirname(backup.manifestPath))] });
    const part = { backup: backup.id, tables: [MOVE] };
    const error = await failure('untrusted_sql', app.call('backups.restore', { ...part, toNew: 'strange' }));
    expect(error.message).toContain('throwaway server');
    await server.createDatabase('strange_rows');
    await server.sql(STOCK, 'strange_rows');
    const rows = { ...part, into: 'strange_rows' };
    await failure('untrusted_sql', app.call('backups.restoreRows', rows));
    const { checks } = await app.call('restores.checkRows', rows);
    expect(checks).toContainEqual(expect.objectContaining({ code: 'plain_sql', ok: false, fix: { trustSql: true } }));
    const trusted = await app.call('restores.checkRows', { ...rows, trustSql: true });
    expect(trusted.checks.every(({ ok }) => ok)).toBe(true);
    expectNothingLeft(home);
  });

  it('when somebody cancels, and then nothing is left', async () => {
    const stop = new AbortController();
    const checkpoint = (step: string) => {
      if (step === 'part-packed') stop.abort();
    };
    const { app, home, backup } = await backedUp({ checkpoint });
    const before = await server.databases();
    const order = { backup: backup.id, toNew: 'cancelled', tables: [MOVE] };
    await failure('cancelled', app.call('backups.restore', order, stop.signal));
    expect(await server.databases()).toEqual(before);
    expectNothingLeft(home);
  });
});
