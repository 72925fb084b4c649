import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, type TestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { halfWay, hastyClock } from './faults.ts';
import { catalogRows, failure, filesUnder, take } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
// Much more than the pipes between the server, pg_dump and Lifeboat hold: a dump of it cannot end unread.
await server.sql(
  `CREATE TABLE noise AS SELECT i, repeat(md5(i::text), 32) AS filling FROM generate_series(1, 20000) i`,
  'shop',
);

function runStates(home: string) {
  return catalogRows<{ state: string; error: string | null }>(
    home,
    'SELECT state, error FROM runs ORDER BY started_at',
  );
}

/** What a cancelled backup must not leave: files, leases, sessions. */
async function expectNothingLeft({ app, home }: TestApp): Promise<void> {
  expect(filesUnder(path.join(home, 'backups'))).toEqual([]);
  expect(await app.call('backups.list', {})).toEqual({ backups: [] });
  expect(catalogRows(home, 'SELECT * FROM leases')).toEqual([]);
  expect(filesUnder(path.join(home, 'scratch'))).toEqual([]);
}

describe('a backup that is cancelled', () => {
  it.each(['custom', 'plain'] as const)(
    'while pg_dump writes the %s format ends as cancelled and leaves nothing',
    async (format) => {
      const test = await openTestApp({ ports: { clock: hastyClock() } });
      const { app, home } = test;
      await addPlan(app, server, { database: 'shop', format, compression: 'none' });
      const stop = new AbortController();
      halfWay(app, () => stop.abort());
      const error = await failure('cancelled', app.call('backups.take', { plan: 'plan' }, stop.signal));
      expect(error.kind).toBe('cancelled');
      expect(runStates(home).map(({ state }) => state)).toEqual(['cancelled']);
      const states = test.events.flatMap((event) => (event.type === 'run' ? [event.run.state] : []));
      expect([...new Set(states)]).toEqual(['queued', 'running', 'cancelling', 'cancelled']);
      await expectNothingLeft(test);
    },
  );

  it.runIf(canFakeTools).each(['custom', 'directory'] as const)(
    'while pg_dump is silent in the %s format is stopped as well',
    async (format) => {
      const { wait, arrival } = gate();
      const script = `for arg; do case "$arg" in --file=*) echo begun > "\${arg#--file=}/1.dat";; esac; done; ${wait}`;
      const { env } = fakeTools(server.binDir, { pg_dump: script });
      const test = await openTestApp({ env });
      await addPlan(test.app, server, { database: 'shop', format });
      const stop = new AbortController();
      const taking = test.app.call('backups.take', { plan: 'plan' }, stop.signal);
      await arrival();
      stop.abort();
      await failure('cancelled', taking);
      await expectNothingLeft(test);
    },
  );

  it.each([
    'claimed',
    'snapshot-opened',
    'partial-opened',
    'dumped',
    'archive-synced',
    'archive-reread',
    'globals-dumped',
  ])('at the step "%s" is cancelled, however late', async (step) => {
    const stop = new AbortController();
    const test = await openTestApp({ ports: { checkpoint: (at) => at === step && stop.abort() } });
    await addPlan(test.app, server, { database: 'shop' });
    await failure('cancelled', test.app.call('backups.take', { plan: 'plan' }, stop.signal));
    expect(stop.signal.aborted).toBe(true);
    expect(runStates(test.home).map(({ state }) => state)).toEqual(['cancelled']);
    if (step !== 'claimed') await expectNothingLeft(test);
    expect((await take(test.app)).state).toBe('good');
  });

  it.each(['archive-published', 'globals-published', 'manifest-published', 'folder-synced'])(
    'at the step "%s" is too late: the backup is whole and stays',
    async (step) => {
      const stop = new AbortController();
      const test = await openTestApp({ ports: { checkpoint: (at) => at === step && stop.abort() } });
      await addPlan(test.app, server, { database: 'shop' });
      const { backup } = await test.app.call('backups.take', { plan: 'plan' }, stop.signal);
      expect(stop.signal.aborted).toBe(true);
      expect(await test.app.call('backups.verify', { backup: backup.id })).toMatchObject({ results: [{ ok: true }] });
      expect(runStates(test.home).map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    },
  );

  it('before its turn never starts', async () => {
    const { app, home } = await openTestApp();
    await addPlan(app, server, { database: 'shop' });
    const error = await failure('cancelled', app.call('backups.take', { plan: 'plan' }, AbortSignal.abort()));
    expect(error.nextStep).not.toBe('');
    expect(runStates(home).map(({ state }) => state)).toEqual(['cancelled']);
    expect(readdirSync(home)).not.toContain('backups');
  });

  it('while it waits for another one of the same server leaves that one alone', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', name: 'first' });
    await addPlan(app, server, { database: 'shop', name: 'second' });
    const stop = new AbortController();
    const first = take(app, 'first');
    const second = app.call('backups.take', { plan: 'second' }, stop.signal);
    stop.abort();
    await failure('cancelled', second);
    expect((await first).state).toBe('good');
  });
});
