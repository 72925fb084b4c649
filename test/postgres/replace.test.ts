import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import { openSession } from '../../main/postgres/session.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { namedSteps } from '../torture/support/steps.ts';
import { dumpText, failure, take, tamper } from './support.ts';

const server = await startTestServer();
await server.sql('CREATE ROLE keeper; CREATE ROLE "Reporting Team"');

async function prepared(database: string, plan: string = 'plan') {
  await server.createDatabase(database);
  await server.sql(
    `CREATE TABLE item (id serial PRIMARY KEY, word text); INSERT INTO item (word) SELECT 'item ' || i FROM generate_series(1, 100) i;
     CREATE TABLE note (item int REFERENCES item, body text); INSERT INTO note SELECT i, 'note' FROM generate_series(1, 50) i`,
    database,
  );
  const test = await openTestApp();
  await addPlan(test.app, server, { name: plan, database, fingerprint: 'hashes' });
  const backup = await take(test.app, plan);
  // The mistake that somebody wants to undo.
  await server.sql(`DELETE FROM note; UPDATE item SET word = 'lost'; CREATE TABLE stray (a int)`, database);
  return { ...test, backup, database };
}

const replace = (app: App, { id }: { id: string }, database: string, confirm = database) =>
  app.call('restores.replace', { backup: id, database, confirm });

/** What belongs to a database and not to its contents. */
const traits = (database: string) =>
  server.sql(
    `SELECT pg_get_userbyid(datdba) AS owner, datacl::text AS acl, datconnlimit AS "limit", datallowconn AS open, shobj_description(oid, 'pg_database') AS comment,
       (SELECT array_agg(setrole::regrole::text || ' ' || setconfig::text ORDER BY 1) FROM pg_db_role_setting WHERE setdatabase = d.oid) AS settings
     FROM pg_database d WHERE datname = '${database.replaceAll("'", "''")}'`,
  );

const unfinished = async () => (await server.databases()).filter((name) => name.startsWith('lifeboat_'));

