import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { fakeClock } from '../helpers/clock.ts';
import { startTestServer } from '../helpers/server.ts';
import { attempts, backupRuns, DAY, HOUR, ledger, MINUTE, restarted, scheduled } from './scheduling.ts';
import { changeCatalog } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
const daily = { database: 'shop', schedule: '0 2 * * *' };
const slot = '2025-01-01T02:00Z';

const LOST = `echo 'pg_dump: error: query failed: server closed the connection unexpectedly' >&2; exit 1`;

describe.runIf(canFakeTools)('a run that fails for a reason that may pass', () => {
  it('is tried again after 30 s, 2 min and 8 min, and then given up', async () => {
    const { env } = fakeTools(server.binDir, { pg_dump: LOST });
    const { home, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily, { env });
    await passes(MINUTE);
    let number = 1;
    for (const wait of [30_000, 2 * MINUTE, 8 * MINUTE]) {
      expect(ledger(home)).toEqual([`${slot} waiting run_failed`]);
      await passes(wait - 1);
      expect(backupRuns(home)).toHaveLength(number);
      await passes(1);
      number += 1;
      expect(backupRuns(home)).toHaveLength(number);
    }
    expect(ledger(home)).toEqual([`${slot} failed run_failed`]);
    await passes(HOUR);
    expect(attempts(home)).toEqual([
      `${slot} schedule 1 failed`,
      `${slot} retry 2 failed`,
      `${slot} retry 3 failed`,
      `${slot} retry 4 failed`,
    ]);
    expect(backupRuns(home).map((run) => JSON.parse(run.error ?? '').code)).toEqual(Array(4).fill('connection_lost'));
  });

  it('is tried again by its own timer, without a tick, and succeeds under the same slot', async () => {
    const mended = path.join(temporaryFolder(), 'mended');
    const { env } = fakeTools(server.binDir, { pg_dump: `[ -e '${mended}' ] && exec "$REAL" "$@"; ${LOST}` });
    const { home, clock, scheduler, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily, { env });
    await passes(MINUTE);
    writeFileSync(mended, '');
    clock.advance(30_000);
    await scheduler.idle();
    expect(ledger(home)).toEqual([`${slot} done`]);
    expect(attempts(home)).toEqual([`${slot} schedule 1 failed`, `${slot} retry 2 succeeded`]);
  });

  it('is given up when the next slot comes first', async () => {
    const { env } = fakeTools(server.binDir, { pg_dump: LOST });
    const plan = { ...daily, schedule: '* * * * *' };
    const { home, passes } = await scheduled(server, '2025-01-01T01:59:30Z', plan, { env });
    await passes(30_000);
    await passes(30_000);
    await passes(30_000);
    expect(ledger(home)).toEqual([`${slot} failed run_failed`, '2025-01-01T02:01Z waiting run_failed']);
  });
});

describe.runIf(canFakeTools)('a run that fails for good', () => {
  it('is not tried again', async () => {
    const { env } = fakeTools(server.binDir, { pg_dump: 'exit 1' });
    const { home, passes } = await scheduled(server, '2025-01-01T01:59:00Z', daily, { env });
    await passes(MINUTE);
    for (const wait of [30_000, 2 * MINUTE, 8 * MINUTE, HOUR]) await passes(wait);
    expect(ledger(home)).toEqual([`${slot} failed run_failed`]);
    expect(attempts(home)).toEqual([`${slot} schedule 1 failed`]);
  });
});

describe('a run that was cut short is repeated under its slot', () => {
  /** A catalog as a process leaves it that was killed at this point of its run. */
  async function killed(withRun: boolean) {
    const clock = fakeClock('2025-01-01T01:00:00Z');
    const { app, home } = await openTestApp({ ports: { clock } });
    await addPlan(app, server, { ...daily, zone: 'UTC' });
    app.close();
    const at = '2025-01-01T02:00:00.000Z';
    changeCatalog(home, `INSERT INTO slots VALUES ('plan', ?, 'running', NULL, ?)`, at, at);
    changeCatalog(home, `UPDATE plans SET reconciled_through = ?`, at);
    if (withRun)
      changeCatalog(
        home,
        `INSERT INTO runs (id, kind, plan, state, trigger, attempt, slot, started_at, warnings, advisories, owner, pid)
         VALUES (?, 'backup', 'plan', 'running', 'schedule', 1, ?, ?, '[]', '[]', ?, 4711)`,
        randomUUID(),
        at,
        at,
        randomUUID(),
      );
    clock.advance(HOUR + MINUTE);
    return { home, clock };
  }

  it('when its process was killed', async () => {
    const { home, clock } = await killed(true);
    const { events, tick, passes } = await restarted(clock, { home });
    expect(events).toContainEqual({ type: 'note', message: expect.stringContaining('was cut short') });
    await tick();
    expect(ledger(home)).toEqual([`${slot} waiting interrupted`]);
    await passes(30_000);
    expect(ledger(home)).toEqual([`${slot} done`]);
    expect(attempts(home)).toEqual([`${slot} schedule 1 interrupted`, `${slot} retry 2 succeeded`]);
  });

  it('when its process was killed before the run was written down', async () => {
    const { home, clock } = await killed(false);
    const { tick } = await restarted(clock, { home });
    await tick();
    expect(ledger(home)).toEqual([`${slot} done`]);
    expect(attempts(home)).toEqual([`${slot} catchup 1 succeeded`]);
  });

  it('not when a newer slot has come meanwhile: that one runs, and the old one failed', async () => {
    const { home, clock } = await killed(true);
    clock.advance(DAY);
    const { tick } = await restarted(clock, { home });
    await tick();
    expect(ledger(home)).toEqual([`${slot} failed interrupted`, '2025-01-02T02:00Z done']);
  });

  it.runIf(canFakeTools)('when the schedule was stopped during it', async () => {
    const { wait, arrival } = gate();
    const { env } = fakeTools(server.binDir, { pg_dump: wait });
    const { home, app, clock, scheduler } = await scheduled(server, '2025-01-01T01:59:00Z', daily, { env });
    clock.advance(MINUTE);
    await scheduler.reconcile();
    await arrival();
    await scheduler.stop();
    expect(attempts(home)).toEqual([`${slot} schedule 1 cancelled`]);
    expect(ledger(home)).toEqual([`${slot} waiting interrupted`]);
    expect(existsSync(path.join(home, 'owners', 'owner.db'))).toBe(true);
    app.close();
    clock.advance(10 * MINUTE);
    const again = await restarted(clock, { home });
    await again.tick();
    expect(ledger(home)).toEqual([`${slot} done`]);
    expect(attempts(home).slice(1)).toEqual([`${slot} retry 2 succeeded`]);
  });
});
