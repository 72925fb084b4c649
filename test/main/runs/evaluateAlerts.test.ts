import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { deletePlan, savePlan } from '../../../main/catalog/plans.ts';
import { insertRun } from '../../../main/catalog/runs.ts';
import { recordSlot, settleSlot } from '../../../main/catalog/slots.ts';
import { evaluateAlerts } from '../../../main/runs/evaluateAlerts.ts';
import type { Message } from '../../../shared/model/alert.ts';
import type { Run } from '../../../shared/model/run.ts';
import { caller } from '../helpers/api.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { aBackup, aConnection, aPlan, aRun, START } from '../helpers/values.ts';

const HOUR = 3_600_000;
const error = { code: 'no_database', message: 'There is no database shop.', nextStep: 'Make it.' } as const;

/** A house with one plan, backed up a moment ago, and one channel that takes messages. */
function house() {
  const context = openContext();
  const { db, clock } = context;
  const root = context.config.backupRoot;
  mkdirSync(root, { recursive: true });
  saveConnection(db, aConnection());
  savePlan(db, aPlan({ name: 'shop', root }));
  db.prepare(
    `INSERT INTO channels (name, settings, origin, has_secret, created_at) VALUES ('ops', '{"kind":"webhook"}', 'user', 0, ?), ('switch', '{"kind":"ping"}', 'user', 0, ?)`,
  ).run(START, START);
  let sequence = 0;
  const good = (change: Parameters<typeof aBackup>[0] = {}) => {
    sequence += 1;
    const at = clock.now().toISOString();
    const [file, manifest] = [path.join(root, `${sequence}.dump`), path.join(root, `${sequence}.json`)];
    for (const name of [file, manifest]) writeFileSync(name, '');
    const backup = aBackup({
      plan: 'shop',
      createdAt: at,
      path: file,
      manifestPath: manifest,
      toolVersion: '17.11',
      ...change,
    });
    saveBackup(db, backup, sequence);
    return backup;
  };
  const ended = (change: Partial<Run>) => {
    const at = clock.now().toISOString();
    insertRun(db, aRun({ plan: 'shop', startedAt: at, endedAt: at, ...change }), { id: 'owner', pid: 1 });
  };
  good();
  return { context, clock, good, ended, call: caller(context) };
}

const open = async (context: TestContext) =>
  (await caller(context)('alerts.list', {})).alerts.map(({ rule, deliveries }) => [
    rule,
    deliveries.map(({ channel, event, state }) => `${channel} ${event} ${state}`).join(),
  ]);
/** What stands in the outbox, of the alerts and beside them. */
const outbox = ({ db }: TestContext) =>
  (
    db.prepare('SELECT event, state, due_at, message FROM deliveries ORDER BY rowid').all() as {
      event: string;
      state: string;
      due_at: string;
      message: string;
    }[]
  ).map(({ message, ...row }) => ({ ...row, title: (JSON.parse(message) as Message).title }));

