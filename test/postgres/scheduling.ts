import { expect, onTestFinished } from 'vitest';
import type { Scheduler } from '../../main/scheduler/scheduler.ts';
import type { CallInput } from '../../shared/contract.ts';
import { addPlan, openTestApp, type TestApp, type TestAppOptions } from '../helpers/app.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import type { TestServer } from '../helpers/server.ts';
import { catalogRows } from './support.ts';

export interface Scheduled extends TestApp {
  readonly clock: FakeClock;
  readonly scheduler: Scheduler;
  /** What the minute tick does, and all that follows from it. */
  readonly tick: () => Promise<void>;
  /** Awake: both clocks move, and timers fire; then a tick. */
  readonly passes: (ms: number) => Promise<void>;
  /** Asleep: only the wall clock moves; then a tick. */
  readonly sleeps: (ms: number) => Promise<void>;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Lifeboat with a fake clock and a plan, and the schedule of its home. */
export async function scheduled(
  server: TestServer,
  start: string,
  plan: Partial<CallInput<'plans.add'>> & { readonly database: string; readonly schedule: string },
  options: TestAppOptions = {},
): Promise<Scheduled> {
  const clock = fakeClock(start);
  const test = await openTestApp({ ...options, ports: { ...options.ports, clock } });
  await addPlan(test.app, server, { zone: 'UTC', ...plan });
  return runSchedule(test, clock);
}

/** Lifeboat started again on a home that has its plans already. */
export async function restarted(
  clock: FakeClock,
  options: TestAppOptions & { readonly home: string },
): Promise<Scheduled> {
  return runSchedule(await openTestApp({ ...options, ports: { ...options.ports, clock } }), clock);
}

async function runSchedule(test: TestApp, clock: FakeClock): Promise<Scheduled> {
  const scheduler = test.app.openScheduler();
  onTestFinished(async () => {
    await scheduler.stop();
    expectSoundLedger(test.home);
  });
  const tick = async () => {
    await scheduler.reconcile();
    await scheduler.idle();
  };
  return {
    ...test,
    clock,
    scheduler,
    tick,
    async passes(ms) {
      clock.advance(ms);
      await tick();
    },
    async sleeps(ms) {
      clock.sleep(ms);
      await tick();
    },
  };
}

interface SlotRow {
  readonly plan: string;
  readonly slot: string;
  readonly state: string;
  readonly reason: string | null;
}

/** The ledger as lines, oldest first: `2025-01-01T02:00Z done`, `… missed asleep`. */
export function ledger(home: string): string[] {
  return catalogRows<SlotRow>(home, 'SELECT * FROM slots ORDER BY slot, plan').map(({ slot, state, reason }) =>
    [slot.replace(':00.000Z', 'Z'), state, ...(reason === null ? [] : [reason])].join(' '),
  );
}

export interface RunRow {
  readonly kind: string;
  readonly plan: string;
  readonly slot: string | null;
  readonly state: string;
  readonly trigger: string;
  readonly attempt: number;
  readonly error: string | null;
}

export function backupRuns(home: string): RunRow[] {
  return catalogRows<RunRow>(home, `SELECT * FROM runs WHERE kind = 'backup' ORDER BY rowid`);
}

/** The runs of backups as lines: `2025-01-01T02:00Z schedule 1 succeeded`. */
export function attempts(home: string): string[] {
  return backupRuns(home).map(({ slot, trigger, attempt, state }) =>
    [slot?.replace(':00.000Z', 'Z') ?? 'no slot', trigger, attempt, state].join(' '),
  );
}

/** What must hold of every ledger at any time: what is done ran once, and what did not run has its reason. */
export function expectSoundLedger(home: string): void {
  const slots = catalogRows<SlotRow>(home, 'SELECT * FROM slots');
  const runs = backupRuns(home).filter((run) => run.slot !== null);
  const good = (row: SlotRow) =>
    runs.filter((run) => run.plan === row.plan && run.slot === row.slot && ['succeeded', 'warned'].includes(run.state))
      .length;
  for (const row of slots) {
    expect([row.slot, row.state, good(row)]).toEqual([row.slot, row.state, row.state === 'done' ? 1 : 0]);
    if (row.state !== 'done') expect([row.slot, row.reason]).not.toEqual([row.slot, null]);
  }
  const known = new Set(slots.map((row) => `${row.plan} ${row.slot}`));
  expect(runs.filter((run) => !known.has(`${run.plan} ${run.slot}`))).toEqual([]);
}
