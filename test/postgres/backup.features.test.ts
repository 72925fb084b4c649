import { describe, expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer, type TestServer } from '../helpers/server.ts';
import { features } from './features.ts';
import { dumpText, manifestOf, take } from './support.ts';

const server = await startTestServer();

/** Backs a database up, restores it, and compares in two ways: Lifeboat's, and what pg_dump says of both. */
async function expectEqualCopy(target: TestServer, source: string, format: 'custom' | 'directory' = 'custom') {
  const { app } = await openTestApp();
  await addPlan(app, target, { database: source, fingerprint: 'hashes', format });
  const backup = await take(app);
  const copy = `${source}_${format}_copy`;
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: copy });
  expect(restore).toMatchObject({ ok: true, differences: [], errors: [] });
  expect(await dumpText(target, copy)).toBe(await dumpText(target, source));
  return { app, backup, copy };
}

async function build(database: string, ...statements: string[]): Promise<void> {
  for (const statement of statements) await server.sql(statement, database);
}

describe('a restored database equals its source', () => {
  it.each(['custom', 'directory'] as const)('with every feature together, in the %s format', async (format) => {
    const source = `everything_${format}`;
    await server.createDatabase(source);
    await build(source, ...Object.values(features));
    const { backup, copy } = await expectEqualCopy(server, source, format);
    const { fingerprint } = await manifestOf(backup);
    const rows = Object.fromEntries(fingerprint.tables.map((table) => [`${table.schema}.${table.name}`, table.rows]));
    expect(rows).toMatchObject({
      'public.animal': 1,
      'public.dog': 2,
      'public.columnless': 2,
      'public.vacant': 0,
      'public.scratchpad': 10,
      'public.two\nlines': 1,
      'My.Schema.a.b': 1,
    });
    expect(rows).not.toHaveProperty('public.parts');
    const large = 'SELECT length(lo_get(16001)) AS n, length(lo_get(16002)) AS none';
    expect(await server.sql(large, copy)).toEqual([{ n: 65_000, none: 0 }]);
    expect(await server.sql(`SELECT tgenabled FROM pg_trigger WHERE tgname = 'b_off'`, copy)).toEqual([
      { tgenabled: 'D' },
    ]);
  });

  it('with rights on columns, default rights and an owner of its own', async () => {
    await server.sql('CREATE ROLE app_owner; CREATE ROLE "Reporting Team"; CREATE ROLE lo_owner');
    await server.createDatabase('rights');
    await build(
      'rights',
      'CREATE TABLE pay (person text, amount int); ALTER TABLE pay OWNER TO app_owner',
      'GRANT SELECT (person), UPDATE (amount) ON pay TO "Reporting Team" WITH GRANT OPTION',
      'REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO "Reporting Team"',
      'ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA public GRANT SELECT ON TABLES TO "Reporting Team"',
      'ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC',
      `SELECT lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO lo_owner`,
    );
    const { backup } = await expectEqualCopy(server, 'rights');
    const { contents } = await manifestOf(backup);
    expect(contents.roles).toEqual(['Reporting Team', 'app_owner', 'lo_owner']);
  });

  it.each([
    ['latin1', `ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`],
    ['sql_ascii', `ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'`],
    ['win1252', `ENCODING 'WIN1252' LC_COLLATE 'C' LC_CTYPE 'POSIX'`],
    ['icu', `LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk' ENCODING 'UTF8'`],
  ])('in the encoding or locale %s, which the copy has too', async (name, options) => {
    const [{ icu } = { icu: false }] = await server.sql<{ icu: boolean }>(
      `SELECT current_setting('server_version_num')::int >= 150000 AND EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i') AS icu`,
    );
    if (name === 'icu' && !icu) return;
    const source = `in_${name}`;
    await server.sql(`CREATE DATABASE ${source} TEMPLATE template0 ${options}`);
    await build(
      source,
      `CREATE TABLE "größe" ("wért" text); INSERT INTO "größe" VALUES ('Äpfel'), ('Zürich'), ('Öl'), ('Apfel')`,
      `CREATE INDEX ON "größe" ("wért")`,
    );
    const { copy } = await expectEqualCopy(server, source);
    const properties = async (database: string) =>
      await server.sql(
        `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, to_jsonb(d) ->> 'datlocprovider' AS provider,
           coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale') AS locale FROM pg_database d WHERE datname = '${database}'`,
      );
    expect(await properties(copy)).toEqual(await properties(source));
    const inOrder = `SELECT array_agg("wért" ORDER BY "wért") AS words FROM "größe"`;
    expect(await server.sql(inOrder, copy)).toEqual(await server.sql(inOrder, source));
  });

  it('that has nothing in it', async () => {
    await server.createDatabase('void');
    await expectEqualCopy(server, 'void');
  });
});

describe('a plan for a part', () => {
  it('of only the schema restores tables without rows', async () => {
    await server.createDatabase('schema_only');
    await build('schema_only', features['inheritance'] ?? '', features['generated and identity columns'] ?? '');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'schema_only', content: 'schema' });
    const backup = await take(app);
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'schema_copy' });
    expect(restore).toMatchObject({ ok: true, differences: [], rows: 0, tables: 3 });
    expect(await server.sql('SELECT count(*)::int AS n FROM animal', 'schema_copy')).toEqual([{ n: 0 }]);
    expect((await manifestOf(backup)).contents.tables.map((table) => table.rows)).toEqual([null, null, null]);
  });

  it('of only the data warns of circular foreign keys, and succeeds', async () => {
    await server.createDatabase('circular');
    await build('circular', features['circular foreign keys'] ?? '');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'circular', content: 'data' });
    const { backup, run } = await app.call('backups.take', { plan: 'plan' });
    expect(run.state).toBe('warned');
    expect(run.warnings.join('\n')).toMatch(/circular foreign-key constraints among these tables: (egg, hen|hen, egg)/);
    expect(run.warnings.join('\n')).toContain('this table: tree');
    expect(backup.warnings).toEqual(run.warnings);
    expect((await manifestOf(backup)).warnings).toEqual(run.warnings);
    expect(backup.state).toBe('good');
  });
});
