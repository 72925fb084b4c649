import { renameSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups, saveBackup, setBackupState } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { insertRun } from '../../../main/catalog/runs.ts';
import { recordSlot } from '../../../main/catalog/slots.ts';
import { addVerification } from '../../../main/catalog/verifications.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';
import { aConnection, aPlan, aRun, START } from '../helpers/values.ts';

const HOUR = 3_600_000;
const owner = { id: 'owner', pid: 1 };

function openPlan(change: Partial<Plan> = {}) {
  const context = openContext();
  const plan = aPlan({ root: context.config.backupRoot, ...change });
  saveConnection(context.db, aConnection());
  savePlan(context.db, plan);
  const add = async (at: string, sequence = 1) => {
    const { backup } = await plantBackup(path.join(plan.root, plan.name), { snapshotAt: at, sequence });
    saveBackup(context.db, backup, sequence);
    return backup;
  };
  const status = async () => (await caller(context)('status.get', {})).plans[0];
  return { context, plan, add, status };
}

describe('the status of a plan', () => {
  it('is unprotected without a backup, and says when the next is due', async () => {
    const { status } = openPlan();
    expect(await status()).toEqual({
      plan: 'plan',
      state: 'unprotected',
      lastGood: null,
      protectedUntil: null,
      nextSlot: '2026-03-11T02:00:00.000Z',
      reason: 'no good backup yet',
      lastDrill: null,
      rtoMs: null,
    });
  });

  it('is protected while the newest good backup is as young as the schedule promises, and two hours more', async () => {
    const { context, add, status } = openPlan();
    await add(START);
    expect(await status()).toEqual({
      plan: 'plan',
      state: 'protected',
      lastGood: START,
      protectedUntil: START,
      nextSlot: '2026-03-11T02:00:00.000Z',
      lastDrill: null,
      rtoMs: null,
    });
    context.clock.advance(26 * HOUR);
    expect((await status())?.state).toBe('protected');
    context.clock.advance(1);
    expect(await status()).toMatchObject({
      state: 'overdue',
      lastGood: START,
      reason: `no good backup since ${START}`,
    });
  });

  it('goes by the gap that has begun: a weekend is none of concern, a working day is', async () => {
    const { context, add, status } = openPlan({ schedule: '0 2 * * 1-5' });
    // A Thursday.
    context.clock.set(new Date('2026-03-12T02:00:00Z'));
    await add('2026-03-12T02:00:00.000Z');
    context.clock.advance(26 * HOUR);
    expect((await status())?.state).toBe('protected');
    context.clock.advance(1);
    expect((await status())?.state).toBe('overdue');
    context.clock.set(new Date('2026-03-13T02:00:00Z'));
    await add('2026-03-13T02:00:00.000Z');
    context.clock.advance(74 * HOUR);
    expect((await status())?.state).toBe('protected');
    context.clock.advance(1);
    expect((await status())?.state).toBe('overdue');
  });

  it('is never overdue without a schedule', async () => {
    const { context, add, status } = openPlan({ schedule: null });
    await add(START);
    context.clock.advance(1000 * HOUR);
    expect(await status()).toMatchObject({ state: 'protected', nextSlot: null });
  });

  it('is paused until resumed, or until an instant', async () => {
    const { context, plan, add, status } = openPlan({ paused: { until: null } });
    await add(START);
    expect(await status()).toMatchObject({ state: 'paused', reason: 'paused until resumed', nextSlot: null });
    const until = '2026-03-10T14:00:00.000Z';
    savePlan(context.db, { ...plan, paused: { until } });
    expect(await status()).toMatchObject({ state: 'paused', reason: `paused until ${until}` });
    context.clock.advance(2 * HOUR);
    expect((await status())?.state).toBe('protected');
  });

  it('does not count what is damaged, nor what is not there any more', async () => {
    const { context, add, status } = openPlan();
    const older = await add('2026-03-10T09:00:00.000Z', 1);
    const gone = await add('2026-03-10T10:00:00.000Z', 2);
    const damaged = await add('2026-03-10T11:00:00.000Z', 3);
    setBackupState(context.db, damaged.id, 'damaged');
    expect((await status())?.lastGood).toBe(gone.createdAt);
    rmSync(gone.path);
    expect((await status())?.lastGood).toBe(older.createdAt);
    rmSync(older.manifestPath);
    expect(await status()).toMatchObject({ state: 'unprotected', lastGood: null });
    const states = listBackups(context.db, { limit: 9 }).map(({ id, state }) => [id, state]);
    expect(states).toEqual([
      [damaged.id, 'damaged'],
      [gone.id, 'missing'],
      [older.id, 'missing'],
    ]);
  });

  it('counts again what was only away, unless a fault was found in it', async () => {
    const { context, plan, add, status } = openPlan();
    const backup = await add('2026-03-10T09:00:00.000Z', 1);
    const [disk, away] = [plan.root, `${plan.root}-away`];
    const unplug = async () => {
      renameSync(disk, away);
      expect(await status()).toMatchObject({ state: 'unprotected', lastGood: null });
      renameSync(away, disk);
    };
    await unplug();
    expect(await status()).toMatchObject({ state: 'protected', lastGood: backup.createdAt });
    await unplug();
    truncateSync(backup.path, 1);
    expect(await status()).toMatchObject({ state: 'unprotected' });
    const faulty = await add('2026-03-10T10:00:00.000Z', 2);
    addVerification(context.db, { backup: faulty.id, level: 'checksum', ok: false, at: START, durationMs: 1 });
    await unplug();
    expect(await status()).toMatchObject({ state: 'unprotected' });
  });

  it('tells why the last run failed, until a good backup comes after it', async () => {
    const { context, add, status } = openPlan();
    const error = { code: 'disk_full', message: 'The disk is full.', nextStep: 'Free some.' } as const;
    insertRun(context.db, aRun({ state: 'failed', endedAt: START, error }), owner);
    expect(await status()).toMatchObject({ state: 'unprotected', reason: 'the last run failed: The disk is full.' });
    await add('2026-03-10T11:00:00.000Z');
    expect(await status()).toMatchObject({ state: 'protected', reason: 'the last run failed: The disk is full.' });
    await add('2026-03-10T12:30:00.000Z', 2);
    context.clock.advance(HOUR);
    expect(await status()).not.toHaveProperty('reason');
  });

  it('tells why a slot did not run', async () => {
    const { context, status } = openPlan();
    recordSlot(context.db, { plan: 'plan', slot: START, state: 'missed', reason: 'app_not_running' }, new Date(START));
    expect(await status()).toMatchObject({ reason: `the slot ${START} did not run: app not running` });
  });

  it('is told for every plan', async () => {
    const { context } = openPlan();
    savePlan(context.db, aPlan({ name: 'another', schedule: null }));
    const { plans } = await caller(context)('status.get', {});
    expect(plans.map(({ plan, state }) => [plan, state])).toEqual([
      ['another', 'unprotected'],
      ['plan', 'unprotected'],
    ]);
  });
});
