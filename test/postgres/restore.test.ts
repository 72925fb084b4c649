import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Difference } from '../../shared/model/restore.ts';
import { canFakeTools, fakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, type TestAppOptions } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { catalogRows, failure, take, tamper } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql(
  `CREATE TABLE item (id serial PRIMARY KEY, name text); INSERT INTO item (name) SELECT 'item ' || i FROM generate_series(1, 1000) i;
   CREATE TABLE price (item int REFERENCES item, cents int); INSERT INTO price SELECT i, i * 3 FROM generate_series(1, 1000) i`,
  'shop',
);

async function backedUp(options: TestAppOptions = {}) {
  const test = await openTestApp(options);
  await addPlan(test.app, server, { database: 'shop', fingerprint: 'hashes' });
  return { ...test, backup: await take(test.app) };
}

function changeTable(name: string, change: object): (value: Manifest) => Manifest {
  return (value) => ({
    ...value,
    fingerprint: {
      ...value.fingerprint,
      tables: value.fingerprint.tables.map((table) => (table.name === name ? { ...table, ...change } : table)),
    },
  });
}

describe('the comparison finds', () => {
  const cases: [string, (value: Manifest) => Manifest, Partial<Difference>][] = [
    [
      'a row that is missing',
      changeTable('item', { rows: 1001 }),
      { kind: 'rows', object: 'public.item', expected: '1001', actual: '1000' },
    ],
    [
      'a row too many',
      changeTable('price', { rows: 999 }),
      { kind: 'rows', object: 'public.price', expected: '999', actual: '1000' },
    ],
    [
      'rows of another content',
      changeTable('item', { hash: '42' }),
      { kind: 'content', object: 'public.item', expected: '42' },
    ],
    [
      'a sequence that lags behind',
      (value) => ({
        ...value,
        fingerprint: {
          ...value.fingerprint,
          sequences: value.fingerprint.sequences.map((one) => ({ ...one, lastValue: '1001' })),
        },
      }),
      { kind: 'sequence', object: 'public.item_id_seq', expected: '1001', actual: '1000' },
    ],
    [
      'a table that is missing',
      (value) => {
        const gone = { schema: 'public', name: 'gone', rows: 3, exact: true, hash: '1' };
        return { ...value, fingerprint: { ...value.fingerprint, tables: [...value.fingerprint.tables, gone] } };
      },
      { kind: 'table_missing', object: 'public.gone', expected: '3 rows', actual: null },
    ],
    [
      'a table that should not be there',
      (value) => {
        const others = <Table extends { name: string }>(tables: Table[]) =>
          tables.filter((table) => table.name !== 'price');
        return {
          ...value,
          contents: { ...value.contents, tables: others(value.contents.tables) },
          fingerprint: { ...value.fingerprint, tables: others(value.fingerprint.tables) },
        };
      },
      { kind: 'table_unexpected', object: 'public.price', expected: null, actual: 'present' },
    ],
  ];

  it.each(cases)('%s, and nothing else', async (what, change, difference) => {
    const { app, home, backup } = await backedUp();
    await tamper(backup, change);
    const toNew = what.replaceAll(' ', '_');
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew });
    expect(restore.ok).toBe(false);
    expect(restore.differences).toEqual([expect.objectContaining(difference)]);
    expect(catalogRows(home, 'SELECT state FROM restores')).toEqual([{ state: 'different' }]);
    // It is kept for a person to look at.
    expect(await server.databases()).toContain(toNew);
  });

  it('a sequence that is further on to be no fault', async () => {
    const { app, backup } = await backedUp();
    await tamper(backup, (value) => ({
      ...value,
      fingerprint: {
        ...value.fingerprint,
        sequences: value.fingerprint.sequences.map((one) => ({ ...one, lastValue: '999' })),
      },
    }));
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'further_on' });
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 2, rows: 2000 });
  });

  it.runIf(canFakeTools)(
    "a schema that is not the archive's: something more, something less, something else",
    async () => {
      const changes =
        'CREATE VIEW public.extra AS SELECT 1; ALTER SEQUENCE public.item_id_seq CACHE 7; ALTER TABLE public.price DROP CONSTRAINT price_item_fkey';
      const meddle = `"$REAL" "$@" || exit; for arg in "$@"; do case "$arg" in --dbname=*) exec "\${REAL%pg_restore}psql" -Xqw "$arg" -c '${changes}';; esac; done`;
      const { app, backup } = await backedUp({ env: fakeTools(server.binDir, { pg_restore: meddle }).env });
      const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'meddled_with' });
      expect(restore.ok).toBe(false);
      expect(restore.differences.map(({ kind, object }) => `${kind} ${object}`).sort()).toEqual([
        'schema_changed SEQUENCE public.item_id_seq',
        'schema_missing FK CONSTRAINT public.price price_item_fkey',
        'schema_unexpected VIEW public.extra',
      ]);
    },
  );
});

