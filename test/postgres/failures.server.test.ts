import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { openSession } from '../../main/postgres/session.ts';
import { startTestServer } from '../helpers/server.ts';
import { beforeFailure } from './failing.ts';
import { changeCatalog, take } from './support.ts';

const server = await startTestServer();
await server.sql(`CREATE ROLE reader LOGIN PASSWORD 'reader-secret'; GRANT pg_read_all_data TO reader`);

async function database(name: string): Promise<string> {
  await server.createDatabase(name);
  await server.sql('CREATE TABLE item AS SELECT 1 AS a; CREATE TABLE price AS SELECT 2 AS b', name);
  return name;
}

/** Plans reach the server as a role that may read everything, but is nobody special. */
const asReader = { ...server, user: 'reader', password: 'reader-secret' };

describe('a backup fails, and earlier ones stay, when', () => {
  it('the password is wrong', async () => {
    const before = await beforeFailure(asReader, { database: await database('locked_out') });
    await before.app.call('connections.add', {
      name: 'wrong',
      host: server.host,
      port: server.port,
      user: 'reader',
      password: 'not-the-reader-secret',
    });
    changeCatalog(before.home, `UPDATE plans SET connection = 'wrong'`);
    const error = await before.expectFailure('authentication_failed');
    expect(error.message).toContain('reader');
    expect(JSON.stringify(error)).not.toContain('not-the-reader-secret');
  });

  it('the role has gone', async () => {
    await server.sql(`CREATE ROLE fleeting LOGIN PASSWORD 'fleeting-secret'; GRANT pg_read_all_data TO fleeting`);
    const asFleeting = { ...server, user: 'fleeting', password: 'fleeting-secret' };
    const { expectFailure } = await beforeFailure(asFleeting, { database: await database('roleless') });
    await server.sql('DROP ROLE fleeting');
    await expectFailure('authentication_failed');
  });

  it('the database does not exist any more', async () => {
    const { expectFailure } = await beforeFailure(server, { database: await database('dropped') });
    await server.sql('DROP DATABASE dropped');
    const error = await expectFailure('no_database');
    expect(error.message).toContain('"dropped"');
  });

  it('nothing listens at the address', async () => {
    const { home, expectFailure } = await beforeFailure(server, { database: await database('unheard') });
    changeCatalog(home, `UPDATE connections SET port = ?`, server.port === 1 ? 2 : 1);
    await expectFailure('server_unreachable');
  });

  it('the role may not read one of the tables', async () => {
    await server.sql(`CREATE ROLE guest LOGIN PASSWORD 'guest-secret'`);
    const name = await database('private');
    await server.sql('GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest', name);
    const asGuest = { ...server, user: 'guest', password: 'guest-secret' };
    const { expectFailure } = await beforeFailure(asGuest, { database: name });
    await server.sql('CREATE TABLE salary (amount int)', name);
    const error = await expectFailure('permission_denied');
    expect(error.message).toContain('"public"."salary"');
    expect(error.nextStep).toContain('GRANT SELECT ON TABLE "public"."salary" TO "guest";');
  });

  it('row-level security would hide rows', async () => {
    const name = await database('filtered');
    const { expectFailure } = await beforeFailure(asReader, { database: name });
    await server.sql('ALTER TABLE item ENABLE ROW LEVEL SECURITY', name);
    const error = await expectFailure('permission_denied');
    expect(error.message).toContain('Row-level security');
    expect(error.nextStep).toContain('ALTER ROLE "reader" BYPASSRLS;');
  });

  it('counting the rows of a table fails, whatever pg_dump makes of it', async () => {
    const name = await database('uncountable');
    const { expectFailure } = await beforeFailure(server, { database: name, fingerprint: 'hashes' });
    // The text of a row is what is hashed; a cast that fails makes the counting fail, and the snapshot with it.
    await server.sql(
      `CREATE TABLE bomb AS SELECT 1 AS a;
       CREATE FUNCTION explode(bomb) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION 'no such luck'; END $f$;
       CREATE CAST (bomb AS text) WITH FUNCTION explode(bomb)`,
      name,
    );
    const error = await expectFailure('tool_failed');
    expect(error.message).toContain('no such luck');
  });

  it.runIf(canFakeTools)('another session keeps a table locked', async () => {
    const { wait, arrival, open } = gate();
    // The real wait, but shorter; and not before the lock is taken.
    const impatient = `${wait}\nfor arg; do shift; case "$arg" in --lock-wait-timeout=*) arg=--lock-wait-timeout=100;; esac; set -- "$@" "$arg"; done\nexec "$REAL" "$@"`;
    const name = await database('contended');
    // Only the schema: counting rows would meet the lock first, and wait as long as pg_dump usually does.
    const plan = { database: name, content: 'schema' } as const;
    const { expectFailure } = await beforeFailure(server, plan, fakeTools(server.binDir, { pg_dump: impatient }));
    await using other = await openSession(server.access, name);
    const failing = expectFailure('lock_timeout');
    await arrival();
    await other.query('BEGIN; LOCK TABLE public.price IN ACCESS EXCLUSIVE MODE');
    await open();
    const error = await failing;
    expect(error.message).toContain('price');
    expect(error.nextStep).toContain('tries again');
  });
});

it('succeeds again after the reason has gone, without anything to clear up', async () => {
  const name = await database('healed');
  const { app, expectFailure } = await beforeFailure(asReader, { database: name });
  await server.sql('ALTER TABLE item ENABLE ROW LEVEL SECURITY', name);
  await expectFailure('permission_denied');
  await server.sql('ALTER TABLE item DISABLE ROW LEVEL SECURITY', name);
  expect((await take(app)).state).toBe('good');
});
