import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups, saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { findPlan, listPlans, savePlan, setReconciledThrough } from '../../../main/catalog/plans.ts';
import { recentSlots } from '../../../main/catalog/slots.ts';
import type { CallInput } from '../../../shared/contract.ts';
import type { PlanEncryption } from '../../../shared/model/encryption.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { listTree, plantBackup } from '../helpers/files.ts';
import { aConnection, aPlan, START } from '../helpers/values.ts';

const KEYS: PlanEncryption = { form: 'x25519', recipients: [] };
const PASSPHRASE: PlanEncryption = { form: 'passphrase', recipients: [] };
const ORDER: CallInput<'plans.add'> = { name: 'nightly', connection: 'server', database: 'shop', zone: 'UTC' };

function open() {
  const context = openContext();
  saveConnection(context.db, aConnection());
  return { context, call: caller(context) };
}

describe('adding a plan', () => {
  it('has defaults for all but its name, its connection and its database', async () => {
    const { context, call } = open();
    const { zone: _, ...order } = ORDER;
    const { plans } = await call('plans.add', order);
    expect(plans).toEqual([
      {
        ...order,
        schedule: '0 2 * * *',
        zone: context.config.zone,
        format: 'custom',
        content: 'all',
        compression: 'auto',
        jobs: 1,
        fingerprint: 'auto',
        drillEvery: 'week',
        encryption: null,
        retention: { days: 7 },
        root: context.config.backupRoot,
        paused: null,
        stallLimitMs: 900_000,
        origin: 'user',
        createdAt: START,
      },
    ]);
    expect(await call('plans.show', { name: 'nightly' })).toEqual({ plans });
  });

  it.each<[why: string, change: Partial<typeof ORDER>, code: string]>([
    ['its connection is not there', { connection: 'none' }, 'no_connection'],
    ['its schedule is none', { schedule: 'at night' }, 'bad_input'],
    ['its schedule never fires', { schedule: '0 0 30 2 *' }, 'bad_input'],
    ['its zone is none', { zone: 'Mars/Phobos' }, 'bad_input'],
    ['only one job can write its format', { jobs: 2 }, 'bad_input'],
    ['what it writes is no one file to encrypt', { encryption: KEYS, format: 'directory' }, 'bad_input'],
    ['a recipient is none', { encryption: { ...KEYS, recipients: ['age1none'] } }, 'bad_input'],
    ['a recipient is of another form', { encryption: { form: 'hybrid', recipients: ['age1none'] } }, 'bad_input'],
    ['it has a passphrase and recipients', { encryption: { ...PASSPHRASE, recipients: ['age1none'] } }, 'bad_input'],
    ['its passphrase is missing', { encryption: PASSPHRASE }, 'bad_input'],
    ['a passphrase is given for nothing', { passphrase: 'never used' }, 'bad_input'],
    ['a passphrase is given beside keys', { encryption: KEYS, passphrase: 'never used' }, 'bad_input'],
  ])('is refused when %s', async (_why, change, code) => {
    const { context, call } = open();
    await expect(call('plans.add', { ...ORDER, ...change })).rejects.toMatchObject({ code });
    expect(listPlans(context.db)).toEqual([]);
  });

  it('keeps a passphrase where secrets are kept, and says it to nobody', async () => {
    const { context, call } = open();
    const order = { ...ORDER, encryption: PASSPHRASE };
    const { plans } = await call('plans.add', { ...order, passphrase: 'open sesame' });
    expect(plans[0]?.encryption).toEqual(PASSPHRASE);
    expect(JSON.stringify([plans, await call('plans.list', {})])).not.toContain('sesame');
    expect(await context.ports.secrets.get('passphrase:nightly')).toBe('open sesame');
    await call('plans.change', { ...order, schedule: null });
    expect(await context.ports.secrets.get('passphrase:nightly')).toBe('open sesame');
    await call('plans.change', { ...order, passphrase: 'another' });
    expect(await context.ports.secrets.get('passphrase:nightly')).toBe('another');
  });

  it('never replaces one', async () => {
    const { call } = open();
    await call('plans.add', ORDER);
    await expect(call('plans.add', { ...ORDER, database: 'other' })).rejects.toMatchObject({ code: 'name_taken' });
  });

  it('takes several jobs for the directory format, a folder of its own, and no schedule', async () => {
    const { call } = open();
    const { plans } = await call('plans.add', { ...ORDER, format: 'directory', jobs: 4, dir: 'x', schedule: null });
    expect(plans).toMatchObject([{ jobs: 4, root: path.resolve('x'), schedule: null }]);
  });
});

