import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deletingBackups, listBackups, saveBackup, setBackupState } from '../../../main/catalog/backups.ts';
import { takeLease } from '../../../main/catalog/leases.ts';
import { previewPrune, prune } from '../../../main/runs/prune.ts';
import { readRunLog } from '../../../main/runs/runLog.ts';
import { listTree, plantBackup } from '../helpers/files.ts';
import { openPlan } from '../helpers/prunable.ts';
import { START } from '../helpers/values.ts';

describe('pruning', () => {
  it('deletes what no rule keeps, files and row, and says why', async () => {
    const { context, plan, add, left } = openPlan({ last: 2 });
    const [oldest, middle, newest] = [await add(3), await add(2), await add(1)];
    const outcome = await prune(context, plan, 'manual');
    expect(outcome).toMatchObject({
      ok: true,
      run: { kind: 'prune', plan: 'plan', state: 'succeeded' },
      value: { deleted: [{ id: oldest.id, reason: expect.any(String) }] },
    });
    expect(left()).toEqual([newest.id, middle.id]);
    expect([existsSync(oldest.path), existsSync(oldest.manifestPath), existsSync(middle.path)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await readRunLog(context.config.logsDir, outcome.run.id)).toContainEqual(
      expect.objectContaining({ event: 'prune.deleted', backup: oldest.id, path: oldest.path }),
    );
  });

  it('goes out of sight first, then manifest, archive and row', async () => {
    const { context, plan, add } = openPlan({ last: 1 });
    await add(2);
    await add(1);
    await prune(context, plan, 'manual');
    expect(context.steps).toEqual([
      'marked-deleting',
      'manifest-removed',
      'manifest-removal-synced',
      'archive-removed',
      'files-removed',
      'row-removed',
    ]);
  });

  it('does exactly what the preview says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(60), { maxLength: 8 }),
        fc.record({ last: fc.nat(3), days: fc.nat(20), weekly: fc.nat(3) }),
        async (ages, retention) => {
          const { context, plan, add, left } = openPlan(retention);
          for (const age of ages.toSorted((a, b) => b - a)) await add(age);
          const before = listTree(plan.root);
          const preview = previewPrune(context, plan);
          expect(listTree(plan.root)).toEqual(before);
          const outcome = await prune(context, plan, 'manual');
          expect(outcome).toMatchObject({ ok: true, value: { kept: preview.kept, deleted: preview.expired } });
          expect(left().toSorted()).toEqual(preview.kept.map(({ id }) => id).toSorted());
        },
      ),
      { seed: 61, numRuns: 15 },
    );
  });

  it('keeps what somebody reads, and takes what nobody does any more', async () => {
    const { context, plan, add, left } = openPlan({ last: 1 });
    const [old, newest] = [await add(2), await add(1)];
    const lease = { resource: `backup:${old.id}`, run: 'restore', what: 'restore', shared: true };
    takeLease(context.db, lease, context.owner, new Date(START), context.isAlive);
    expect(previewPrune(context, plan).kept).toContainEqual({ id: old.id, reasons: ['leased'] });
    await prune(context, plan, 'manual');
    expect(left()).toEqual([newest.id, old.id]);
    context.db.exec('DELETE FROM leases');
    await prune(context, plan, 'manual');
    expect(left()).toEqual([newest.id]);
  });

  it('keeps what somebody began to read after the decision', async () => {
    const { context, plan, add, left } = openPlan({ last: 1 });
    const [oldest, old, newest] = [await add(3), await add(2), await add(1)];
    const checkpoint = (step: string) => {
      if (step !== 'marked-deleting') return;
      for (const { id } of [oldest, old]) {
        const lease = { resource: `backup:${id}`, run: 'restore', what: 'restore', shared: true };
        takeLease(context.db, lease, context.owner, new Date(START), context.isAlive);
      }
    };
    const outcome = await prune({ ...context, ports: { ...context.ports, checkpoint } }, plan, 'manual');
    expect(outcome).toMatchObject({ ok: true, value: { deleted: [{ id: old.id }] } });
    expect(left()).toEqual([newest.id, oldest.id]);
  });

  it('does not touch the backups of another plan, nor files that it does not know', async () => {
    const { context, plan, folder, add } = openPlan({ last: 1 });
    const other = await plantBackup(path.join(context.config.backupRoot, 'other'), { plan: 'other' });
    const unknown = await plantBackup(folder, { snapshotAt: '2020-01-01T00:00:00.000Z' });
    saveBackup(context.db, other.backup, 1);
    await add(2);
    await add(1);
    await prune(context, plan, 'manual');
    for (const { backup } of [other, unknown])
      expect(existsSync(backup.path) && existsSync(backup.manifestPath)).toBe(true);
  });

  it('is refused while another process prunes the plan', async () => {
    const { context, plan } = openPlan({ last: 1 });
    const lease = { resource: 'prune:plan', run: 'other', what: 'prune', shared: false };
    takeLease(context.db, lease, context.owner, new Date(START), context.isAlive);
    await expect(prune(context, plan, 'manual')).rejects.toMatchObject({ code: 'busy' });
  });

  it('stops between two backups when it is cancelled', async () => {
    const { context, plan, add } = openPlan({ last: 1 });
    for (const age of [4, 3, 2, 1]) await add(age);
    const stop = new AbortController();
    const checkpoint = (step: string) => step === 'row-removed' && stop.abort();
    const stopping = { ...context, ports: { ...context.ports, checkpoint } };
    const outcome = await prune(stopping, plan, 'manual', stop.signal);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(listBackups(context.db, { limit: 9 })).toHaveLength(3);
    expect(deletingBackups(context.db)).toEqual([]);
  });
});

describe('what the disk says', () => {
  it('counts: files that somebody deleted do not stand in for those that are left', async () => {
    const { context, plan, folder, add, left } = openPlan({ last: 2 });
    const [survivor, older] = [await add(3), await add(4)];
    const vanished = [await add(2), await add(1)];
    for (const backup of vanished) rmSync(backup.path);
    await prune(context, plan, 'manual');
    expect(left()).toEqual(expect.arrayContaining([survivor.id, older.id]));
    expect(readdirSync(folder)).toContain(path.basename(survivor.path));
  });

  it('counts: what was missing and is there again is a good backup', async () => {
    const { context, plan, add, left } = openPlan({ daily: 3 });
    const backups = [await add(3), await add(2), await add(1)];
    for (const backup of backups.slice(0, 2)) setBackupState(context.db, backup.id, 'missing');
    await prune(context, plan, 'manual');
    expect(left()).toHaveLength(3);
  });

  it('lets nothing expire while the whole disk is away', async () => {
    const { context, plan, add, left } = openPlan({ last: 1 });
    for (const age of [30, 20, 10]) await add(age);
    rmSync(plan.root, { recursive: true });
    await prune(context, plan, 'manual');
    expect(left()).toHaveLength(3);
  });

  it('does not make a good backup of a damaged one', async () => {
    const { context, plan, add, left } = openPlan({ last: 1 });
    const [good, damaged] = [await add(2), await add(1)];
    setBackupState(context.db, damaged.id, 'damaged');
    await prune(context, plan, 'manual');
    expect(left()).toEqual([damaged.id, good.id]);
  });
});
