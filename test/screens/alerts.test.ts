import { describe, expect, it } from 'vitest';
import { insertRun } from '../../main/catalog/runs.ts';
import { applyTurns } from '../../main/runs/applyTurns.ts';
import { recordSlot } from '../../main/catalog/slots.ts';
import type { Run } from '../../shared/model/run.ts';
import { aRun } from '../main/helpers/values.ts';
import { plantedApp } from './planted.ts';
import { expectAccessible, expectNoOverflow, expectShown, openAll, openScreens, useBrowser } from './screens.ts';

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
    const days = await page.getByRole('heading', { level: 3 }).allTextContents();
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
    await expectShown(page.getByText('No alert is open.'));
    await expectShown(page.getByText(/^Nothing has changed for better or worse/));
    await page.getByRole('button', { name: 'Show past alerts' }).click();
    await expectShown(page.getByText('No alert has ended yet.'));
  });

  it('show what is wrong now and whom it was told, and are acknowledged by keyboard', async () => {
    const { app } = withAlerts();
    const { page, go, complaints } = await openScreens(app, { theme: 'dark', width: 900, height: 600 });
    await go('/alerts');
    const failed = page.getByRole('article', { name: 'Backup failed: nightly' });
    await expectShown(failed.getByText('Critical'));
    await expectShown(failed.getByText('The backup of nightly failed: The disk is full.'));
    await expectShown(failed.getByText('Next step: Free some space.'));
    await expectShown(failed.getByText(/^ops: alert, waiting to be sent/));
    await expectShown(page.getByLabel('One open alert'));
    await openAll(page);
    await expectAccessible(page);
    await expectNoOverflow(page);
    await failed.getByRole('button', { name: 'Acknowledge: Backup failed' }).focus();
    await page.keyboard.press('Enter');
    await expectShown(failed.getByText(/^Acknowledged by tester, Mar 10, 2026/));
    await page.getByLabel('One open alert').waitFor({ state: 'detached' });
    expect((await app.call('alerts.list', {})).alerts[0]?.acknowledged?.by).toBe('tester');
    expect(complaints).toEqual([]);
  });

  it('are told when the settings say, and count from when they say', async () => {
    const { app } = withAlerts();
    const { page, go, complaints } = await openScreens(app, { theme: 'dark', width: 900, height: 600 });
    await go('/settings');
    const chosen = async () => (await app.call('alerts.settings', {})).settings;
    const quiet = page.getByRole('switch', { name: 'Quiet hours' });
    await quiet.focus();
    await page.keyboard.press('Space');
    await page.getByLabel('From').fill('21:30');
    await page.getByRole('button', { name: 'Save quiet hours' }).click();
    await expect.poll(async () => (await chosen()).quietHours).toMatchObject({ from: '21:30', to: '07:00' });
    await page.getByRole('switch', { name: 'Weekly digest' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(async () => (await chosen()).digest).toMatchObject({ weekday: 'monday', hour: 8 });
    // What is chosen comes back without taking the keyboard's place away.
    await expectShown(page.getByRole('combobox', { name: 'Day' }));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: '09:00' }).click();
    await expect.poll(async () => (await chosen()).digest).toMatchObject({ weekday: 'monday', hour: 9 });
    await page.getByRole('combobox', { name: 'Plan' }).click();
    await page.getByRole('option', { name: 'nightly' }).click();
    await page.getByLabel('Hours without a good backup').fill('0');
    await expectShown(page.getByText('From 1 to 8760'));
    await page.getByLabel('Hours without a good backup').fill('50');
    await page.getByRole('button', { name: 'Save thresholds' }).click();
    await expect
      .poll(async () => (await chosen()).plans)
      .toMatchObject([{ plan: 'nightly', thresholds: { overdueHours: 50 } }]);
    await page.getByRole('button', { name: 'As for all plans' }).click();
    await expect.poll(async () => (await chosen()).plans).toEqual([]);
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
  });
});

/** A plan whose last run failed, as it is told through a channel. */
function withAlerts() {
  const planted = plantedApp();
  const { context } = planted;
  planted.addPlan({ name: 'nightly' });
  context.db
    .prepare(`INSERT INTO channels (name, settings, origin, has_secret, created_at) VALUES ('ops', ?, 'user', 0, ?)`)
    .run(
      JSON.stringify({ kind: 'webhook', address: 'https://example.org/…', form: 'json', allowPrivate: false }),
      context.clock.now().toISOString(),
    );
  const { id: run } = aRun();
  const condition = {
    rule: 'failed',
    subject: 'nightly',
    plan: 'nightly',
    severity: 'critical',
    message: 'The backup of nightly failed: The disk is full.',
    nextStep: 'Free some space.',
    run,
    backup: null,
    opens: true,
    coveredBy: [],
    supersedes: [],
  } as const;
  applyTurns(context.db, [{ kind: 'opened', condition }], { now: context.clock.now(), quietUntil: null });
  return planted;
}
