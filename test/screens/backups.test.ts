import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PlanEncryption } from '../../shared/model/encryption.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { plantedApp } from './planted.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

async function withBackup(database: string, encryption: PlanEncryption | null = null) {
  await server.cloneSample(database);
  const { app, home } = await openTestApp();
  if (encryption) await giveKeys(home);
  await addPlan(app, server, { database, encryption });
  const { backup } = await app.call('backups.take', { plan: 'plan' });
  return { app, backup };
}

describe('the backups', () => {
  it('show what is in one, verify it, and pin it', async () => {
    const { app, backup } = await withBackup('shown', { form: 'x25519', recipients: [] });
    const { page, go, complaints } = await openScreens(app);
    await go('/backups');
    await expectShown(page.getByText('One backup'));
    await page.getByRole('link', { name: /Backup of plan/ }).click();
    const drawer = page.getByRole('dialog');
    await expectShown(drawer.getByText(backup.sha256).first());
    await drawer.getByText(/^public: \d+ tables$/).click();
    await expectShown(drawer.getByRole('cell', { name: 'users', exact: true }));
    await expectShown(drawer.getByText(/age --decrypt --identity key\.txt .* \| pg_restore --exit-on-error/));
    await drawer.getByRole('button', { name: 'Verify' }).click();
    await expect
      .poll(async () => (await app.call('runs.list', {})).runs[0])
      .toMatchObject({ kind: 'verify', state: 'succeeded' });
    await drawer.getByRole('button', { name: 'Show command line' }).first().click();
    await expectShown(drawer.getByText(`lifeboat verify ${backup.id}`));
    await expectShown(drawer.getByText(`lifeboat pin ${backup.id}`));
    await drawer.getByRole('button', { name: 'Pin' }).click();
    await expectShown(drawer.getByRole('button', { name: 'Unpin' }));
    await expectShown(drawer.getByText(`lifeboat unpin ${backup.id}`));
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await expectShown(page.getByRole('img', { name: 'Pinned' }));
    expect(complaints).toEqual([]);
  });

  it('are deleted once their id was typed, and not before', async () => {
    const { app, backup } = await withBackup('deleted');
    const { page, go, complaints } = await openScreens(app);
    await go(`/backups/${backup.id}`);
    await page.getByRole('button', { name: 'Delete…' }).click();
    const question = page.getByRole('dialog', { name: 'Delete this backup?' });
    const really = question.getByRole('button', { name: 'Delete…' });
    expect(await really.isDisabled()).toBe(true);
    await question.getByRole('textbox').fill(backup.id.slice(0, 7));
    expect(await really.isDisabled()).toBe(true);
    await question.getByRole('textbox').fill(backup.id.slice(0, 8));
    await really.click();
    await expectShown(page.getByText(/^There is no backup yet/));
    expect(existsSync(backup.path)).toBe(false);
    expect((await app.call('backups.list', {})).backups).toEqual([]);
    // Told that it is gone, the drawer may ask for it once more before it closes.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
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

  it('are filtered by proof and by day, and the address keeps it', async () => {
    const { app, addPlan, addBackup } = plantedApp();
    addPlan();
    const at = (createdAt: string) => addBackup({ createdAt, verification: { level: 'checksum', at: createdAt } });
    at('2026-03-01T12:00:00.000Z');
    const kept = at('2026-03-03T12:00:00.000Z');
    at('2026-03-05T12:00:00.000Z');
    addBackup({ createdAt: '2026-03-03T13:00:00.000Z' });
    const { page, go, complaints } = await openScreens(app);
    await go('/backups');
    await expectShown(page.getByText('4 backups'));
    await page.getByLabel('From').fill('2026-03-02');
    await expectShown(page.getByText('3 backups'));
    await page.getByLabel('Until').fill('2026-03-03');
    await expectShown(page.getByText('2 backups'));
    await page.getByRole('combobox', { name: 'Proof' }).click();
    await page.getByRole('option', { name: 'Checksum' }).click();
    await expectShown(page.getByText('One backup'));
    await page.reload();
    await expectShown(page.getByText('One backup'));
    await page.getByRole('link', { name: /Backup of plan/ }).click();
    await expectShown(page.getByRole('dialog').getByText(kept.id).first());
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectShown(page.getByText('One backup'));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expectShown(page.getByText('4 backups'));
    expect(page.url()).toMatch(/#\/backups$/);
    await go('/backups?level=nonsense&from=yesterday&state=good');
    await expectShown(page.getByText('4 backups'));
    expect(complaints).toEqual([]);
  });

  it('say so when there is none', async () => {
    const { app } = await openTestApp();
    const { page, go } = await openScreens(app);
    await go('/backups');
    await expectShown(page.getByText(/^There is no backup yet/));
  });
});
