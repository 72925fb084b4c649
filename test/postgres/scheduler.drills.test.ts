import { expect, it } from 'vitest';
import { startTestServer } from '../helpers/server.ts';
import { DAY, HOUR, ledger, MINUTE, scheduled } from './scheduling.ts';
import { catalogRows, tamper } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS i', 'shop');

const daily = { database: 'shop', schedule: '0 2 * * *', drillEvery: 'week' as const };

/** The drills of a home as lines: the day, and what came of it. */
function drills(home: string): string[] {
  return catalogRows<{ at: string; trigger: string; state: string; result: string | null }>(
    home,
    `SELECT r.started_at AS at, r.trigger, r.state, d.state AS result FROM runs r LEFT JOIN drills d ON d.id = r.id
     WHERE r.kind = 'drill' ORDER BY r.rowid`,
  ).map(({ at, trigger, state, result }) => `${at.slice(0, 16)} ${trigger} ${state} ${result ?? 'nothing'}`);
}

it('the first backup is drilled at once, and then the newest one each week', async () => {
  const { home, app, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
  await passes(MINUTE);
  expect(drills(home)).toEqual(['2025-01-01T02:00 schedule succeeded restored']);
  for (let day = 2; day <= 8; day += 1) await passes(DAY);
  expect(drills(home).slice(1)).toEqual(['2025-01-08T02:00 schedule succeeded restored']);
  expect(ledger(home)).toHaveLength(8);
  const { drills: listed } = await app.call('drills.list', {});
  const [newest] = (await app.call('backups.list', {})).backups;
  // The drill was due by the clock before the backup of that minute was there.
  expect((await app.call('backups.list', {})).backups.map(({ id }) => id)).toContain(listed[0]?.backup);
  expect(newest?.state).toBe('good');
});

it('a fault is told, and looked at again after a day', async () => {
  const { home, app, passes, tick } = await scheduled(server, '2025-01-01T01:00:00Z', daily);
  const { backup } = await app.call('backups.take', { plan: 'plan' });
  await tamper(backup, (value) => ({
    ...value,
    fingerprint: { ...value.fingerprint, tables: value.fingerprint.tables.map((table) => ({ ...table, rows: 11 })) },
  }));
  await tick();
  await passes(MINUTE);
  expect(drills(home)).toEqual(['2025-01-01T01:00 schedule warned different']);
  expect((await app.call('status.get', {})).plans).toMatchObject([
    { lastDrill: { state: 'different' }, rtoMs: expect.any(Number) },
  ]);
  await passes(2 * HOUR);
  expect(drills(home)).toHaveLength(1);
  await passes(DAY);
  expect(drills(home).slice(1)).toEqual(['2025-01-02T03:01 schedule succeeded restored']);
  expect((await app.call('changes.list', {})).changes.map(({ state }) => state)).toEqual([
    'drill_passed',
    'drill_failed',
  ]);
});

it('what cannot be tested waits for the next interval, and no backup waits for it', async () => {
  const { home, app, passes, tick } = await scheduled(server, '2025-01-01T01:00:00Z', {
    ...daily,
    retention: { last: 9 },
  });
  const { backup } = await app.call('backups.take', { plan: 'plan' });
  await tamper(backup, (value) => ({ ...value, serverVersion: '99.0' }));
  await tick();
  for (let day = 1; day <= 3; day += 1) await passes(DAY);
  expect(drills(home)).toEqual(['2025-01-01T01:00 schedule warned untestable']);
  expect(ledger(home).filter((line) => line.endsWith(' done'))).toHaveLength(3);
  expect((await app.call('changes.list', {})).changes).toEqual([]);
});

it('a paused plan drills nothing; a stopped scheduler cancels the drill that runs', async () => {
  const { home, app, scheduler, tick } = await scheduled(server, '2025-01-01T01:00:00Z', daily);
  await app.call('backups.take', { plan: 'plan' });
  await app.call('plans.pause', { name: 'plan' });
  await tick();
  expect(drills(home)).toEqual([]);
  await app.call('plans.resume', { name: 'plan' });
  const restoring = new Promise<void>((resolve) => {
    app.listen((event) => event.type === 'progress' && event.progress.phase === 'preparing' && resolve());
  });
  await scheduler.reconcile();
  await restoring;
  await scheduler.stop();
  expect(drills(home)).toEqual(['2025-01-01T01:00 schedule cancelled nothing']);
});