describe('a replacement', () => {
  it('brings the backup back, hands over what belongs to the database, and keeps the old one', async () => {
    const { app, backup, database } = await prepared('shop');
    await server.sql(
      `ALTER DATABASE shop OWNER TO keeper; ALTER DATABASE shop CONNECTION LIMIT 42; COMMENT ON DATABASE shop IS 'it''s "ours"'`,
    );
    await server.sql(
      `GRANT CONNECT, TEMPORARY ON DATABASE shop TO "Reporting Team" WITH GRANT OPTION; REVOKE ALL ON DATABASE shop FROM PUBLIC`,
    );
    await server.sql(
      `ALTER DATABASE shop SET search_path = "$user", public, 'a.b'; ALTER ROLE keeper IN DATABASE shop SET work_mem = '7MB'`,
    );
    const before = await traits(database);
    const { restore } = await replace(app, backup, database);
    expect(restore).toMatchObject({ ok: true, differences: [], database, tables: 2, rows: 150 });
    expect(await traits(database)).toEqual(before);
    expect(await server.sql('SELECT count(*)::int AS n FROM note', database)).toEqual([{ n: 50 }]);
    // The safety backup holds what was there a moment ago, is proved and pinned.
    const { backups } = await app.call('backups.list', {});
    expect(backups.find(({ id }) => id === restore.safetyBackup)).toMatchObject({
      pinned: true,
      state: 'good',
      verification: { level: 'decoded' },
    });
    const old = restore.previousDatabase ?? '';
    expect(old).toMatch(/^shop_before_\d{8}T\d{6}Z$/);
    expect(await server.sql('SELECT count(*)::int AS n FROM note', old)).toEqual([{ n: 0 }]);
    const { restores } = await app.call('restores.list', {});
    expect(restores).toMatchObject([{ kind: 'replace', state: 'succeeded', previousDatabase: old }]);
    expect(await unfinished()).toEqual([]);
  });

  it('is undone with what was written since shown before, and that is undone in turn', async () => {
    const { app, backup, database } = await prepared('back');
    const old = await dumpText(server, database);
    const { restore } = await replace(app, backup, database);
    await server.sql(`INSERT INTO item (word) VALUES ('since'); DELETE FROM note WHERE item < 11`, database);
    await expect
      .poll(async () => (await app.call('restores.previewUndo', { restore: restore.id })).tables)
      .toMatchObject([
        { schema: 'public', name: 'item', rowsThen: 100, rowsNow: 101, inserted: 1 },
        { schema: 'public', name: 'note', rowsThen: 50, rowsNow: 40, deleted: 10 },
      ]);
    await failure('confirmation_missing', app.call('restores.undo', { restore: restore.id, confirm: 'bac' }));
    const { undo } = await app.call('restores.undo', { restore: restore.id, confirm: database });
    expect(undo.previousDatabase).toMatch(/^back_undone_/);
    expect(await dumpText(server, database)).toBe(old);
    await failure('no_database', app.call('restores.undo', { restore: restore.id, confirm: database }));
    await app.call('restores.undo', { restore: undo.restore, confirm: database });
    expect(await server.sql(`SELECT word FROM item WHERE word = 'since'`, database)).toEqual([{ word: 'since' }]);
    const { restores } = await app.call('restores.list', {});
    const last = restores[0];
    await failure('confirmation_missing', app.call('restores.forget', { restore: last?.id ?? '', confirm: database }));
    await app.call('restores.forget', { restore: last?.id ?? '', confirm: last?.previousDatabase ?? '' });
    expect((await server.databases()).filter((name) => name.startsWith('back_'))).toEqual([]);
  });

  it('loses nothing of a client that writes all the while', async () => {
    const { app, backup, database } = await prepared('busy');
    await server.sql('CREATE TABLE written (n int PRIMARY KEY)', database);
    const committed: number[] = [];
    const stop = new AbortController();
    let sessions = 0;
    // Like an application with a pool: it comes back whenever it is turned away.
    const writing = (async () => {
      for (let n = 0; !stop.signal.aborted;) {
        try {
          await using session = await openSession(server.access, database);
          sessions += 1;
          for (; !stop.signal.aborted; n += 1) {
            await session.query('CREATE TABLE IF NOT EXISTS public.written (n int PRIMARY KEY)');
            await session.query('INSERT INTO public.written VALUES ($1)', [n]);
            committed.push(n);
          }
        } catch {
          // A write whose answer was lost may or may not be there; the next number is used.
          n += 1;
        }
      }
    })();
    const { restore } = await replace(app, backup, database);
    const atSwap = committed.length;
    await expect.poll(() => committed.length).toBeGreaterThan(atSwap + 5);
    stop.abort();
    await writing;
    const found = await Promise.all(
      [database, restore.previousDatabase ?? ''].map((name) =>
        server.sql<{ n: number }>('SELECT n FROM written', name),
      ),
    );
    const there = new Set(found.flat().map(({ n }) => n));
    expect(committed.filter((n) => !there.has(n))).toEqual([]);
    expect(found.every((rows) => rows.length > 0)).toBe(true);
    expect(sessions).toBeGreaterThan(1);
  });

  it.each([`it's "a.b"; DROP TABLE item; --`, 'x'.repeat(63), 'Größe-表'])('of a database called %s', async (name) => {
    const { app, backup } = await prepared(name);
    const { restore } = await replace(app, backup, name);
    expect(Buffer.byteLength(restore.previousDatabase ?? '')).toBeLessThanOrEqual(63);
    await app.call('restores.undo', { restore: restore.id, confirm: name });
    expect(await server.sql('SELECT count(*)::int AS n FROM note', name)).toEqual([{ n: 0 }]);
  });
});

