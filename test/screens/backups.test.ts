import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

async function withBackup(database: string) {
  await server.cloneSample(database);
  const { app } = await openTestApp();
  await addPlan(app, server, { database });
  const { backup } = await app.call('backups.take', { plan: 'plan' });
  return { app, backup };
}

describe('the backups', () => {
  it('show what is in one, verify it, and pin it', async () => {
    const { app, backup } = await withBackup('shown');
    const { page, go, complaints } = await openScreens(app);
    await go('/backups');
    await expectShown(page.getByText('One backup'));
    await page.getByRole('link', { name: /Backup of plan/ }).click();
    const drawer = page.getByRole('dialog');
    await expectShown(drawer.getByText(backup.sha256).first());
    await drawer.getByText(/^public: \d+ tables$/).click();
    await expectShown(drawer.getByRole('cell', { name: 'users', exact: true }));
    await expectShown(drawer.getByText(/pg_restore --exit-on-error/));
    await drawer.getByRole('button', { name: 'Verify' }).click();
    await expect
      .poll(async () => (await app.call('runs.list', {})).runs[0])
      .toMatchObject({ kind: 'verify', state: 'succeeded' });
    await drawer.getByRole('button', { name: 'Pin' }).click();
    await expectShown(drawer.getByRole('button', { name: 'Unpin' }));
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await expectShown(page.getByRole('img', { name: 'Pinned' }));
    expect(complaints).toEqual([]);
  });

  it('show a missing file as missing', async () => {
    const { app, backup } = await withBackup('gone');
    rmSync(backup.path);
    const { page, go } = await openScreens(app);
    await go(`/backups/${backup.id}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Verify' }).click();
    await expectShown(drawer.getByText(/^The archive is not where it was written/));
    await page.keyboard.press('Escape');
    await expectShown(page.getByRole('cell', { name: 'Missing' }));
  });

  it('are filtered by state and by text', async () => {
    const { app } = await withBackup('filtered');
    const { page, go } = await openScreens(app);
    await go('/backups');
    await page.getByRole('searchbox', { name: 'Search' }).fill('nothing like it');
    await expectShown(page.getByText('No backup fits these filters.'));
    await page.getByRole('searchbox', { name: 'Search' }).fill('filtered');
    await expectShown(page.getByText('One backup'));
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Damaged' }).click();
    await expectShown(page.getByText('No backup fits these filters.'));
  });

  it('say so when there is none', async () => {
    const { app } = await openTestApp();
    const { page, go } = await openScreens(app);
    await go('/backups');
    await expectShown(page.getByText(/^There is no backup yet/));
  });
});
