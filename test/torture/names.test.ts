import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { quoteIdentifier } from '../../main/postgres/session.ts';
import { entryKind, slug } from '../../main/storage/names.ts';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { prepareHome } from './support/crash.ts';
import { folderForFile, listTree } from './support/folders.ts';
import { hostileNames } from './support/hostileNames.ts';

/** What the names try to write to; short, because a database's name has at most 63 bytes. */
const watch = folderForFile('lb-');

const names = hostileNames(watch);
const server = await startTestServer();
const home = folderForFile('lifeboat-names-');
const formats = ['custom', 'directory'] as const;
const files = {
  home: [
    'audit.head',
    'backups',
    'catalog.db',
    'catalog.db-shm',
    'catalog.db-wal',
    'logs',
    'master.key',
    'owners',
    'secrets.json',
  ],
  cwd: readdirSync('.'),
};

beforeAll(() => prepareHome(home, server, { name: 'plain', database: 'postgres' }));

/** A database whose schema, table and column bear its name. */
async function createHostile(name: string): Promise<void> {
  await server.createDatabase(name);
  const id = quoteIdentifier(name);
  await server.sql(
    `CREATE SCHEMA ${id};
     CREATE TABLE ${id}.${id} (${id} text PRIMARY KEY, n bigserial);
     INSERT INTO ${id}.${id} (${id}) VALUES ('one'), ('two');`,
    name,
  );
}

async function expectNothingOutside(): Promise<void> {
  expect(readdirSync(watch)).toEqual([]);
  expect(readdirSync('.')).toEqual(files.cwd);
  expect(readdirSync(home).filter((name) => name !== 'scratch')).toEqual(files.home);
  for (const entry of readdirSync(path.join(home, 'backups'), { withFileTypes: true })) {
    expect(entry.isDirectory()).toBe(true);
    expect(entry.name).toMatch(/^[a-z0-9][a-z0-9_-]{0,48}$/);
    const kinds = readdirSync(path.join(home, 'backups', entry.name)).map((file) => entryKind(file));
    expect(kinds.filter((kind) => kind === 'foreign' || kind === 'partial')).toEqual([]);
  }
}

describe('a plan, a database, a schema, a table and a column', () => {
  it.each(names.map((name, index) => ({ name, shown: JSON.stringify(name), format: formats[index % 2] ?? 'custom' })))(
    'called $shown are only names ($format)',
    async ({ name, format }) => {
      const { app } = await openTestApp({ home });
      await createHostile(name);
      const databases = await server.databases();
      await app.call('plans.add', {
        name,
        connection: 'server',
        database: name,
        schedule: null,
        format,
        retention: { last: 1 },
      });
      expect((await app.call('plans.show', { name })).plans).toMatchObject([{ name, database: name }]);

      const { backup, run } = await app.call('backups.take', { plan: name });
      expect(backup).toMatchObject({ plan: name, database: name, state: 'good' });
      expect(run).toMatchObject({ state: 'succeeded', warnings: [] });
      expect(path.dirname(backup.path)).toBe(path.join(home, 'backups', slug(name)));

      const found = await app.call('backups.list', { plan: name, search: name });
      expect(found.backups).toEqual([backup]);
      const { contents } = await app.call('backups.show', { backup: `latest:${name}` });
      expect(contents).toMatchObject({ tables: [{ schema: name, name, rows: 2 }] });
      expect(contents?.schemas).toContain(name);
      const { results } = await app.call('backups.verify', { backup: backup.id, level: 'decoded' });
      expect(results).toEqual([{ backup: backup.id, level: 'decoded', ok: true }]);

      await server.sql(`DROP DATABASE ${quoteIdentifier(name)}`);
      const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: name });
      expect(restore).toMatchObject({ ok: true, database: name, rows: 2, differences: [], errors: [] });
      const id = quoteIdentifier(name);
      expect(await server.sql(`SELECT ${id} AS value FROM ${id}.${id} ORDER BY 1`, name)).toEqual([
        { value: 'one' },
        { value: 'two' },
      ]);

      const second = await app.call('backups.take', { plan: name });
      const { kept, deleted } = await app.call('plans.prune', { name });
      expect(kept.map((one) => one.backup)).toEqual([second.backup.id]);
      expect(deleted.map((one) => one.backup)).toEqual([backup.id]);
      expect((await app.call('runs.list', { plan: name })).runs).toHaveLength(5);
      expect(await server.databases()).toEqual(databases);
      await expectNothingOutside();
      await server.sql(`DROP DATABASE ${id}`);
    },
  );

  it('never share a folder, and are all found again from their manifests', async () => {
    const folders = readdirSync(path.join(home, 'backups'));
    expect(folders).toHaveLength(names.length);
    expect(new Set(folders.map((folder) => folder.toLowerCase().normalize())).size).toBe(names.length);

    const { app } = await openTestApp();
    const rebuilt = await app.call('catalog.rebuild', { dirs: [path.join(home, 'backups')] });
    expect(rebuilt).toEqual({ adopted: names.length, missing: 0, unknown: 0, details: [] });
    const { backups } = await app.call('backups.list', { limit: 1_000 });
    expect(backups.map(({ plan }) => plan).toSorted()).toEqual(names.toSorted());
    expect(listTree(watch)).toEqual([]);
  });
});
