import { open, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { catalogRows, dumpText, failure, take } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql(
  `CREATE TABLE item (id serial PRIMARY KEY, name text); INSERT INTO item (name) SELECT 'item ' || i FROM generate_series(1, 1000) i;
   CREATE TABLE price (item int REFERENCES item, cents int); INSERT INTO price SELECT i, i * 3 FROM generate_series(1, 1000) i`,
  'shop',
);

async function backedUp() {
  const test = await openTestApp();
  await addPlan(test.app, server, { database: 'shop', fingerprint: 'hashes' });
  return { ...test, backup: await take(test.app) };
}

/** Names that no restore may leave behind. */
async function unfinished(): Promise<string[]> {
  return (await server.databases()).filter((name) => name.startsWith('lifeboat_restoring'));
}

describe('a restore is refused before anything is made', () => {
  it('when the target exists', async () => {
    const { app, backup } = await backedUp();
    const before = await dumpText(server, 'shop');
    const error = await failure('database_exists', app.call('backups.restore', { backup: backup.id, toNew: 'shop' }));
    expect(error.kind).toBe('refused');
    expect(await dumpText(server, 'shop')).toBe(before);
  });

  it('when the role may not create databases', async () => {
    const { app, backup } = await backedUp();
    await server.sql(`CREATE ROLE humble LOGIN PASSWORD 'h-secret'`);
    const { host, port } = server;
    await app.call('connections.add', { name: 'humble', host, port, user: 'humble', password: 'h-secret' });
    const error = await failure(
      'permission_denied',
      app.call('backups.restore', { backup: backup.id, toNew: 'never', on: 'humble' }),
    );
    expect(error.nextStep).toContain('CREATEDB');
  });

  it('when the archive was damaged', async () => {
    const { app, backup } = await backedUp();
    const handle = await open(backup.path, 'r+');
    await handle.write(Buffer.from([0xff, 0x00]), 0, 2, Math.floor(backup.storedBytes / 2));
    await handle.close();
    await failure('hash_mismatch', app.call('backups.restore', { backup: backup.id, toNew: 'damaged' }));
    expect(await server.databases()).not.toContain('damaged');
  });

  it('when the archive is gone', async () => {
    const { app, backup } = await backedUp();
    await rm(backup.path);
    await failure('file_missing', app.call('backups.restore', { backup: backup.id, toNew: 'vanished' }));
    expect(await server.databases()).not.toContain('vanished');
  });

  it('when it is of data alone, whether the backup is or only that is asked for', async () => {
    const { app, backup } = await backedUp();
    await addPlan(app, server, { name: 'rows', database: 'shop', content: 'data' });
    const { id } = await take(app, 'rows');
    await failure('bad_input', app.call('backups.restore', { backup: id, toNew: 'rows_only' }));
    const { checks } = await app.call('restores.check', { backup: id, toNew: 'rows_only' });
    expect(checks).toMatchObject([{ code: 'archive', ok: false, severity: 'error' }]);
    await failure('bad_input', app.call('backups.restore', { backup: backup.id, toNew: 'rows_only', content: 'data' }));
    expect(await server.databases()).not.toContain('rows_only');
  });
});

describe('no database is left', () => {
  it.each(['checking', 'restoring', 'comparing'])('by a restore cancelled while it is %s', async (phase) => {
    const { app, home, backup } = await backedUp();
    const stop = new AbortController();
    app.listen((event) => event.type === 'progress' && event.progress.phase === phase && stop.abort());
    const toNew = `cancelled_${phase}`;
    await failure('cancelled', app.call('backups.restore', { backup: backup.id, toNew }, stop.signal));
    expect(await server.databases()).not.toContain(toNew);
    expect(await unfinished()).toEqual([]);
    expect(catalogRows(home, 'SELECT state FROM restores')).toEqual([{ state: 'cancelled' }]);
    expect(catalogRows(home, 'SELECT * FROM leases')).toEqual([]);
    // The backup itself is none the worse for it.
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew });
    expect(restore.ok).toBe(true);
  });

  it('by a restore that fails half way', async () => {
    await server.createDatabase('stubborn');
    // The check names a table without its schema, which pg_restore's empty search_path does not find: a well-known trap.
    await server.sql(
      `CREATE TABLE allowed (a int); INSERT INTO allowed VALUES (1);
       CREATE FUNCTION known(int) RETURNS bool LANGUAGE plpgsql AS $f$ BEGIN RETURN EXISTS (SELECT FROM allowed WHERE a = $1); END $f$;
       CREATE TABLE checked (a int CHECK (known(a))); INSERT INTO checked VALUES (1)`,
      'stubborn',
    );
    const { app, home } = await openTestApp();
    await addPlan(app, server, { database: 'stubborn' });
    const { id } = await take(app);
    const error = await failure('restore_failed', app.call('backups.restore', { backup: id, toNew: 'half' }));
    expect(error.message).toContain('relation "allowed" does not exist');
    expect(await server.databases()).not.toContain('half');
    expect(await unfinished()).toEqual([]);
    expect(catalogRows(home, 'SELECT state FROM restores')).toEqual([{ state: 'failed' }]);
  });
});
