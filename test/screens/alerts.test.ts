import { describe, expect, it } from 'vitest';
import { insertRun } from '../../main/catalog/runs.ts';
import { recordSlot } from '../../main/catalog/slots.ts';
import type { Run } from '../../shared/model/run.ts';
import { aRun } from '../main/helpers/values.ts';
import { plantedApp } from './planted.ts';
import { expectAccessible, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

const error = { code: 'disk_full', message: 'The disk is full.', nextStep: 'Free some space.' } as const;

/** Two plans: one failed and recovered, the other missed a slot the day before. */
function withChanges() {
  const { context, app, addPlan } = plantedApp();
  addPlan({ name: 'nightly' });
  addPlan({ name: 'weekly' });
  const ended = (at: string, change: Partial<Run>): Run => {
    const run = aRun({ plan: 'nightly', startedAt: at, endedAt: at, ...change });
    insertRun(context.db, run, { id: 'owner', pid: 1 });
    return run;
  };
  const slot = '2026-03-08T12:00:00.000Z';
  recordSlot(context.db, { plan: 'weekly', slot, state: 'missed', reason: 'asleep' }, context.clock.now());
  const failed = ended('2026-03-09T12:00:00.000Z', { state: 'failed', error });
  ended('2026-03-09T12:30:00.000Z', { state: 'failed', error });
  ended('2026-03-09T13:00:00.000Z', { state: 'succeeded' });
  return { app, failed };
}

describe('the alerts', () => {
  it('tell what changed, day by day, the newest first, and lead to the run', async () => {
    const { app, failed } = withChanges();
    const { page, go, complaints } = await openScreens(app);
    await go('/alerts');
    await expectShown(page.getByText('3 changes'));
    const items = page.locator('main li');
    expect(await items.allTextContents()).toEqual([
      expect.stringMatching(/^nightlyRecovered.*Backups of this plan succeed again\./),
      expect.stringMatching(/^nightlyFailed.*The disk is full\.Next step: Free some space\./),
      expect.stringMatching(
        /^weeklyMissed a slot.*A slot did not run: the computer slept\.Next step: Take a backup now/,
      ),
    ]);
    const days = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(days).toEqual(['Mar 9, 2026', 'Mar 8, 2026']);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await items.nth(1).getByRole('link', { name: 'See the run' }).click();
    await expectShown(page.getByRole('dialog').getByText('Code: disk_full'));
    expect(page.url()).toContain(failed.id);
  });

  it('are filtered by plan and by kind, and the address keeps it', async () => {
    const { app } = withChanges();
    const { page, go } = await openScreens(app);
    await go('/alerts');
    await page.getByRole('combobox', { name: 'Plan' }).click();
    await page.getByRole('option', { name: 'nightly' }).click();
    await expectShown(page.getByText('2 changes'));
    await page.getByRole('combobox', { name: 'What changed' }).click();
    await page.getByRole('option', { name: 'Failed' }).click();
    await expectShown(page.getByText('One change'));
    await page.reload();
    await expectShown(page.getByText('One change'));
    await go('/alerts?plan=weekly&kind=failed');
    await expectShown(page.getByText('No change fits these filters.'));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expectShown(page.getByText('3 changes'));
  });

  it('say so when there is none', async () => {
    const { page, go } = await openScreens(plantedApp().app);
    await go('/alerts');
    await expectShown(page.getByText(/^Nothing has changed for better or worse/));
  });
});
