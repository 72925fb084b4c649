import { describe, expect, it } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { aBackup, aConnection, aPlan } from '../helpers/values.ts';

const DAY_MS = 86_400_000;

/** Plans in one folder, each with a backup of 100 bytes on each of the last days. */
function withPlans(plans: Readonly<Record<string, { days: number; keepDays: number }>>) {
  const context = openContext();
  saveConnection(context.db, aConnection());
  const now = context.clock.now().getTime();
  const at = (daysAgo: number) => new Date(now - daysAgo * DAY_MS).toISOString();
  for (const [name, { days, keepDays }] of Object.entries(plans)) {
    savePlan(context.db, aPlan({ name, root: context.config.backupRoot, retention: { days: keepDays } }));
    for (let ago = days; ago >= 1; ago -= 1)
      saveBackup(context.db, aBackup({ plan: name, createdAt: at(ago), storedBytes: 100 }), days - ago + 1);
  }
  const course = async () => (await caller(context)('disks.forecast', {})).disks[0];
  return { at, course };
}

describe('the forecast of the disks', () => {
  it('has what was taken day by day, and goes on until retention deletes as much', async () => {
    const { at, course } = withPlans({ growing: { days: 4, keepDays: 10 } });
    expect(await course()).toMatchObject({
      bytesPerDay: 100,
      taken: [
        { at: at(4), bytes: 0 },
        { at: at(4), bytes: 100 },
        { at: at(3), bytes: 200 },
        { at: at(2), bytes: 300 },
        { at: at(1), bytes: 400 },
        { at: at(0), bytes: 400 },
      ],
      coming: [
        { at: at(0), bytes: 400 },
        { at: at(-6), bytes: 1000 },
      ],
      fullAt: null,
    });
  });

  it('counts a plan as constant that deletes as much as it adds', async () => {
    const { at, course } = withPlans({ growing: { days: 3, keepDays: 100 }, settled: { days: 7, keepDays: 7 } });
    const disk = await course();
    expect(disk?.bytesPerDay).toBe(100);
    expect(disk?.taken[0]).toEqual({ at: at(3), bytes: 700 });
    expect(disk?.taken.at(-1)).toEqual({ at: at(0), bytes: 1000 });
  });

  it('knows a settled plan also when its retention is longer than the look back', async () => {
    const { at, course } = withPlans({ settled: { days: 60, keepDays: 60 } });
    expect(await course()).toMatchObject({
      bytesPerDay: 0,
      taken: [{ at: at(0), bytes: 6000 }],
      coming: [{ at: at(0), bytes: 6000 }],
    });
  });

  it('tells no speed from two backups', async () => {
    const { course } = withPlans({ young: { days: 2, keepDays: 7 } });
    expect(await course()).toMatchObject({ bytesPerDay: 0, fullAt: null });
  });
});