describe('roles that the target lacks', () => {
  async function backupOfOwned(owner: string) {
    const database = `of_${owner}`;
    await server.sql(`CREATE ROLE ${owner} LOGIN PASSWORD 'x'`);
    await server.createDatabase(database);
    await server.sql(`CREATE TABLE mine AS SELECT 1 AS a; ALTER TABLE mine OWNER TO ${owner}`, database);
    const { app } = await openTestApp();
    await addPlan(app, server, { database });
    const backup = await take(app);
    await server.sql(`DROP DATABASE ${database}`);
    await server.sql(`DROP ROLE ${owner}`);
    return { app, backup };
  }

  it('are made without the right to log in, and reported', async () => {
    const { app, backup } = await backupOfOwned('departed');
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'with_owner' });
    expect(restore).toMatchObject({ ok: true, differences: [], createdRoles: ['departed'] });
    expect(await server.sql(`SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'departed'`)).toEqual([
      { rolcanlogin: false, rolsuper: false },
    ]);
    expect(await server.sql(`SELECT tableowner FROM pg_tables WHERE tablename = 'mine'`, 'with_owner')).toEqual([
      { tableowner: 'departed' },
    ]);
    const { runs } = await app.call('runs.list', {});
    expect(runs[0]?.advisories).toEqual([expect.objectContaining({ code: 'roles_created' })]);
  });

  it('are not needed for a restore without owners', async () => {
    const { app, backup } = await backupOfOwned('forgotten');
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'ownerless', noOwner: true });
    expect(restore).toMatchObject({ ok: true, differences: [], createdRoles: [] });
    expect(await server.sql(`SELECT 1 FROM pg_roles WHERE rolname = 'forgotten'`)).toEqual([]);
    expect(await server.sql(`SELECT tableowner FROM pg_tables WHERE tablename = 'mine'`, 'ownerless')).toEqual([
      { tableowner: server.user },
    ]);
  });

  it('stop a restore whose role may not make them', async () => {
    const { app, backup } = await backupOfOwned('wanted');
    await server.sql(`CREATE ROLE creator LOGIN CREATEDB PASSWORD 'c-secret'`);
    const { host, port } = server;
    await app.call('connections.add', { name: 'creator', host, port, user: 'creator', password: 'c-secret' });
    const restoring = app.call('backups.restore', { backup: backup.id, toNew: 'unwanted', on: 'creator' });
    const error = await failure('roles_missing', restoring);
    expect(error.message).toContain('wanted');
    expect(await server.databases()).not.toContain('unwanted');
    const { restore } = await app.call('backups.restore', {
      backup: backup.id,
      toNew: 'mine_now',
      on: 'creator',
      noOwner: true,
    });
    expect(restore).toMatchObject({ ok: true, differences: [] });
  });
});

it('restores the schema alone where asked', async () => {
  const { app, backup } = await backedUp();
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'bare', content: 'schema' });
  expect(restore).toMatchObject({ ok: true, differences: [], rows: 0 });
  expect(
    await server.sql('SELECT (SELECT count(*) FROM item)::int + (SELECT count(*) FROM price)::int AS n', 'bare'),
  ).toEqual([{ n: 0 }]);
});
