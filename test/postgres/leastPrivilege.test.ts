import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { failure, manifestOf, take } from './support.ts';

const run = promisify(execFile);
const server = await startTestServer();
const PASSWORD = 'not-to-be-guessed-9321';

async function psql(script: string): Promise<void> {
  const file = path.join(temporaryFolder(), 'script.sql');
  writeFileSync(file, script);
  await run(
    path.join(server.binDir, 'psql'),
    ['-X', '-h', server.host, '-p', String(server.port), '-U', server.user, '-d', 'postgres', '-f', file],
    { env: { ...process.env, PGPASSWORD: server.password } },
  );
}

async function build(database: string, ...statements: string[]): Promise<void> {
  for (const statement of statements) await server.sql(statement, database);
}

/** An application that makes its tables itself, with what a role without rights cannot read. */
async function application(database: string): Promise<void> {
  await server.createDatabase(database);
  await server.sql(
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app"owner') THEN CREATE ROLE "app""owner"; END IF; END $$`,
  );
  await build(
    database,
    `CREATE SCHEMA "App's \\" AUTHORIZATION "app""owner"`,
    `SET ROLE "app""owner"; CREATE TABLE "App's \\"."or""ders" (id serial PRIMARY KEY, note text);
     INSERT INTO "App's \\"."or""ders" (note) SELECT 'x' FROM generate_series(1, 50); RESET ROLE`,
    `CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9)`,
    `CREATE MATERIALIZED VIEW sums AS SELECT count(*) FROM parts`,
    `SELECT lo_from_bytea(17001, 'large')`,
    `CREATE TABLE rows_of_many (owner name); ALTER TABLE rows_of_many ENABLE ROW LEVEL SECURITY; INSERT INTO rows_of_many VALUES ('x')`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
  );
}

/** Two applications: one with the superuser's connection, and one whose plan uses the role. */
async function open(database: string, role: string) {
  const { app, home } = await openTestApp();
  const { host, port, user, password } = server;
  await app.call('connections.add', { name: 'root', host, port, user, password });
  await app.call('connections.add', { name: 'server', host, port, user: role, password: PASSWORD, database });
  await app.call('plans.add', { name: 'plan', connection: 'server', database, schedule: null, drillEvery: 'never' });
  return { app, home };
}

it.each([
  ['every database', []],
  ['one database', ['it\'s "one" \\']],
])('a role made by the script for %s backs up everything, and what a migration adds', async (_what, databases) => {
  const database = databases[0] ?? 'all of it';
  const role = databases.length === 0 ? 'life"boat\'s %s' : 'lifeboat_reader';
  const quoted = `"${database.replaceAll('"', '""')}"`;
  await application(database);
  const { app } = await open(database, role);
  const { script } = await app.call('connections.grantScript', { name: 'root', role, databases });
  expect(script).not.toMatch(/PASSWORD '/);
  expect(script.includes('GRANT pg_read_all_data')).toBe(databases.length === 0);
  await psql(script);
  await psql(script);
  await server.sql(`ALTER ROLE "${role.replaceAll('"', '""')}" PASSWORD '${PASSWORD}'`);
  const first = await take(app);
  const { fingerprint, warnings, globals } = await manifestOf(first);
  expect(fingerprint.tables.map(({ name, rows }) => [name, rows])).toEqual([
    ['or"ders', 50],
    ['parts_1', 0],
    ['rows_of_many', 1],
  ]);
  expect(fingerprint.largeObjects?.count).toBe(1);
  expect(warnings).toEqual([]);
  expect(globals).not.toBeNull();
  await build(
    database,
    `SET ROLE "app""owner"; CREATE TABLE "App's \\".added (id serial); INSERT INTO "App's \\".added DEFAULT VALUES;
     RESET ROLE; GRANT CREATE ON DATABASE ${quoted} TO "app""owner"`,
    `SET ROLE "app""owner"; CREATE SCHEMA later; CREATE TABLE later.on_top (a int); RESET ROLE`,
  );
  const { fingerprint: next } = await manifestOf(await take(app));
  expect(next.tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['added', 'on_top']));
  await server.sql(`DROP DATABASE ${quoted}`);
});

