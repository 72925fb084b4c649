import { describe, expect, it } from 'vitest';
import { startTestServer } from '../helpers/server.ts';
import { attempts, backupRuns, DAY, HOUR, ledger, MINUTE, scheduled } from './scheduling.ts';
import { catalogRows } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');

describe('across a change of the clocks a daily schedule runs exactly once each day', () => {
  it.each([
    [
      'Europe/Berlin, forward',
      'Europe/Berlin',
      '30 2 * * *',
      '2025-03-29T01:30Z',
      '2025-03-30T01:00Z',
      '2025-03-31T00:30Z',
    ],
    [
      'Europe/Berlin, back',
      'Europe/Berlin',
      '30 2 * * *',
      '2025-10-25T00:30Z',
      '2025-10-26T00:30Z',
      '2025-10-27T01:30Z',
    ],
    [
      'America/New_York, forward',
      'America/New_York',
      '30 2 * * *',
      '2025-03-08T07:30Z',
      '2025-03-09T07:00Z',
      '2025-03-10T06:30Z',
    ],
    [
      'America/New_York, back',
      'America/New_York',
      '30 2 * * *',
      '2025-11-01T06:30Z',
      '2025-11-02T07:30Z',
      '2025-11-03T07:30Z',
    ],
    [
      'America/New_York, back, at the repeated 01:30',
      'America/New_York',
      '30 1 * * *',
      '2025-11-01T05:30Z',
      '2025-11-02T05:30Z',
      '2025-11-03T06:30Z',
    ],
  ])('in %s', async (_name, zone, schedule, ...expected) => {
    const start = expected[0].slice(0, 10);
    const { home, passes } = await scheduled(server, `${start}T00:00:00Z`, { database: 'shop', schedule, zone });
    // Half-hourly through three days: every instant at which a second run could be thought due is looked at.
    for (let hour = 0; hour < 72; hour += 0.5) await passes(HOUR / 2);
    expect(ledger(home)).toEqual(expected.map((slot) => `${slot} done`));
    expect(attempts(home)).toEqual(expected.map((slot) => `${slot} schedule 1 succeeded`));
  });

  it('when the whole change is slept through, too', async () => {
    const plan = { database: 'shop', schedule: '30 2 * * *', zone: 'Europe/Berlin' };
    const { home, tick, sleeps } = await scheduled(server, '2025-03-29T12:00:00Z', plan);
    await tick();
    await sleeps(3 * DAY);
    expect(ledger(home)).toEqual([
      '2025-03-30T01:00Z missed asleep',
      '2025-03-31T00:30Z missed asleep',
      '2025-04-01T00:30Z done',
    ]);
  });
});

describe('a clock that somebody sets', () => {
  const daily = { database: 'shop', schedule: '0 2 * * *', retention: { last: 1 } };

  it('back by an hour does not make a slot run twice', async () => {
    const { home, clock, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
    await passes(MINUTE);
    clock.set(new Date('2025-01-01T01:00:00Z'));
    await passes(MINUTE);
    await passes(HOUR);
    await passes(DAY);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done', '2025-01-02T02:00Z done']);
    expect(backupRuns(home)).toHaveLength(2);
  });

  it('a year forward makes one run, prunes nothing, and goes on when it is set back', async () => {
    const { home, app, clock, tick, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily);
    await passes(MINUTE);
    clock.set(new Date('2026-01-01T12:00:00Z'));
    await tick();
    expect(attempts(home)).toEqual(['2025-01-01T02:00Z schedule 1 succeeded', '2026-01-01T02:00Z catchup 1 succeeded']);
    expect(ledger(home).filter((line) => line.endsWith('missed asleep'))).toHaveLength(364);
    // `last: 1` would have deleted the first backup, had the clock been believed.
    expect((await app.call('backups.list', {})).backups).toHaveLength(2);

    clock.set(new Date('2025-01-01T12:00:00Z'));
    await tick();
    await passes(DAY);
    await passes(DAY);
    expect(ledger(home)).toEqual([
      '2025-01-01T02:00Z done',
      '2025-01-02T02:00Z done',
      '2025-01-03T02:00Z done',
      '2026-01-01T02:00Z done',
    ]);
    // Once the clock is right again, the newest is kept by the rule, and what lies in the future for that reason.
    const prunes = `SELECT coalesce(json_extract(error, '$.code'), state) AS result FROM runs WHERE kind = 'prune' ORDER BY rowid`;
    expect(catalogRows<{ result: string }>(home, prunes).map(({ result }) => result)).toEqual([
      'succeeded',
      'clock_moved',
      'succeeded',
      'succeeded',
    ]);
    const { backups } = await app.call('backups.list', {});
    expect(backups.map((backup) => backup.createdAt.slice(0, 10))).toEqual(['2026-01-01', '2025-01-03']);
  });

  it('back by a year makes no run by itself, and the next slot is on its new time', async () => {
    const { home, app, clock, tick, passes } = await scheduled(server, '2025-06-01T01:59:00Z', daily);
    await passes(MINUTE);
    clock.set(new Date('2024-06-01T01:30:00Z'));
    await tick();
    expect(backupRuns(home)).toHaveLength(1);
    await passes(HOUR);
    expect(ledger(home)).toEqual(['2024-06-01T02:00Z done', '2025-06-01T02:00Z done']);
    expect((await app.call('backups.list', {})).backups).toHaveLength(2);
  });
});
