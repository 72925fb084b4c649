import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBackup } from '../../../main/api/backups.ts';
import { listAudit } from '../../../main/catalog/audit.ts';
import { listBackups, saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { listRuns } from '../../../main/catalog/runs.ts';
import { addVerification } from '../../../main/catalog/verifications.ts';
import { rebuild } from '../../../main/runs/rebuild.ts';
import { caller } from '../helpers/api.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';
import { aBackup, aConnection, aPlan, START } from '../helpers/values.ts';

async function openWithBackup() {
  const context = openContext();
  const { backup, manifest } = await plantBackup(path.join(context.config.backupRoot, 'plan'));
  saveBackup(context.db, backup, 1);
  return { context, call: caller(context), backup, manifest };
}

describe('the plan that is backed up when none is named', () => {
  /** Plans of a server that cannot be reached: which one was tried is seen by the run that failed. */
  function openPlans(...plans: Parameters<typeof aPlan>[0][]): TestContext {
    const context = openContext();
    saveConnection(context.db, aConnection({ host: '/nowhere' }));
    for (const plan of plans) savePlan(context.db, aPlan({ root: context.config.backupRoot, ...plan }));
    return context;
  }

  it('is that of the environment', async () => {
    const context = openPlans({ name: 'a' }, { name: 'b', origin: 'environment' }, { name: 'c' });
    await expect(caller(context)('backups.take', {})).rejects.toMatchObject({ code: 'server_unreachable' });
    expect(listRuns(context.db, { limit: 9 })).toMatchObject([{ plan: 'b', state: 'failed', trigger: 'manual' }]);
  });

  it('is the only one there is', async () => {
    const context = openPlans({ name: 'a' });
    await expect(caller(context)('backups.take', {})).rejects.toMatchObject({ code: 'server_unreachable' });
    expect(listRuns(context.db, { limit: 9 })).toMatchObject([{ plan: 'a' }]);
  });

  it('must be named when there are several', async () => {
    const context = openPlans({ name: 'a' }, { name: 'b' });
    await expect(caller(context)('backups.take', {})).rejects.toMatchObject({
      code: 'bad_input',
      nextStep: 'Name one of them: a, b.',
    });
    expect(listRuns(context.db, { limit: 9 })).toEqual([]);
  });

  it('is not there when there is no plan, nor one of that name', async () => {
    await expect(caller(openContext())('backups.take', {})).rejects.toMatchObject({ code: 'no_plan' });
    await expect(caller(openPlans({ name: 'a' }))('backups.take', { plan: 'b' })).rejects.toMatchObject({
      code: 'no_plan',
    });
  });
});

describe('naming a backup', () => {
  const ids = ['12345678-a000-4000-8000-000000000000', '12345678-b000-4000-8000-000000000000'] as const;

  function openBackups(): TestContext {
    const context = openContext();
    saveBackup(context.db, aBackup({ id: ids[0], plan: 'a', createdAt: '2026-03-01T00:00:00.000Z' }), 1);
    saveBackup(context.db, aBackup({ id: ids[1], plan: 'b', createdAt: '2026-03-02T00:00:00.000Z' }), 1);
    saveBackup(context.db, aBackup({ plan: 'a', createdAt: '2026-03-03T00:00:00.000Z', state: 'damaged' }), 2);
    return context;
  }

  it.each([
    ['its id', ids[0], ids[0]],
    ['the start of its id', '12345678-b', ids[1]],
    ['latest', 'latest', ids[1]],
    ['the latest of a plan', 'latest:a', ids[0]],
  ])('can be done by %s', (_how, reference, id) => {
    expect(findBackup(openBackups(), reference).id).toBe(id);
  });

  it.each([
    ['several begin so', '12345678', 'ambiguous_backup'],
    ['none begins so', '87654321', 'no_backup'],
    ['it is too short', '1234567', 'bad_input'],
    ['it is a pattern', '%%%%%%%%', 'no_backup'],
    ['the plan has none', 'latest:c', 'no_backup'],
    ['it names no plan', 'latest:', 'no_backup'],
  ])('fails when %s', (_why, reference, code) => {
    expect(() => findBackup(openBackups(), reference)).toThrow(expect.objectContaining({ code }));
  });

  it('finds no latest where there is no good one', () => {
    expect(() => findBackup(openContext(), 'latest')).toThrow(expect.objectContaining({ code: 'no_backup' }));
  });
});

describe('showing a backup', () => {
  it('tells its contents and its proofs', async () => {
    const { context, call, backup, manifest } = await openWithBackup();
    const proof = { backup: backup.id, level: 'decoded', ok: true, at: START, durationMs: 1 } as const;
    addVerification(context.db, proof);
    expect(await call('backups.show', { backup: backup.id })).toEqual({
      backup,
      contents: manifest.contents,
      encryption: null,
      findings: [],
      verifications: [proof],
    });
  });

  it('does without the contents of a manifest that cannot be believed', async () => {
    const { context, call, backup } = await openWithBackup();
    saveBackup(context.db, { ...backup, signature: 'valid' }, 1);
    expect(await call('backups.show', { backup: backup.id })).toMatchObject({ contents: null, encryption: null });
  });

  it('does without the contents when the manifest is gone', async () => {
    const { call, backup } = await openWithBackup();
    rmSync(backup.manifestPath);
    expect(await call('backups.show', { backup: 'latest' })).toEqual({
      backup,
      contents: null,
      encryption: null,
      verifications: [],
      findings: [],
    });
  });
});

describe('deleting a backup', () => {
  it.each(['', '1234567', 'latest', 'ffffffff-'])('needs its id as a confirmation: %j is none', async (confirm) => {
    const { context, call, backup } = await openWithBackup();
    const deletion = call('backups.delete', { backup: backup.id, confirm });
    await expect(deletion).rejects.toMatchObject({ code: 'confirmation_missing', kind: 'refused' });
    expect([existsSync(backup.path), existsSync(backup.manifestPath)]).toEqual([true, true]);
    expect(listBackups(context.db, { limit: 9 })).toHaveLength(1);
  });

  it('needs more of the id than seven characters, though they are right', async () => {
    const { call, backup } = await openWithBackup();
    const deletion = call('backups.delete', { backup: backup.id, confirm: backup.id.slice(0, 7) });
    await expect(deletion).rejects.toMatchObject({ code: 'confirmation_missing' });
  });

  it('takes files and row, once it is confirmed', async () => {
    const { context, call, backup } = await openWithBackup();
    await call('backups.delete', { backup: 'latest', confirm: backup.id.slice(0, 8) });
    expect([existsSync(backup.path), existsSync(backup.manifestPath)]).toEqual([false, false]);
    expect(listBackups(context.db, { limit: 9 })).toEqual([]);
  });

  it('is refused while it is pinned', async () => {
    const { call, backup } = await openWithBackup();
    await call('backups.pin', { backup: backup.id });
    const order = { backup: backup.id, confirm: backup.id };
    await expect(call('backups.delete', order)).rejects.toMatchObject({ code: 'protected_backup' });
    await call('backups.unpin', { backup: backup.id });
    await call('backups.delete', order);
    expect(existsSync(backup.path)).toBe(false);
  });
});

describe('a pin', () => {
  it('is in the catalog, in the audit and beside the manifest, so that it survives a rebuild', async () => {
    const { context, call, backup } = await openWithBackup();
    expect((await call('backups.pin', { backup: backup.id })).backup.pinned).toBe(true);
    expect(listAudit(context.db, 1)).toMatchObject([{ action: 'backup.pin', subject: backup.id }]);
    const fresh = openContext();
    await rebuild(fresh, [context.config.backupRoot]);
    expect(listBackups(fresh.db, { limit: 9 })).toEqual([{ ...backup, pinned: true }]);
    await call('backups.unpin', { backup: backup.id });
    const later = openContext();
    await rebuild(later, [context.config.backupRoot]);
    expect(listBackups(later.db, { limit: 9 })).toEqual([backup]);
  });

  it('that cannot be written beside the manifest is not set', async () => {
    const { context, call, backup } = await openWithBackup();
    const folder = path.dirname(backup.manifestPath);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await expect(call('backups.pin', { backup: backup.id })).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(listBackups(context.db, { limit: 9 })).toMatchObject([{ pinned: false }]);
  });
});