describe('changing a plan', () => {
  const changed: typeof ORDER = {
    ...ORDER,
    schedule: '30 4 * * 1',
    format: 'plain',
    retention: { last: 3 },
    dir: '/elsewhere',
  };

  it('replaces how it works, and nothing else; its old backups stay known', async () => {
    const { context, call } = open();
    await call('plans.add', ORDER);
    await call('plans.pause', { name: 'nightly' });
    const { backup } = await plantBackup(path.join(context.config.backupRoot, 'nightly'), { plan: 'nightly' });
    saveBackup(context.db, backup, 1);
    context.clock.advance(60_000);
    const { plans } = await call('plans.change', changed);
    const { dir: _, ...fields } = changed;
    expect(plans).toMatchObject([
      { ...fields, root: path.resolve('/elsewhere'), paused: { until: null }, createdAt: START },
    ]);
    expect((await call('plans.show', { name: 'nightly' })).plans).toEqual(plans);
    expect((await call('backups.list', { plan: 'nightly' })).backups).toMatchObject([{ id: backup.id, state: 'good' }]);
    expect((await call('plans.prune', { name: 'nightly', dryRun: true })).kept).toMatchObject([{ backup: backup.id }]);
    expect(context.events.at(-1)).toEqual({ type: 'changed', what: 'plans' });
  });

  it('keeps the folder and the zone that are left out', async () => {
    const { call } = open();
    await call('plans.add', { ...ORDER, dir: '/elsewhere', zone: 'Asia/Shanghai' });
    const { zone: _, ...order } = ORDER;
    const { plans } = await call('plans.change', order);
    expect(plans).toMatchObject([{ root: path.resolve('/elsewhere'), zone: 'Asia/Shanghai' }]);
    expect(await call('plans.preview', order)).toMatchObject({ folder: path.resolve('/elsewhere/nightly') });
    const sealed = await call('plans.preview', { ...order, encryption: KEYS });
    expect(sealed.fileName).toMatch(/\.dump\.age$/);
    expect(sealed.problems.map(({ code }) => code)).toContain('kit_missing');
    // The key of this machine is made when the plan is saved: that there is none yet is no problem.
    await call('keys.recovery', {});
    const { problems } = await call('plans.preview', { ...order, encryption: KEYS });
    expect(problems.map(({ code }) => code)).not.toContain('secret_unavailable');
  });

  it('goes on encrypting unless it is told not to', async () => {
    const { call } = open();
    await call('keys.recovery', {});
    await call('plans.add', { ...ORDER, encryption: KEYS });
    expect((await call('plans.preview', ORDER)).fileName).toMatch(/\.age$/);
    expect((await call('plans.change', ORDER)).plans).toMatchObject([{ encryption: KEYS }]);
    expect((await call('plans.change', { ...ORDER, encryption: null })).plans).toMatchObject([{ encryption: null }]);
  });

  it('still owes what was due by the old schedule, and makes nothing due by the new one that is past', async () => {
    const { context, call } = open();
    await call('plans.add', ORDER);
    setReconciledThrough(context.db, 'nightly', new Date('2026-03-10T01:00:00Z'));
    await call('plans.change', { ...ORDER, schedule: '0 3 * * *' });
    expect(recentSlots(context.db, 'nightly', 9)).toMatchObject([
      { slot: '2026-03-10T02:00:00.000Z', state: 'waiting' },
    ]);
    expect((await call('plans.next', { name: 'nightly', count: 1 })).slots).toEqual(['2026-03-11T03:00:00.000Z']);
  });

  it.each<[why: string, change: Partial<typeof ORDER>, code: string]>([
    ['there is none of that name', { name: 'none' }, 'no_plan'],
    ['it would back up another database', { database: 'other' }, 'bad_input'],
    ['it would back up from another server', { connection: 'other' }, 'bad_input'],
    ['its schedule is none', { schedule: 'at night' }, 'bad_input'],
    ['only one job can write its format', { jobs: 2 }, 'bad_input'],
  ])('is refused when %s', async (_why, change, code) => {
    const { context, call } = open();
    saveConnection(context.db, aConnection({ name: 'other' }));
    const before = await call('plans.add', ORDER);
    await expect(call('plans.change', { ...ORDER, ...change })).rejects.toMatchObject({ code });
    expect(await call('plans.list', {})).toEqual(before);
  });

  it('is refused for the plan of the environment', async () => {
    const { context, call } = open();
    savePlan(context.db, aPlan({ name: 'daily', origin: 'environment' }));
    await expect(call('plans.change', { ...ORDER, name: 'daily' })).rejects.toMatchObject({
      code: 'bad_input',
      nextStep: expect.stringContaining('BACKUP_'),
    });
    expect(findPlan(context.db, 'daily')).toEqual(aPlan({ name: 'daily', origin: 'environment' }));
  });
});

