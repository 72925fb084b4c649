import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withServerEnvironment } from '../../main/postgres/access.ts';
import { restoreArchive } from '../../main/postgres/restore.ts';
import { openSession } from '../../main/postgres/session.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Compression } from '../../shared/model/plan.ts';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { features } from './features.ts';
import { dumpText, failure, manifestOf, take, tamper, toolsOf } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
for (const feature of Object.values(features)) await server.sql(feature, 'shop');
// Without large objects: in plain SQL pg_dump gives those a transaction of their own, which ends psql's.
await server.createDatabase('plain');
await server.sql(
  `CREATE TABLE item AS SELECT i, md5(i::text) FROM generate_series(1, 5000) i; CREATE TABLE last ()`,
  'plain',
);

async function plainBackup(compression: string, database = 'shop') {
  const { app } = await openTestApp();
  await addPlan(app, server, { database, format: 'plain', compression });
  return { app, backup: await take(app) };
}

/** The psql path itself. */
async function feedToPsql(
  file: string,
  compression: Compression,
  database: string,
  extra: Record<string, string> = {},
) {
  await server.createDatabase(database);
  const request = {
    pgRestore: path.join(server.binDir, 'pg_restore'),
    psql: path.join(server.binDir, 'psql'),
    path: file,
    format: 'plain',
    compression,
    database,
    content: 'all',
    jobs: 1,
    noOwner: false,
    noTablespaces: false,
    disableTriggers: false,
    list: null,
    onObject: () => undefined,
  } as const;
  await withServerEnvironment(server.access, temporaryFolder(), (env) =>
    restoreArchive(request, server.access, { ...env, ...extra }, new AbortController().signal),
  );
}

const ANY_TABLE = `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`;

async function compressionOf(backup: Backup): Promise<Compression> {
  return (await manifestOf(backup)).compression;
}

describe('a plain SQL backup', () => {
  it.each([
    ['none', '.sql'],
    ['gzip:1', '.sql.gz'],
  ])('with the compression %s is proved to its end', async (compression, ending) => {
    const { app, backup } = await plainBackup(compression);
    expect(backup.path.endsWith(ending)).toBe(true);
    expect(backup.verification.level).toBe('decoded');
    const { results } = await app.call('backups.verify', { backup: backup.id, level: 'decoded' });
    expect(results).toEqual([{ backup: backup.id, level: 'decoded', ok: true }]);
  });

  it('that was taken here is restored, and proved by a drill, with any psql', async () => {
    const { app, backup } = await plainBackup('gzip:1', 'plain');
    const { tools } = await app.call('doctor.run', {});
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'from_sql' });
    expect(restore).toMatchObject({ ok: true, differences: [], tables: 2, rows: 5000 });
    const { runs } = await app.call('runs.list', { limit: 1 });
    const advised = tools.every((tool) => tool.safe) ? [] : ['unsafe_tool'];
    expect(runs[0]?.advisories.map(({ code }) => code)).toEqual(advised);
    const { drill } = await app.call('drills.take', { backup: backup.id, on: 'server' });
    expect(drill).toMatchObject({ state: 'restored', ok: true, rows: 5000 });
  });
});

/** A Lifeboat that has found the backup of another one. */
async function finder(backup: Backup, env: Record<string, string>) {
  const { app } = await openTestApp({ env });
  await addPlan(app, server, { database: 'plain' });
  await app.call('catalog.rebuild', { dirs: [path.dirname(path.dirname(backup.manifestPath))] });
  return app;
}

it('plain SQL that names a tablespace is no bad backup where that is missing', async () => {
  await server.createDatabase('spread');
  const session = await openSession(server.access, 'spread');
  await session.query('SET allow_in_place_tablespaces = on');
  await session.query(`CREATE TABLESPACE fast LOCATION ''`);
  await session.close();
  await server.sql('CREATE TABLE here (n int) TABLESPACE fast', 'spread');
  const { app, backup } = await plainBackup('none', 'spread');
  const { drill } = await app.call('drills.take', { backup: backup.id });
  expect(drill).toMatchObject({ state: 'untestable', missing: { code: 'tablespace_missing' } });
});

