import { describe, expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer } from '../helpers/server.ts';
import { attempts, backupRuns, DAY, HOUR, ledger, MINUTE, restarted, scheduled } from './scheduling.ts';
import { catalogRows, failure, manifestOf } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS i', 'shop');

const daily = { database: 'shop', schedule: '0 2 * * *' };

describe('a slot', () => {
  it('runs once at its time, however often the schedule is looked at', async () => {
    const { home, app, clock, scheduler, tick, passes } = await scheduled(server, '2025-01-01T01:58:00Z', daily);
    await tick();
    expect(ledger(home)).toEqual([]);
    await passes(MINUTE);
    clock.advance(MINUTE);
    await Promise.all([scheduler.reconcile(), scheduler.reconcile(), scheduler.reconcile()]);
    await scheduler.idle();
    for (let minute = 0; minute < 5; minute += 1) await passes(MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done']);
    expect(attempts(home)).toEqual(['2025-01-01T02:00Z schedule 1 succeeded']);
    const { backups } = await app.call('backups.list', {});
    expect(backups).toHaveLength(1);
    for (const backup of backups) expect((await manifestOf(backup)).slot).toBe('2025-01-01T02:00:00.000Z');
  });

  it('runs each day, and retention follows', async () => {
    const plan = { ...daily, retention: { last: 2 } };
    const { home, app, passes } = await scheduled(server, '2025-01-01T01:59:00Z', plan);
    await passes(MINUTE);
    for (let day = 0; day < 3; day += 1) await passes(DAY);
    expect(ledger(home)).toEqual([1, 2, 3, 4].map((day) => `2025-01-0${day}T02:00Z done`));
    const { backups } = await app.call('backups.list', {});
    expect(backups.map((backup) => backup.createdAt)).toEqual(['2025-01-04T02:00:00.000Z', '2025-01-03T02:00:00.000Z']);
    const prunes = `SELECT state, trigger FROM runs WHERE kind = 'prune'`;
    expect(catalogRows(home, prunes)).toEqual([1, 2, 3, 4].map(() => ({ state: 'succeeded', trigger: 'schedule' })));
  });

  it('that is not of this plan does not concern it: two plans run their own', async () => {
    const { home, app, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
    await app.call('plans.add', {
      name: 'noon',
      connection: 'server',
      database: 'shop',
      schedule: '0 12 * * *',
      drillEvery: 'never',
      zone: 'UTC',
    });
    await app.call('plans.add', { name: 'by hand', connection: 'server', database: 'shop', schedule: null });
    await passes(MINUTE);
    await passes(10 * HOUR);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done', '2025-01-01T12:00Z done']);
    expect(backupRuns(home).map((run) => run.plan)).toEqual(['plan', 'noon']);
  });
});

describe('what was slept through is caught up by one run', () => {
  it('under its own slot, and the regular slots stay where they are', async () => {
    const plan = { database: 'shop', schedule: '0 * * * *' };
    const { home, passes, sleeps } = await scheduled(server, '2025-01-01T00:59:00Z', plan);
    await passes(MINUTE);
    await sleeps(4.5 * HOUR);
    await passes(30 * MINUTE);
    expect(ledger(home)).toEqual([
      '2025-01-01T01:00Z done',
      '2025-01-01T02:00Z missed asleep',
      '2025-01-01T03:00Z missed asleep',
      '2025-01-01T04:00Z missed asleep',
      '2025-01-01T05:00Z done',
      '2025-01-01T06:00Z done',
    ]);
    expect(attempts(home)).toEqual([
      '2025-01-01T01:00Z schedule 1 succeeded',
      '2025-01-01T05:00Z catchup 1 succeeded',
      '2025-01-01T06:00Z schedule 1 succeeded',
    ]);
  });

  it('when Lifeboat did not run for 9 days', async () => {
    const { home, app, clock, passes, scheduler } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
    await passes(MINUTE);
    await scheduler.stop();
    app.close();
    clock.advance(9 * DAY + HOUR);
    const again = await restarted(clock, { home });
    await again.tick();
    await again.tick();
    expect(ledger(home)).toEqual([
      '2025-01-01T02:00Z done',
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((day) => `2025-01-0${day}T02:00Z missed app_not_running`),
      '2025-01-10T02:00Z done',
    ]);
    expect(attempts(home).slice(1)).toEqual(['2025-01-10T02:00Z catchup 1 succeeded']);
    expect((await again.app.call('status.get', {})).plans).toMatchObject([{ state: 'protected' }]);
  });

  it('even 20,000 slots of a schedule that is due every minute', async () => {
    const { home, tick, sleeps } = await scheduled(server, '2025-01-01T00:00:30Z', {
      database: 'shop',
      schedule: '* * * * *',
    });
    await tick();
    await sleeps(20 * DAY);
    const counted = `SELECT state, reason, count(*) AS n, min(slot) AS first FROM slots GROUP BY state, reason ORDER BY state`;
    expect(catalogRows(home, counted)).toEqual([
      { state: 'done', reason: null, n: 1, first: '2025-01-21T00:00:00.000Z' },
      { state: 'missed', reason: 'asleep', n: 19_999, first: '2025-01-07T02:41:00.000Z' },
    ]);
    expect(attempts(home)).toEqual(['2025-01-21T00:00Z schedule 1 succeeded']);
  });
});

describe('a pause', () => {
  it('until it is resumed skips its slots, which are not caught up', async () => {
    const { home, app, passes } = await scheduled(server, '2025-01-01T01:00:00Z', daily);
    await app.call('plans.pause', { name: 'plan' });
    await passes(DAY);
    await passes(DAY);
    await app.call('plans.resume', { name: 'plan' });
    await passes(MINUTE);
    expect(attempts(home)).toEqual([]);
    await passes(DAY);
    expect(ledger(home)).toEqual([
      '2025-01-01T02:00Z skipped paused',
      '2025-01-02T02:00Z skipped paused',
      '2025-01-03T02:00Z done',
    ]);
  });

  it('until an instant ends by itself, also while Lifeboat sleeps', async () => {
    const { home, app, tick, sleeps } = await scheduled(server, '2025-01-01T01:00:00Z', daily);
    await tick();
    await app.call('plans.pause', { name: 'plan', until: '2025-01-02T12:00:00Z' });
    await sleeps(4 * DAY);
    expect(ledger(home)).toEqual([
      '2025-01-01T02:00Z skipped paused',
      '2025-01-02T02:00Z skipped paused',
      '2025-01-03T02:00Z missed asleep',
      '2025-01-04T02:00Z done',
    ]);
    expect((await app.call('plans.show', { name: 'plan' })).plans).toMatchObject([{ paused: null }]);
  });

  it('does not forgive what was due before it', async () => {
    const { home, app, clock, tick } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
    clock.sleep(2 * MINUTE);
    await app.call('plans.pause', { name: 'plan' });
    await tick();
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z waiting']);
    await app.call('plans.resume', { name: 'plan' });
    await tick();
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done']);
  });
});

it('runs in one process of a home only', async () => {
  const { home, app, passes, scheduler } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
  const other = await openTestApp({ home });
  for (const one of [app, other.app]) await failure('scheduler_running', (async () => one.openScheduler())());
  await passes(MINUTE);
  expect(ledger(home)).toEqual(['2025-01-01T02:00Z done']);
  await scheduler.stop();
  const next = other.app.openScheduler();
  await next.stop();
});

describe('stopped so that what runs may end', () => {
  const hourly = { database: 'shop', schedule: '0 * * * *' };

  /** A backup of the schedule that waits for a lock, and another plan whose slot is due in a minute. */
  async function underWay() {
    const test = await scheduled(server, '2025-01-01T00:59:00Z', hourly);
    await addPlan(test.app, server, { database: 'shop', name: 'second', schedule: '1 * * * *', zone: 'UTC' });
    const lock = await lockTable(server, 'shop');
    const running = new Promise<void>((resolve) => {
      test.app.listen((event) => event.type === 'run' && event.run.state === 'running' && resolve());
    });
    test.clock.advance(MINUTE);
    await test.scheduler.reconcile();
    await running;
    return { ...test, lock };
  }

  it('lets it end and starts nothing more; what comes due is caught up by the next process', async () => {
    const { home, app, clock, scheduler, lock } = await underWay();
    const stopped = scheduler.stop({ drain: true });
    clock.advance(MINUTE);
    await scheduler.reconcile();
    await lock[Symbol.asyncDispose]();
    await stopped;
    expect(attempts(home)).toEqual(['2025-01-01T01:00Z schedule 1 succeeded']);
    expect(ledger(home)).toEqual(['2025-01-01T01:00Z done']);
    app.close();
    const next = await restarted(clock, { home });
    await next.passes(5 * MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T01:00Z done', '2025-01-01T01:01Z done']);
    expect(attempts(home)[1]).toBe('2025-01-01T01:01Z catchup 1 succeeded');
  });

  it('cancels it after all when it is told again', async () => {
    const { home, scheduler, lock } = await underWay();
    const stopped = scheduler.stop({ drain: true });
    await scheduler.stop();
    await stopped;
    await lock[Symbol.asyncDispose]();
    expect(attempts(home)).toEqual(['2025-01-01T01:00Z schedule 1 cancelled']);
    expect(ledger(home)).toEqual(['2025-01-01T01:00Z waiting interrupted']);
  });
});