describe('a plan', () => {
  it('can be removed; its backups stay', async () => {
    const { context, call } = open();
    await call('plans.add', ORDER);
    const { backup } = await plantBackup(path.join(context.config.backupRoot, 'nightly'), { plan: 'nightly' });
    saveBackup(context.db, backup, 1);
    const before = listTree(context.config.backupRoot);
    await call('plans.remove', { name: 'nightly' });
    expect([listPlans(context.db), listBackups(context.db, { limit: 9 }).length]).toEqual([[], 1]);
    expect(listTree(context.config.backupRoot)).toEqual(before);
    for (const name of ['plans.show', 'plans.remove', 'plans.resume'] as const)
      await expect(call(name, { name: 'nightly' })).rejects.toMatchObject({ code: 'no_plan' });
  });

  it('tells its next slots, and none without a schedule', async () => {
    const { call } = open();
    await call('plans.add', ORDER);
    await call('plans.add', { ...ORDER, name: 'manual', schedule: null });
    const next = async (name: string) => (await call('plans.next', { name, count: 2 })).slots;
    expect(await next('nightly')).toEqual(['2026-03-11T02:00:00.000Z', '2026-03-12T02:00:00.000Z']);
    expect(await next('manual')).toEqual([]);
  });

  it('can be paused until an instant to come, and resumed', async () => {
    const { context, call } = open();
    await call('plans.add', ORDER);
    const until = '2026-03-12T12:00:00.000Z';
    expect(await call('plans.pause', { name: 'nightly', until })).toMatchObject({ plans: [{ paused: { until } }] });
    await expect(call('plans.pause', { name: 'nightly', until: START })).rejects.toMatchObject({ code: 'bad_input' });
    expect(await call('plans.pause', { name: 'nightly' })).toMatchObject({ plans: [{ paused: { until: null } }] });
    expect(await call('plans.resume', { name: 'nightly' })).toMatchObject({ plans: [{ paused: null }] });
    expect(findPlan(context.db, 'nightly')?.paused).toBeNull();
  });

  it('still owes what was due before the pause, and skips what was due in it', async () => {
    const { context, call } = open();
    await call('plans.add', ORDER);
    setReconciledThrough(context.db, 'nightly', new Date('2026-03-09T12:00:00Z'));
    await call('plans.pause', { name: 'nightly' });
    context.clock.advance(24 * 3_600_000);
    await call('plans.resume', { name: 'nightly' });
    expect(recentSlots(context.db, 'nightly', 9)).toMatchObject([
      { slot: '2026-03-11T02:00:00.000Z', state: 'skipped', reason: 'paused' },
      { slot: '2026-03-10T02:00:00.000Z', state: 'waiting' },
    ]);
  });
});

describe('pruning plans', () => {
  async function openTwo() {
    const { context, call } = open();
    for (const name of ['a', 'b']) {
      await call('plans.add', { ...ORDER, name, retention: { last: 1 } });
      for (const day of ['01', '02']) {
        const folder = path.join(context.config.backupRoot, name);
        const at = `2026-03-${day}T00:00:00.000Z`;
        const { backup } = await plantBackup(folder, { plan: name, snapshotAt: at, sequence: Number(day) });
        saveBackup(context.db, backup, Number(day));
      }
    }
    return { context, call };
  }

  it('is told beforehand as it is then done', async () => {
    const { context, call } = await openTwo();
    const before = listTree(context.config.backupRoot);
    const preview = await call('plans.prune', { dryRun: true });
    expect([preview.kept.length, preview.deleted.length]).toEqual([2, 2]);
    expect(listTree(context.config.backupRoot)).toEqual(before);
    expect(await call('plans.prune', {})).toEqual(preview);
    expect(
      listBackups(context.db, { limit: 9 })
        .map(({ id }) => id)
        .sort(),
    ).toEqual(preview.kept.map(({ backup }) => backup).sort());
  });

  it('can be done for one', async () => {
    const { context, call } = await openTwo();
    await call('plans.prune', { name: 'b' });
    expect(
      listBackups(context.db, { limit: 9 })
        .map(({ plan }) => plan)
        .sort(),
    ).toEqual(['a', 'a', 'b']);
    await expect(call('plans.prune', { name: 'c' })).rejects.toMatchObject({ code: 'no_plan' });
  });

  it('says that it would be refused after the clock moved', async () => {
    const { context, call } = await openTwo();
    context.clock.set(new Date('2027-01-01T00:00:00Z'));
    expect(await call('plans.prune', { dryRun: true })).toMatchObject({ deleted: [], suspended: 'clock_moved' });
    await expect(call('plans.prune', {})).rejects.toMatchObject({ code: 'clock_moved' });
  });
});
