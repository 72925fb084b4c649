import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { openSession } from '../../main/postgres/session.ts';
import { startTestServer, type TestServer } from '../helpers/server.ts';
import { beforeFailure } from './failing.ts';
import { crash, halfWay, hastyClock, sqlSync, startAgain } from './faults.ts';
import { take } from './support.ts';

// A server of its own: this file stops it again and again.
const server = await startTestServer();

/** More than the pipes between server, pg_dump and Lifeboat hold. */
async function large(target: TestServer, database: string): Promise<string> {
  await target.createDatabase(database);
  await target.sql(
    `CREATE TABLE noise AS SELECT i, repeat(md5(i::text), 32) AS filling FROM generate_series(1, 20000) i`,
    database,
  );
  return database;
}

/** The first bytes are the archive's head, which may come before the rows: so the session is looked for until it is there. */
const END_THE_COPY = `DO $$ BEGIN
  LOOP
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY %';
    EXIT WHEN FOUND;
    PERFORM pg_stat_clear_snapshot();
    PERFORM pg_sleep(0.01);
  END LOOP;
END $$`;

const hasty = () => ({ ports: { clock: hastyClock() } });

describe.skipIf(process.platform === 'win32')('a backup fails half way, and earlier ones stay, when', () => {
  it.each(['custom', 'plain'] as const)('the server stops during a dump in the %s format', async (format) => {
    const database = await large(server, `stopped_${format}`);
    const { app, sane, expectFailure } = await beforeFailure(
      server,
      { database, format, compression: 'none' },
      hasty(),
    );
    halfWay(app, () => crash(server));
    const error = await expectFailure('connection_lost');
    expect(error.message).toMatch(/connection|session/);
    startAgain(server);
    expect((await take(sane.app)).state).toBe('good');
  });

  it.runIf(canFakeTools)('the server stops before pg_dump has connected', async () => {
    const { wait, arrival, open } = gate();
    const database = await large(server, 'stopped_early');
    const tools = fakeTools(server.binDir, { pg_dump: `${wait}; exec "$REAL" "$@"` });
    const { expectFailure } = await beforeFailure(server, { database, content: 'schema' }, tools);
    const failing = expectFailure('server_unreachable');
    await arrival();
    crash(server);
    await open();
    await failing;
    startAgain(server);
  });

  it.runIf(canFakeTools)('the server stops while rows are counted: pg_dump is not waited for', async () => {
    const { wait, arrival } = gate();
    await server.createDatabase('uncounted');
    // Rows that cannot be read until the test lets them be, which it never does.
    await server.sql(
      `CREATE TABLE slow (a int);
       CREATE FUNCTION slowly(slow) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN 'x'; END $f$;
       CREATE CAST (slow AS text) WITH FUNCTION slowly(slow)`,
      'uncounted',
    );
    const tools = fakeTools(server.binDir, { pg_dump: wait });
    const { expectFailure } = await beforeFailure(server, { database: 'uncounted', fingerprint: 'hashes' }, tools);
    await server.sql('INSERT INTO slow VALUES (1)', 'uncounted');
    await using other = await openSession(server.access, 'uncounted');
    await other.query('SELECT pg_advisory_lock(1)');
    const failing = expectFailure('connection_lost');
    await arrival();
    crash(server);
    await failing;
    startAgain(server);
  });

  it('somebody ends the session of pg_dump', async () => {
    const database = await large(server, 'terminated');
    const { app, expectFailure } = await beforeFailure(server, { database, compression: 'none' }, hasty());
    halfWay(app, () => sqlSync(server, END_THE_COPY));
    const error = await expectFailure('connection_lost');
    expect(error.nextStep).toContain('tries again');
  });
});