it('a backup and a replacement of one database wait for each other', async () => {
  const { app, backup, database } = await prepared('exclusive');
  await addPlan(app, server, { name: 'other', database });
  const whileReplacing = new Promise<unknown>((resolve) => {
    app.listen((event) => {
      if (event.type !== 'progress' || event.progress.phase !== 'restoring') return;
      void app.call('backups.take', { plan: 'other' }).then(resolve, resolve);
    });
  });
  await replace(app, backup, database);
  expect(await whileReplacing).toMatchObject({ code: 'busy' });
  const whileBackingUp = new Promise<unknown>((resolve) => {
    app.listen((event) => {
      if (event.type !== 'run' || event.run.kind !== 'backup' || event.run.state !== 'running') return;
      void replace(app, backup, database).then(resolve, resolve);
    });
  });
  await app.call('backups.take', { plan: 'other' });
  expect(await whileBackingUp).toMatchObject({ code: 'busy' });
});

describe('nothing is replaced', () => {
  it('without the name typed', async () => {
    const { app, backup, database } = await prepared('typed');
    const before = await server.databases();
    for (const confirm of ['', 'Typed', 'typed '])
      await failure('confirmation_missing', replace(app, backup, database, confirm));
    expect(await server.databases()).toEqual(before);
    expect((await app.call('backups.list', {})).backups).toHaveLength(1);
  });

  it('by a copy that differs from the backup', async () => {
    const { app, backup, database } = await prepared('differing');
    await tamper(backup, (value) => ({
      ...value,
      fingerprint: {
        ...value.fingerprint,
        tables: value.fingerprint.tables.map((table) => ({ ...table, rows: table.rows + 1 })),
      },
    }));
    await failure('restore_failed', replace(app, backup, database));
    expect(await server.sql('SELECT count(*)::int AS n FROM note', database)).toEqual([{ n: 0 }]);
    const { restores } = await app.call('restores.list', {});
    expect(restores).toMatchObject([{ kind: 'replace', state: 'different' }]);
    expect(await unfinished()).toEqual([]);
  });

  it('that no plan backs up, because there would be no safety backup', async () => {
    const { app, backup } = await prepared('planned');
    await server.createDatabase('unplanned');
    const error = await failure('no_plan', replace(app, backup, 'unplanned'));
    expect(error.nextStep).toContain('lifeboat plan add');
  });

  it.each([
    ['a subscription', `CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)`],
    ['a template', `ALTER DATABASE "with_a template" IS_TEMPLATE true`],
  ])('that has or is %s', async (what, sql) => {
    const { app, backup, database } = await prepared(`with_${what}`);
    await server.sql(sql, database);
    await failure('target_unfit', replace(app, backup, database));
    const { checks, loses } = await app.call('restores.checkReplace', { backup: backup.id, database });
    expect(checks.some(({ ok, severity }) => !ok && severity === 'error')).toBe(true);
    expect(loses?.tables).toContainEqual({ schema: 'public', name: 'note', rowsNow: 0, rowsBackup: 50 });
    await server.sql(`ALTER DATABASE "${database}" IS_TEMPLATE false`);
    expect(await unfinished()).toEqual([]);
  });

  it('when something fails on the way, at whichever step before they change places', async () => {
    const { home, backup, database } = await prepared('failing');
    const steps = namedSteps().replace.filter((step) => !['swap.committed', 'replace.record'].includes(step));
    const old = await dumpText(server, database);
    for (const broken of steps) {
      const checkpoint = (step: string) => {
        if (step === broken) throw new Error(`broken at ${step}`);
      };
      const { app } = await openTestApp({ home, ports: { checkpoint } });
      await failure('internal', replace(app, backup, database));
      expect(await dumpText(server, database)).toBe(old);
      expect(await unfinished()).toEqual([]);
      app.close();
    }
    expect((await traits(database))[0]).toMatchObject({ open: true });
    expect((await server.databases()).filter((name) => name.startsWith('failing_'))).toEqual([]);
  });

  it('when it is cancelled before they change places', async () => {
    const { app, backup, database } = await prepared('cancelled');
    const stop = new AbortController();
    app.listen((event) => event.type === 'progress' && event.progress.phase === 'comparing' && stop.abort());
    const order = { backup: backup.id, database, confirm: database };
    await failure('cancelled', app.call('restores.replace', order, stop.signal));
    expect(await server.sql('SELECT count(*)::int AS n FROM note', database)).toEqual([{ n: 0 }]);
    expect(await unfinished()).toEqual([]);
  });
});
