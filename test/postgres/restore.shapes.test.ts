import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../shared/contract.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { dumpText, take } from './support.ts';

const server = await startTestServer();

/** Backs a database up, restores it, and has Lifeboat compare the two. */
async function copyOf(source: string, plan: Partial<CallInput<'plans.add'>> = {}) {
  const { app } = await openTestApp();
  await addPlan(app, server, { database: source, fingerprint: 'hashes', ...plan });
  const backup = await take(app);
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: `${source}_copy` });
  expect(restore).toMatchObject({ ok: true, differences: [], errors: [], omitted: [] });
  return { app, backup, restore };
}

describe('a restored database equals its source', () => {
  it('with every extension that PostgreSQL ships', async () => {
    await server.createDatabase('extended');
    const available = await server.sql<{ name: string }>(
      // Some change what every statement does, others have to be loaded at the start of the server.
      `SELECT name FROM pg_available_extensions WHERE name NOT IN ('plpgsql', 'sepgsql') ORDER BY 1`,
    );
    for (const { name } of available) await server.sql(`CREATE EXTENSION IF NOT EXISTS "${name}" CASCADE`, 'extended');
    await server.sql(
      `CREATE TABLE odd (h hstore, l ltree, c cube, t citext, i isbn13, s seg, u uuid DEFAULT uuid_generate_v4());
       INSERT INTO odd VALUES ('a=>1, b=>NULL', 'Top.Science', '(1,2),(3,4)', 'MiXed', '978-0-393-04002-9', '1..2');
       CREATE INDEX ON odd USING gist (l); CREATE INDEX ON odd USING gin (h); CREATE INDEX ON odd USING bloom (md5(t::text));
       CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
       CREATE FOREIGN TABLE far (a int) SERVER elsewhere`,
      'extended',
    );
    const { restore, backup } = await copyOf('extended');
    expect(restore.rows).toBe(1);
    expect(await dumpText(server, 'extended_copy')).toBe(await dumpText(server, 'extended'));
    expect(backup.warnings).toEqual([]);
    expect(available.length).toBeGreaterThan(30);
  });

  it('with publications of tables, of schemas and of everything', async () => {
    await server.createDatabase('published');
    await server.sql(
      `CREATE TABLE news (id int PRIMARY KEY, body text); CREATE PUBLICATION chosen FOR TABLE news WHERE (id > 0);
       CREATE PUBLICATION rest FOR TABLES IN SCHEMA public; CREATE PUBLICATION every FOR ALL TABLES; INSERT INTO news VALUES (1, 'x')`,
      'published',
    );
    await copyOf('published');
    expect(await dumpText(server, 'published_copy')).toBe(await dumpText(server, 'published'));
  });

  it('with 2,000 tables', async () => {
    await server.createDatabase('wide');
    await server.sql(
      `DO $$ BEGIN FOR i IN 1..2000 LOOP
         EXECUTE format('CREATE TABLE t_%s (id int PRIMARY KEY, v text)', i);
         EXECUTE format('INSERT INTO t_%s SELECT g, md5(g::text) FROM generate_series(1, %s) g', i, i % 5);
       END LOOP; END $$`,
      'wide',
    );
    const { restore } = await copyOf('wide');
    expect(restore).toMatchObject({ tables: 2000, rows: 4000 });
  });

  it('with 200 MB of bytes in one table', async () => {
    await server.createDatabase('heavy');
    await server.sql(
      `CREATE TABLE files (id int PRIMARY KEY, content bytea); ALTER TABLE files ALTER content SET STORAGE EXTERNAL;
       INSERT INTO files SELECT i, decode(repeat(md5(i::text), 65536), 'hex') FROM generate_series(1, 200) i`,
      'heavy',
    );
    const { restore, backup } = await copyOf('heavy', { compression: 'none' });
    expect(restore.rows).toBe(200);
    expect(backup.plainBytes).toBeGreaterThan(200_000_000);
  });
});

it('tells of an index that is not valid, because pg_dump leaves it out', async () => {
  await server.createDatabase('broken');
  await server.sql('CREATE TABLE item (a int); INSERT INTO item VALUES (1), (1)', 'broken');
  // It fails, and leaves its index behind.
  await expect(server.sql('CREATE UNIQUE INDEX CONCURRENTLY item_a ON item (a)', 'broken')).rejects.toThrow(
    'could not create unique index',
  );
  const { app } = await copyOf('broken');
  const { runs } = await app.call('runs.list', {});
  expect(runs.find(({ kind }) => kind === 'backup')?.advisories).toContainEqual(
    expect.objectContaining({ code: 'invalid_index', message: expect.stringContaining('public.item_a') }),
  );
});