it('names all that a role may not read, with statements that help', async () => {
  await application('locked');
  const role = 'reader"s';
  await server.sql(`CREATE ROLE "reader""s" LOGIN PASSWORD '${PASSWORD}'`);
  const { app } = await open('locked', role);
  const taken = () => failure('permission_denied', app.call('backups.take', { plan: 'plan' }));
  const error = await taken();
  for (const statement of [
    `GRANT USAGE ON SCHEMA "App's \\", "public" TO "reader""s";`,
    `GRANT SELECT ON TABLE "App's \\"."or""ders", "public"."parts", "public"."parts_1", "public"."rows_of_many" TO "reader""s";`,
    `GRANT SELECT ON SEQUENCE "App's \\"."or""ders_id_seq" TO "reader""s";`,
    `GRANT SELECT ON LARGE OBJECT 17001 TO "reader""s";`,
  ]) {
    expect(error.nextStep).toContain(statement);
    expect(error.detail).toContain(statement);
  }
  expect(error.nextStep).toContain(
    `ALTER DEFAULT PRIVILEGES FOR ROLE "app""owner" GRANT SELECT ON TABLES TO "reader""s";`,
  );
  await server.sql(error.detail ?? '', 'locked');
  const hidden = await taken();
  expect(hidden.message).toContain('Row-level security');
  await server.sql(hidden.nextStep.replace(/^[^:]*: /, ''), 'locked');
  expect((await manifestOf(await take(app))).fingerprint.tables).toHaveLength(3);
});

it('fails whenever a migration has added what the role may not read, and says what to grant', async () => {
  await application('migrated');
  await server.sql(`CREATE ROLE plainreader LOGIN BYPASSRLS PASSWORD '${PASSWORD}'`);
  const { app } = await open('migrated', 'plainreader');
  const denied = () => failure('permission_denied', app.call('backups.take', { plan: 'plan' }));
  await server.sql((await denied()).detail ?? '', 'migrated');
  await take(app);
  for (const [migration, grant] of [
    ['CREATE TABLE added (a int)', 'SELECT ON TABLE "public"."added"'],
    ['CREATE SEQUENCE counter', 'SELECT ON SEQUENCE "public"."counter"'],
    ['CREATE SCHEMA apart; CREATE TABLE apart.t (a int); GRANT SELECT ON apart.t TO PUBLIC', 'USAGE ON SCHEMA "apart"'],
    ['CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)', 'SELECT ON TABLE "public"."parts_2"'],
    ['SELECT lo_create(17002)', 'SELECT ON LARGE OBJECT 17002'],
  ] as const) {
    await build('migrated', migration);
    const { detail = '' } = await denied();
    expect(detail).toBe(`GRANT ${grant} TO "plainreader";`);
    await server.sql(detail, 'migrated');
  }
  expect((await take(app)).state).toBe('good');
});

it('does not ask for rights that pg_dump does not need', async () => {
  await server.createDatabase('modest');
  await build(
    'modest',
    'CREATE TABLE base (a serial); CREATE VIEW seen AS SELECT * FROM base; CREATE MATERIALIZED VIEW kept AS SELECT * FROM base',
    'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE far (a int) SERVER s',
    `SELECT lo_create(17005); ALTER TABLE base ENABLE ROW LEVEL SECURITY`,
    `CREATE ROLE modest LOGIN PASSWORD '${PASSWORD}'; GRANT SELECT ON base TO modest`,
  );
  const { app } = await open('modest', 'modest');
  await app.call('plans.add', {
    name: 'schema',
    connection: 'server',
    database: 'modest',
    schedule: null,
    content: 'schema',
  });
  expect((await take(app, 'schema')).state).toBe('good');
  await server.sql(
    'GRANT SELECT ON SEQUENCE base_a_seq TO modest; ALTER TABLE base DISABLE ROW LEVEL SECURITY; SELECT lo_unlink(17005)',
    'modest',
  );
  expect((await take(app)).state).toBe('good');
});
