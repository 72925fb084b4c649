import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { startTestServer, type TestServer } from '../helpers/server.ts';
import { attempts, backupRuns, DAY, HOUR, ledger, MINUTE, scheduled } from './scheduling.ts';
import { canMount, smallDisk, whyNoDisk } from './smallDisk.ts';

const server = await startTestServer();
await server.createDatabase('shop');
const daily = { database: 'shop', schedule: '0 2 * * *' };

/** The server behind a cable that can be pulled out: a socket of another name. */
function cabled(): { cabled: TestServer; unplug: () => void; plug: () => void } {
  const host = path.join(temporaryFolder(), 'socket');
  const name = `.s.PGSQL.${server.port}`;
  mkdirSync(host);
  const plug = () => symlinkSync(path.join(server.host, name), path.join(host, name));
  plug();
  return { cabled: { ...server, host }, plug, unplug: () => rmSync(path.join(host, name)) };
}

describe.skipIf(process.platform === 'win32')('a server that cannot be reached', () => {
  it('makes the slot wait, without a failed run, until it is back', async () => {
    const { cabled: target, plug, unplug } = cabled();
    const { home, events, passes } = await scheduled(target, '2025-01-01T01:59:00Z', daily);
    unplug();
    for (let minute = 0; minute < 10; minute += 1) await passes(MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z waiting server_unreachable']);
    expect(backupRuns(home)).toEqual([]);
    expect(events.filter((event) => event.type === 'note')).toEqual([
      { type: 'note', message: expect.stringContaining('waits: server_unreachable') },
    ]);
    plug();
    await passes(MINUTE);
    await passes(MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done']);
    expect(attempts(home)).toEqual(['2025-01-01T02:00Z catchup 1 succeeded']);
  });

  it('makes the slot missed for that reason when the next one comes, which runs when the server is back', async () => {
    const { cabled: target, plug, unplug } = cabled();
    const { home, passes } = await scheduled(target, '2025-01-01T01:59:00Z', daily);
    unplug();
    await passes(MINUTE);
    await passes(DAY);
    await passes(DAY);
    plug();
    await passes(MINUTE);
    expect(ledger(home)).toEqual([
      '2025-01-01T02:00Z missed server_unreachable',
      '2025-01-02T02:00Z missed server_unreachable',
      '2025-01-03T02:00Z done',
    ]);
    expect(backupRuns(home)).toHaveLength(1);
  });

  it('does not keep the plans of another server waiting', async () => {
    const { cabled: target, unplug } = cabled();
    const { home, app, passes } = await scheduled(target, '2025-01-01T01:59:00Z', daily);
    const { host, port, user, password } = server;
    await app.call('connections.add', { name: 'other', host, port, user, password });
    await app.call('plans.add', { ...daily, name: 'reachable', connection: 'other', zone: 'UTC' });
    unplug();
    await passes(MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z waiting server_unreachable', '2025-01-01T02:00Z done']);
  });
});

describe('a disk without space', () => {
  it('makes the slot wait until there is some', async ({ skip }) => {
    skip(!canMount, whyNoDisk);
    const { dir, fill, empty } = smallDisk(32);
    const { home, passes } = await scheduled(server, '2025-01-01T01:59:00Z', { ...daily, dir });
    fill();
    await passes(MINUTE);
    await passes(MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z waiting disk_low']);
    expect(backupRuns(home)).toEqual([]);
    empty();
    await passes(MINUTE);
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done']);
  });
});

describe.runIf(canFakeTools)('while another backup of the plan is under way', () => {
  function slow() {
    const { wait, arrival, open } = gate();
    return { arrival, open, env: fakeTools(server.binDir, { pg_dump: `${wait}; exec "$REAL" "$@"` }).env };
  }

  it('from an earlier slot, the next one is skipped for that reason', async () => {
    const { arrival, open, env } = slow();
    const plan = { ...daily, schedule: '0 * * * *' };
    const { home, clock, scheduler, passes } = await scheduled(server, '2025-01-01T00:59:00Z', plan, { env });
    clock.advance(MINUTE);
    await scheduler.reconcile();
    await arrival();
    // The machine sleeps, or else the watchdog would stop a dump that is silent for an hour.
    clock.sleep(HOUR);
    await scheduler.reconcile();
    expect(ledger(home)).toEqual(['2025-01-01T01:00Z running', '2025-01-01T02:00Z skipped previous_running']);
    await open();
    await scheduler.idle();
    const next = arrival();
    clock.sleep(HOUR);
    await scheduler.reconcile();
    await next;
    await open();
    await scheduler.idle();
    await passes(MINUTE);
    expect(ledger(home)).toEqual([
      '2025-01-01T01:00Z done',
      '2025-01-01T02:00Z skipped previous_running',
      '2025-01-01T03:00Z done',
    ]);
  });

  it('by hand, the slot waits for it and then runs', async () => {
    const { arrival, open, env } = slow();
    const { home, app, clock, scheduler, tick } = await scheduled(server, '2025-01-01T01:59:00Z', daily, { env });
    const byHand = app.call('backups.take', { plan: 'plan' });
    await arrival();
    clock.advance(MINUTE);
    await tick();
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z waiting previous_running']);
    await open();
    await byHand;
    const next = arrival();
    clock.advance(MINUTE);
    await scheduler.reconcile();
    await next;
    await open();
    await scheduler.idle();
    expect(ledger(home)).toEqual(['2025-01-01T02:00Z done']);
    expect(attempts(home)).toEqual(['no slot manual 1 succeeded', '2025-01-01T02:00Z catchup 1 succeeded']);
  });
});
