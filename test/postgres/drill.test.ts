import { appendFileSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { features } from './features.ts';
import { catalogRows, manifestOf, take, tamper } from './support.ts';

const server = await startTestServer();
await server.sql('CREATE ROLE seller NOLOGIN');
await server.createDatabase('shop');
await server.sql(
  `CREATE TABLE item (id serial PRIMARY KEY, name text); INSERT INTO item (name) SELECT 'item ' || i FROM generate_series(1, 1000) i;
   ALTER TABLE item OWNER TO seller;
   CREATE EXTENSION citext;
   CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
   CREATE EVENT TRIGGER noting ON ddl_command_end EXECUTE FUNCTION noted();
   CREATE TABLE note (body citext); INSERT INTO note VALUES ('Hello')`,
  'shop',
);

async function backedUp() {
  const test = await openTestApp();
  await addPlan(test.app, server, { database: 'shop', fingerprint: 'hashes' });
  return { ...test, backup: await take(test.app) };
}

const rehearse = async (app: App, backup: Backup, on?: string) =>
  (await app.call('drills.take', { backup: backup.id, on })).drill;

/** The throwaway clusters of a home. */
function clustersOf(home: string): string[] {
  return readdirSync(os.tmpdir()).filter((name) => {
    if (!name.startsWith('lifeboat-pg-')) return false;
    try {
      return readFileSync(path.join(os.tmpdir(), name, 'owner'), 'utf8').startsWith(home);
    } catch {
      return false;
    }
  });
}

const notes = (backup: Backup) =>
  readFileSync(backup.manifestPath.replace(/\.json$/, '.verified.json'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a drill', () => {
  it('restores into a throwaway cluster, compares, measures, and leaves nothing', async () => {
    const { app, home, events, backup } = await backedUp();
    const drill = await rehearse(app, backup);
    expect(drill).toMatchObject({
      backup: backup.id,
      plan: 'plan',
      on: null,
      state: 'restored',
      ok: true,
      tables: 2,
      rows: 1001,
      differences: [],
    });
    expect(drill.rtoMs).toBeGreaterThan(0);
    expect(drill.durationMs).toBeGreaterThan(drill.rtoMs ?? Infinity);
    expect(drill).not.toHaveProperty('reason');
    expect(clustersOf(home)).toEqual([]);

    const phases = events.flatMap((event) =>
      event.type === 'progress' && event.run === drill.id ? [event.progress.phase] : [],
    );
    expect([...new Set(phases)]).toEqual(['checking', 'preparing', 'restoring', 'comparing']);
    const { run } = await app.call('runs.get', { run: drill.id });
    expect(run).toMatchObject({ kind: 'drill', plan: 'plan', backup: backup.id, state: 'succeeded', advisories: [] });
    expect((await app.call('drills.get', { run: drill.id })).drill).toEqual(drill);
    expect((await app.call('drills.list', { plan: 'plan' })).drills).toEqual([drill]);
    const [status] = (await app.call('status.get', {})).plans;
    expect(status).toMatchObject({ rtoMs: drill.rtoMs, lastDrill: { id: drill.id, state: 'restored' } });
    expect(status).not.toHaveProperty('reason');
  });

  it('is the highest rung of proof, which a lower one and a rebuilt catalog leave', async () => {
    const { app, home, backup } = await backedUp();
    await rehearse(app, backup);
    await app.call('backups.verify', { backup: backup.id, level: 'checksum' });
    const shown = async (from: App) => (await from.call('backups.show', { backup: backup.id })).backup;
    expect(await shown(app)).toMatchObject({ state: 'good', verification: { level: 'restored' } });
    expect(notes(backup).map(({ level, ok }) => [level, ok])).toEqual([
      ['restored', true],
      ['checksum', true],
    ]);

    const other = await openTestApp();
    await other.app.call('catalog.rebuild', { dirs: [path.join(home, 'backups')] });
    expect(await shown(other.app)).toMatchObject({ state: 'good', verification: { level: 'restored' } });
    const drilled = `SELECT ok FROM verifications WHERE level = 'restored'`;
    expect(catalogRows(other.home, drilled)).toEqual([{ ok: 1 }]);

    // What was restored once and is not now, is not shown as restored any more.
    await tamper(backup, changeRows);
    await rehearse(app, backup, 'server');
    await other.app.call('catalog.rebuild', { dirs: [path.join(home, 'backups')] });
    for (const from of [app, other.app])
      expect(await shown(from)).toMatchObject({ state: 'good', verification: { level: 'decoded' } });
  });

  it('tells a difference, which says nothing against the archive', async () => {
    const { app, home, backup } = await backedUp();
    await tamper(backup, changeRows);
    const drill = await rehearse(app, backup);
    expect(drill).toMatchObject({
      state: 'different',
      ok: false,
      rtoMs: expect.any(Number),
      differences: [{ kind: 'rows', object: 'public.item', expected: '1001', actual: '1000' }],
      reason: 'The restored copy differs from the backup in 1 place: public.item rows.',
    });
    expect((await app.call('runs.get', { run: drill.id })).run.state).toBe('warned');
    expect(notes(backup)).toMatchObject([{ level: 'restored', ok: false }]);
    for (const dirs of [[], [path.join(home, 'backups')]]) {
      await app.call('catalog.rebuild', { dirs });
      const { backups } = await app.call('backups.list', {});
      expect(backups).toMatchObject([{ state: 'good', verification: { level: 'decoded' } }]);
    }
    const [status] = (await app.call('status.get', {})).plans;
    expect(status).toMatchObject({ state: 'protected', reason: expect.stringContaining('found a fault') });
    const { changes } = await app.call('changes.list', {});
    expect(changes).toMatchObject([{ plan: 'plan', state: 'drill_failed', run: drill.id }]);
  });

  it('tells a damaged archive from anything else', async () => {
    const { app, backup } = await backedUp();
    appendFileSync(backup.path, 'x');
    const drill = await rehearse(app, backup);
    expect(drill).toMatchObject({ state: 'damaged', ok: false, rtoMs: null, differences: [] });
    expect(drill).not.toHaveProperty('missing');
    expect((await app.call('backups.show', { backup: backup.id })).backup.state).toBe('damaged');
  });

  it('that stops at an error of the restore says so', async () => {
    const { app, backup } = await backedUp();
    // Refers to what only the running server knew, so that the archive is whole and cannot be restored.
    await server.createDatabase('broken');
    await server.sql(
      `CREATE FUNCTION never(i int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
       CREATE TABLE t (i int CHECK (never(i))); INSERT INTO t VALUES (1);
       CREATE OR REPLACE FUNCTION never(i int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'`,
      'broken',
    );
    await addPlan(app, server, { name: 'broken', database: 'broken' });
    const broken = await take(app, 'broken');
    expect(await rehearse(app, broken)).toMatchObject({ state: 'failed', ok: false, rtoMs: null });
    expect(await rehearse(app, backup)).toMatchObject({ state: 'restored' });
  });
});

function changeRows(value: Manifest): Manifest {
  const { fingerprint } = value;
  const tables = fingerprint.tables.map((table) => (table.name === 'item' ? { ...table, rows: 1001 } : table));
  return { ...value, fingerprint: { ...fingerprint, tables } };
}

it('restores every feature together, with tablespaces and roles that only the source has', async () => {
  const { app } = await openTestApp();
  await server.createDatabase('everything');
  for (const feature of Object.values(features)) await server.sql(feature, 'everything');
  const folder = path.join(server.host, 'far');
  mkdirSync(folder);
  const { uid, gid } = statSync(path.join(server.host, 'data'));
  chownSync(folder, uid, gid);
  await server.sql(`CREATE TABLESPACE far LOCATION '${folder}'`);
  await server.sql('CREATE TABLE distant (i int PRIMARY KEY USING INDEX TABLESPACE far) TABLESPACE far', 'everything');
  await server.sql('ALTER TABLE distant OWNER TO seller; GRANT SELECT ON distant TO seller', 'everything');
  await addPlan(app, server, { database: 'everything', format: 'directory', fingerprint: 'hashes' });
  expect(await rehearse(app, await take(app))).toMatchObject({ state: 'restored', differences: [] });
});

it('compares large objects, too, by number and by content', async () => {
  const { app } = await backedUp();
  await server.createDatabase('blobs');
  await server.sql(
    `SELECT lo_from_bytea(9001, repeat('large', 5000)::bytea), lo_from_bytea(9002, '');
     SELECT lo_put(9003, 100000, 'after a hole') FROM lo_create(9003)`,
    'blobs',
  );
  await addPlan(app, server, { name: 'blobs', database: 'blobs' });
  const blobs = await take(app, 'blobs');
  const largeObjects = (await manifestOf(blobs)).fingerprint.largeObjects;
  expect(largeObjects).toEqual({ count: 3, hash: expect.stringMatching(/^-?\d+$/) });
  expect(await rehearse(app, blobs)).toMatchObject({ state: 'restored' });
  for (const change of [{ count: 2 }, { hash: '7' }]) {
    await tamper(blobs, (value) => ({
      ...value,
      fingerprint: { ...value.fingerprint, largeObjects: { count: 3, hash: largeObjects?.hash ?? null, ...change } },
    }));
    expect(await rehearse(app, blobs, 'server')).toMatchObject({
      state: 'different',
      differences: [{ kind: 'large_objects', expected: Object.values(change).join('') }],
    });
  }
});

describe('what is missing here is named, and says nothing about the backup', () => {
  const cases: [string, (value: Manifest) => Manifest, object][] = [
    [
      'an extension',
      ({ contents, ...rest }) => ({
        ...rest,
        contents: { ...contents, extensions: [...contents.extensions, { name: 'no_such_thing', version: '1.0' }] },
      }),
      { code: 'extension_missing', message: expect.stringContaining('no_such_thing') },
    ],
    [
      'a major version',
      (value) => ({ ...value, serverVersion: '99.3' }),
      { code: 'major_missing', message: expect.stringContaining('PostgreSQL 99') },
    ],
    [
      'space',
      ({ contents, ...rest }) => ({
        ...rest,
        contents: { ...contents, tables: contents.tables.map((table) => ({ ...table, bytes: 4e15 })) },
      }),
      { code: 'disk_low', message: expect.stringMatching(/probably needs .* PiB/) },
    ],
  ];
  it.each(cases)('%s', async (_, change, missing) => {
    const { app, home, backup } = await backedUp();
    await tamper(backup, change);
    const drill = await rehearse(app, backup);
    expect(drill).toMatchObject({ state: 'untestable', ok: false, rtoMs: null, missing });
    expect(drill.missing?.nextStep).not.toBe('');
    expect(clustersOf(home)).toEqual([]);
    expect(() => notes(backup)).toThrow('ENOENT');
    const { backup: shown, verifications } = await app.call('backups.show', { backup: backup.id });
    expect(shown).toMatchObject({ state: 'good', verification: { level: 'decoded' } });
    expect(verifications).toEqual([]);
    const { results } = await app.call('backups.verify', { backup: backup.id, level: 'restored' });
    expect(results).toMatchObject([{ level: 'checksum', ok: true }]);
    // How much is free on the disk changes from one look to the next.
    const withoutAmounts = (text = '') => text.replaceAll(/[\d.,]+ [KMGTP]iB/g, 'so much');
    expect(withoutAmounts(results[0]?.reason)).toBe(withoutAmounts(drill.reason));
  });

  it('a locale: the drill sorts otherwise, and finds no difference in that', async () => {
    const { app, backup } = await backedUp();
    await tamper(backup, (value) => ({
      ...value,
      databaseProperties: { ...value.databaseProperties, collate: 'xx_YY.UTF-8', ctype: 'xx_YY.UTF-8' },
    }));
    const drill = await rehearse(app, backup);
    expect(drill).toMatchObject({ state: 'restored', differences: [] });
    expect((await app.call('runs.get', { run: drill.id })).run.advisories).toMatchObject([{ code: 'other_locale' }]);
  });
});

describe('on a connection', () => {
  it('a scratch database and the missing roles come and go', async () => {
    const { app, backup } = await backedUp();
    const other = { ...backup };
    await tamper(backup, ({ contents, ...rest }) => ({
      ...rest,
      contents: { ...contents, roles: [...contents.roles, 'borrowed'] },
    }));
    const before = await server.databases();
    const drill = await rehearse(app, other, 'server');
    expect(drill).toMatchObject({ on: 'server', state: 'restored', tables: 2, rows: 1001 });
    expect(await server.databases()).toEqual(before);
    expect(await server.sql(`SELECT rolname FROM pg_roles WHERE rolname = 'borrowed'`)).toEqual([]);
    expect((await app.call('backups.show', { backup: backup.id })).backup.verification.level).toBe('restored');
  });

  it('whose role may not create databases, it is untestable', async () => {
    const { app, backup } = await backedUp();
    await server.sql(`CREATE ROLE visitor LOGIN PASSWORD 'visitor'`);
    const { host, port } = server;
    await app.call('connections.add', { name: 'poor', host, port, user: 'visitor', password: 'visitor' });
    const drill = await rehearse(app, backup, 'poor');
    expect(drill).toMatchObject({ state: 'untestable', missing: { code: 'permission_denied' } });
  });
});

describe('a cancelled drill', () => {
  it.each([undefined, 'server'])('leaves no cluster, no process and no database (on %s)', async (on) => {
    const { app, home, backup } = await backedUp();
    const before = await server.databases();
    const { run } = await app.call('drills.start', { backup: backup.id, on });
    const restoring = new Promise<void>((resolve) => {
      const stop = app.listen((event) => {
        if (event.type !== 'progress' || event.progress.phase !== 'restoring') return;
        stop();
        resolve();
      });
    });
    await restoring;
    const [cluster] = clustersOf(home);
    expect(cluster === undefined).toBe(on !== undefined);
    await app.call('runs.cancel', { run: run.id });
    await app.settle('wait');
    expect((await app.call('runs.get', { run: run.id })).run.state).toBe('cancelled');
    expect((await app.call('drills.get', { run: run.id })).drill).toBeNull();
    expect(clustersOf(home)).toEqual([]);
    expect(processesOf(cluster ?? 'no cluster')).toEqual([]);
    expect(await server.databases()).toEqual(before);
    expect((await app.call('backups.show', { backup: backup.id })).backup.verification.level).toBe('decoded');
  });
});

/** Processes whose arguments name a folder, where they can be seen. */
function processesOf(folder: string): string[] {
  return readdirSync('/').includes('proc')
    ? readdirSync('/proc').filter((name) => {
        if (!/^\d+$/.test(name)) return false;
        try {
          return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
        } catch {
          return false;
        }
      })
    : [];
}
