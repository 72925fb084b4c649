import { open, truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Backup } from '../../shared/model/backup.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { failure, take } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
// Three tables of about the same size, so that the middle of the archive is in the middle one.
for (const name of ['first', 'middle', 'rest'])
  await server.sql(
    `CREATE TABLE ${name} (id int PRIMARY KEY, noise text);
     INSERT INTO ${name} SELECT i, string_agg(md5(i::text || j || '${name}'), '') FROM generate_series(1, 1500) i, generate_series(1, 20) j GROUP BY i`,
    'shop',
  );
await server.sql(
  `CREATE SEQUENCE counter; SELECT setval('counter', 77); ALTER TABLE rest ADD FOREIGN KEY (id) REFERENCES middle; CREATE INDEX ON first (noise)`,
  'shop',
);

async function backedUp(database = 'shop') {
  const { app } = await openTestApp();
  await addPlan(app, server, { database, fingerprint: 'hashes' });
  return { app, backup: await take(app) };
}

async function overwrite({ path, storedBytes }: Backup, where: number): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.write(Buffer.alloc(64, 0xff), 0, 64, Math.floor(storedBytes * where));
  await handle.close();
}

const rows = async (database: string, table: string) =>
  (await server.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`, database))[0]?.n;

describe('of a damaged backup', () => {
  it('nothing is restored unless asked for, and then the rest is, with what is lost by name', async () => {
    const { app, backup } = await backedUp();
    await overwrite(backup, 0.5);
    const refused = await failure('hash_mismatch', app.call('backups.restore', { backup: backup.id, toNew: 'plain' }));
    expect(refused.nextStep).toContain('--salvage');
    expect(await server.databases()).not.toContain('plain');

    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'salvaged', salvage: true });
    expect(restore.ok).toBe(false);
    expect(restore.errors).toEqual([
      expect.stringContaining('SHA-256'),
      expect.stringMatching(/^The rows of public middle: /),
      expect.stringContaining('rest_id_fkey'),
    ]);
    expect(restore.differences).toContainEqual({
      kind: 'rows',
      object: 'public.middle',
      expected: '1500',
      actual: '0',
    });
    for (const table of ['first', 'rest']) expect(await rows('salvaged', table)).toBe(1500);
    expect(await rows('salvaged', 'middle')).toBe(0);
    expect(await server.sql(`SELECT last_value::int FROM counter`, 'salvaged')).toEqual([{ last_value: 77 }]);
    expect(
      await server.sql(`SELECT indexname FROM pg_indexes WHERE tablename = 'first' ORDER BY 1`, 'salvaged'),
    ).toEqual([{ indexname: 'first_noise_idx' }, { indexname: 'first_pkey' }]);
  });

  it('only the chosen tables are taken, where only some are wanted', async () => {
    const { app, backup } = await backedUp();
    await overwrite(backup, 0.5);
    const tables = ['middle', 'rest'].map((name) => ({ schema: 'public', name }));
    const order = { backup: backup.id, toNew: 'two_of_three', tables, salvage: true };
    const { restore } = await app.call('backups.restore', order);
    expect(restore.differences.filter(({ kind }) => kind.endsWith('_unexpected'))).toEqual([]);
    expect(await server.sql(`SELECT relname FROM pg_class WHERE relname = 'first'`, 'two_of_three')).toEqual([]);
    expect(await rows('two_of_three', 'rest')).toBe(1500);
  });

  it('that was cut short, what stands before the cut is had back', async () => {
    const { app, backup } = await backedUp();
    await truncate(backup.path, Math.floor(backup.storedBytes / 2));
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'beginning', salvage: true });
    expect(restore.ok).toBe(false);
    expect(restore.errors.filter((error) => error.startsWith('The rows of'))).toHaveLength(2);
    expect(await rows('beginning', 'first')).toBe(1500);
  });

  it('whose beginning is gone, nothing is, and no database is left', async () => {
    const { app, backup } = await backedUp();
    await overwrite(backup, 0);
    const salvage = app.call('backups.restore', { backup: backup.id, toNew: 'nothing', salvage: true });
    await failure('archive_damaged', salvage);
    expect((await server.databases()).filter((name) => /^(nothing|lifeboat_)/.test(name))).toEqual([]);
  });
});

it('a table that cannot be restored for another reason is named, and the rest is there', async () => {
  await server.createDatabase('stubborn');
  // The check names a table without its schema, which pg_restore's empty search_path does not find.
  await server.sql(
    `CREATE TABLE allowed (a int); INSERT INTO allowed VALUES (1);
     CREATE FUNCTION known(int) RETURNS bool LANGUAGE plpgsql AS $f$ BEGIN RETURN EXISTS (SELECT FROM allowed WHERE a = $1); END $f$;
     CREATE TABLE checked (a int CHECK (known(a))); INSERT INTO checked VALUES (1);
     CREATE TABLE harmless AS SELECT generate_series(1, 9) AS n`,
    'stubborn',
  );
  const { app, backup } = await backedUp('stubborn');
  const refused = await failure('restore_failed', app.call('backups.restore', { backup: backup.id, toNew: 'whole' }));
  expect(refused.nextStep).toContain('--salvage');
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'rest', salvage: true });
  expect(restore.ok).toBe(false);
  expect(restore.errors).toEqual([expect.stringMatching(/^The rows of public checked: .*relation "allowed"/)]);
  expect(await rows('rest', 'harmless')).toBe(9);
});

it('a whole backup loses nothing by it', async () => {
  const { app, backup } = await backedUp();
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'unharmed', salvage: true });
  expect(restore).toMatchObject({ ok: true, differences: [], errors: [], rows: 4500 });
});