describe('the alerts of a house', () => {
  it('open and are resolved once, with what is to be said of it in the outbox of channels that take messages', async () => {
    const { context, clock, good, ended } = house();
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([]);
    ended({ state: 'failed', error });
    await evaluateAlerts(context);
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([['failed', 'ops opened waiting']]);
    expect(context.events).toEqual([{ type: 'changed', what: 'alerts' }]);
    clock.advance(HOUR);
    good();
    ended({ state: 'succeeded' });
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([]);
    expect(outbox(context)).toMatchObject([
      { event: 'opened', state: 'waiting', title: 'The backup of shop failed' },
      { event: 'resolved', state: 'waiting', title: 'shop is protected again' },
    ]);
  });

  it('are told once by two processes that look at the same time', async () => {
    const { context, ended } = house();
    ended({ state: 'failed', error });
    await Promise.all([evaluateAlerts(context), evaluateAlerts(context), evaluateAlerts(context)]);
    expect(outbox(context)).toHaveLength(1);
  });

  it('say nothing of a failure that is tried again, and say it when that is given up', async () => {
    const { context, ended } = house();
    const slot = START;
    recordSlot(context.db, { plan: 'shop', slot, state: 'waiting', reason: 'run_failed' }, context.clock.now());
    ended({ state: 'failed', error, slot });
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([]);
    settleSlot(context.db, 'shop', slot, 'failed', 'run_failed', context.clock.now());
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([['failed', 'ops opened waiting']]);
  });

  it('know a plan that is overdue by its own hours, also when nobody looked meanwhile', async () => {
    const { context, clock, call } = house();
    clock.sleep(26 * HOUR);
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([]);
    clock.sleep(1);
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([['overdue', 'ops opened waiting']]);
    await call('alerts.configure', { thresholds: { plan: 'shop', value: { overdueHours: 50 } } });
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([]);
    expect((await call('status.get', {})).plans[0]?.state).toBe('protected');
  });

  it('keep warnings for the end of the quiet hours, and drop what is over by then', async () => {
    const { context, clock, call, good } = house();
    await call('alerts.configure', { quietHours: { from: '11:00', to: '13:00', zone: 'UTC' } });
    good({ toolVersion: '15.1' });
    await evaluateAlerts(context);
    expect(outbox(context)).toMatchObject([{ event: 'opened', state: 'held', due_at: '2026-03-10T13:00:00.000Z' }]);
    clock.advance(1);
    good();
    await evaluateAlerts(context);
    expect(outbox(context)).toMatchObject([
      { event: 'opened', state: 'dropped' },
      { event: 'resolved', state: 'dropped' },
    ]);
  });

  it('are acknowledged by somebody, stay open, and their end is told', async () => {
    const { context, call, ended, good, clock } = house();
    ended({ state: 'failed', error });
    await evaluateAlerts(context);
    const [alert] = (await call('alerts.list', {})).alerts;
    const { alert: seen } = await call('alerts.ack', { id: alert?.id.slice(0, 8) ?? '' });
    expect(seen).toMatchObject({ state: 'open', acknowledged: { at: START, by: 'tester' } });
    clock.advance(HOUR);
    good();
    ended({ state: 'succeeded' });
    await evaluateAlerts(context);
    expect(outbox(context).map(({ event }) => event)).toEqual(['opened', 'resolved']);
    await expect(call('alerts.ack', { id: '00000000' })).rejects.toMatchObject({ code: 'no_alert' });
  });

  it('are withdrawn without a word when their plan is removed', async () => {
    const { context, ended } = house();
    ended({ state: 'failed', error });
    await evaluateAlerts(context);
    deletePlan(context.db, 'shop');
    await evaluateAlerts(context);
    const { alerts } = await caller(context)('alerts.list', { all: true });
    expect(alerts).toMatchObject([{ state: 'withdrawn', deliveries: [{ event: 'opened', state: 'dropped' }] }]);
  });

  it('tell that a channel fails through the others only', async () => {
    const { context } = house();
    context.db.prepare(`UPDATE channels SET failing = 'Refused.' WHERE name = 'ops'`).run();
    await evaluateAlerts(context);
    expect(await open(context)).toEqual([['channel_failing', '']]);
  });
});

describe('the digest of the week', () => {
  it('is written once a week, and late when nobody looked at that hour', async () => {
    const { context, clock, call } = house();
    // A Tuesday, at noon.
    await call('alerts.configure', {
      digest: { weekday: 'tuesday', hour: 13, zone: 'UTC' },
      thresholds: { plan: null, value: { overdueHours: 8760 } },
    });
    await evaluateAlerts(context);
    expect(outbox(context)).toEqual([]);
    clock.sleep(HOUR);
    await evaluateAlerts(context);
    await evaluateAlerts(context);
    expect(outbox(context)).toMatchObject([
      { event: 'digest', state: 'waiting', title: 'The week: 1 good backup, 0 failures, 0 open alerts' },
    ]);
    clock.sleep(16 * 24 * HOUR);
    await evaluateAlerts(context);
    expect(outbox(context)).toHaveLength(2);
  });
});