describe.skipIf(!canFakeTools)('plain SQL from elsewhere', () => {
  it('needs a safe psql, whatever anybody says', async () => {
    const { backup } = await plainBackup('none', 'plain');
    const old = await finder(backup, toolsOf(server, 1));
    for (const trustSql of [false, true]) {
      const order = { backup: backup.id, toNew: 'never', trustSql };
      const error = await failure('unsafe_tool', old.call('backups.restore', order));
      expect(error.message).toContain('CVE-2026-18408');
    }
    expect(await server.databases()).not.toContain('never');
  });

  it('needs somebody to say that it is trusted, and a drill has nobody to ask', async () => {
    const { backup } = await plainBackup('none', 'plain');
    const app = await finder(backup, toolsOf(server, 99));
    const order = { backup: backup.id, toNew: 'consented' };
    const error = await failure('untrusted_sql', app.call('backups.restore', order));
    expect(error.nextStep).toContain('--trust-sql');
    expect(await server.databases()).not.toContain('consented');
    const { checks } = await app.call('restores.check', order);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ code: 'plain_sql', fix: { trustSql: true } }]);
    const { drill } = await app.call('drills.take', { backup: backup.id, on: 'server' });
    expect(drill).toMatchObject({ state: 'untestable', missing: { code: 'untrusted_sql' } });

    expect((await app.call('restores.check', { ...order, trustSql: true })).checks.every(({ ok }) => ok)).toBe(true);
    const { restore } = await app.call('backups.restore', { ...order, trustSql: true });
    expect(restore).toMatchObject({ ok: true, rows: 5000 });
  });

  it('is as good as ours when a key has signed it that is trusted here', async () => {
    const { backup } = await plainBackup('none', 'plain');
    const app = await finder(backup, toolsOf(server, 1));
    const { signature } = await manifestOf(backup);
    await app.call('signing.trust', { key: signature?.key ?? '' });
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'signed' });
    expect(restore).toMatchObject({ ok: true, rows: 5000 });
  });

  it('is also what has taken the place of a backup of ours, with a manifest to match', async () => {
    const { app } = await openTestApp({ env: toolsOf(server, 99) });
    await addPlan(app, server, { database: 'plain', format: 'plain', compression: 'none' });
    const backup = await take(app);
    const forged = `${await readFile(backup.path, 'utf8')}CREATE TABLE intruder ();\n`;
    await writeFile(backup.path, forged);
    const sha256 = createHash('sha256').update(forged).digest('hex');
    const bytes = Buffer.byteLength(forged);
    const same = { sha256, storedSha256: sha256, plainBytes: bytes, storedBytes: bytes };
    await tamper(backup, (value) => ({ ...value, ...same }));
    await app.call('catalog.rebuild', {});
    await failure('untrusted_sql', app.call('backups.restore', { backup: backup.id, toNew: 'forged' }));
    expect(await server.databases()).not.toContain('forged');
  });
});

describe('psql', () => {
  it.each(['none', 'gzip:1'])('restores an equal database from SQL with the compression %s', async (compression) => {
    const { backup } = await plainBackup(compression);
    const database = `sql_${compression.slice(0, 4)}`;
    await feedToPsql(backup.path, await compressionOf(backup), database);
    expect(await dumpText(server, database)).toBe(await dumpText(server, 'shop'));
  });

  it.each(['none', 'gzip:1'])(
    'restores nothing when a statement fails half way, with the compression %s',
    async (compression) => {
      const { backup } = await plainBackup(compression, 'plain');
      const packed = compression !== 'none';
      const whole = await readFile(backup.path);
      const sql = (packed ? gunzipSync(whole) : whole).toString('latin1');
      const wrong = sql.replace(
        '\n-- PostgreSQL database dump complete',
        '\nSELECT 1/0;\n-- PostgreSQL database dump complete',
      );
      expect(wrong).not.toBe(sql);
      const file = path.join(temporaryFolder(), 'wrong.sql');
      await writeFile(file, packed ? gzipSync(Buffer.from(wrong, 'latin1')) : Buffer.from(wrong, 'latin1'));
      const database = `wrong_${compression.slice(0, 4)}`;
      const error = await failure('restore_failed', feedToPsql(file, await compressionOf(backup), database));
      expect(error.message).toContain('division by zero');
      expect(await server.sql(ANY_TABLE, database)).toEqual([]);
    },
  );

  it.each([
    ['in the middle of it', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['right before its end, when every statement was read', (whole: Buffer) => whole.subarray(0, -8)],
  ])('restores nothing of compressed SQL that breaks off %s', async (where, cut) => {
    const { backup } = await plainBackup('gzip:1', 'plain');
    const file = path.join(temporaryFolder(), 'cut.sql.gz');
    await writeFile(file, cut(await readFile(backup.path)));
    const database = `cut ${where}`.slice(0, 20);
    await failure('archive_damaged', feedToPsql(file, await compressionOf(backup), database));
    expect(await server.sql(ANY_TABLE, database)).toEqual([]);
  });

  it("reads nobody's psqlrc", async () => {
    const { backup } = await plainBackup('none');
    const psqlrc = path.join(temporaryFolder(), 'psqlrc');
    await writeFile(psqlrc, 'CREATE TABLE public.from_psqlrc ();\n');
    await feedToPsql(backup.path, await compressionOf(backup), 'clean', { PSQLRC: psqlrc });
    expect(await server.sql(`SELECT to_regclass('public.from_psqlrc') AS found`, 'clean')).toEqual([{ found: null }]);
  });
});
