import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLease } from '../../../main/catalog/leases.ts';
import { deleteOne, previewPrune, prune } from '../../../main/runs/prune.ts';
import type { TestContext } from '../helpers/context.ts';
import { DAY, openPlan } from '../helpers/prunable.ts';
import { START } from '../helpers/values.ts';

describe('a clock that moved', () => {
  it('suspends pruning, says so, and once it is believed no longer', async () => {
    const { context, plan, add, left } = openPlan({ days: 7 });
    for (const age of [3, 2, 1]) await add(age);
    context.clock.set(new Date('2027-03-10T12:00:00Z'));
    expect(previewPrune(context, plan)).toMatchObject({ suspended: 'clock_moved', expired: [] });
    expect(await prune(context, plan, 'manual')).toMatchObject({
      ok: false,
      error: { code: 'clock_moved', kind: 'refused' },
      run: { state: 'failed' },
    });
    expect(left()).toHaveLength(3);
    // Another process, begun after the clock was set, has nothing to compare with but the last run.
    const later = {
      ...context,
      clockBase: { wall: context.clock.now().getTime(), uptime: context.clock.uptime() },
    };
    expect((await prune(later, plan, 'manual')).ok).toBe(true);
  });

  it('back by more than a day suspends it too, until a run has ended by the new clock', async () => {
    const { context, plan } = openPlan({ last: 1 });
    await prune(context, plan, 'manual');
    const back = new Date(Date.parse(START) - 2 * DAY);
    context.clock.set(back);
    const restarted = { ...context, clockBase: { wall: back.getTime(), uptime: context.clock.uptime() } };
    expect(previewPrune(restarted, plan).suspended).toBe('clock_moved');
    expect((await prune(restarted, plan, 'manual')).ok).toBe(false);
    expect((await prune(restarted, plan, 'manual')).ok).toBe(true);
  });

  it.each([
    ['three nights of sleep', (context: TestContext) => context.clock.sleep(30 * 3_600_000)],
    ['a month of running', (context: TestContext) => context.clock.advance(30 * DAY)],
    ['a correction of an hour', (context: TestContext) => context.clock.set(new Date(Date.parse(START) - 3_600_000))],
  ])('is not seen in %s', async (_what, pass) => {
    const { context, plan, add } = openPlan({ last: 1 });
    await add(1);
    pass(context);
    expect(previewPrune(context, plan)).not.toHaveProperty('suspended');
  });
});

describe('deleting one backup', () => {
  it('takes its files and its row', async () => {
    const { context, folder, add, left } = openPlan({ last: 9 });
    const [one, other] = [await add(2), await add(1)];
    expect(await deleteOne(context, other)).toMatchObject({
      ok: true,
      value: { id: other.id },
      run: { backup: other.id },
    });
    expect(left()).toEqual([one.id]);
    expect(readdirSync(folder).sort()).toEqual([path.basename(one.path), path.basename(one.manifestPath)].sort());
  });

  it('is refused for one that is pinned, and for one that is being read', async () => {
    const { context, add, left } = openPlan({ last: 9 });
    const backup = await add(1);
    expect(() => deleteOne(context, { ...backup, pinned: true })).toThrow(
      expect.objectContaining({ code: 'protected_backup' }),
    );
    const lease = { resource: `backup:${backup.id}`, run: 'restore', what: 'restore', shared: true };
    takeLease(context.db, lease, context.owner, new Date(START), context.isAlive);
    expect(await deleteOne(context, backup)).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect(left()).toEqual([backup.id]);
  });
});
