import { expect, describe, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

describe('the overview', () => {
  it('says what to do when nothing is there yet', async () => {
    const { app } = await openTestApp();
    const { page, complaints } = await openScreens(app);
    await expectShown(page.getByText('Nothing is backed up yet.'));
    await expectShown(page.getByText(/^lifeboat connection add/));
    await expectShown(page.getByText(/^lifeboat plan add/));
    expect(complaints).toEqual([]);
  });

  it('backs up with live progress to the end, and then says what is protected', async () => {
    await server.cloneSample('overview');
    await server.sql('CREATE TABLE item (id int)', 'overview');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'overview', name: 'nightly', schedule: '0 2 * * *' });
    const { page, complaints } = await openScreens(app);
    await expectShown(page.getByText('One plan has no good backup: nightly.'));
    await expectShown(page.getByRole('img', { name: 'Not protected' }));
    {
      await using _ = await lockTable(server, 'overview');
      await page.getByRole('button', { name: 'Back up now' }).click();
      await expectShown(page.getByRole('progressbar', { name: 'Progress of the run' }));
      await expectShown(page.getByRole('button', { name: 'Cancel' }));
      expect(await page.getByRole('button', { name: 'Back up now' }).isDisabled()).toBe(true);
    }
    await expectShown(page.getByText(/^If the server died now, you would get back everything up to/));
    await expectShown(page.getByText('Every byte has been read back and decoded.'));
    await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor({ state: 'detached' });
    const card = page.getByRole('article', { name: 'nightly' });
    await expectShown(card.getByText('Decoded'));
    await card.getByRole('button', { name: 'Show command line' }).click();
    await expectShown(card.getByText('lifeboat backup nightly'));
    expect(complaints).toEqual([]);
  });

  it('cancels a backup, by keyboard alone', async () => {
    await server.cloneSample('cancelled');
    await server.sql('CREATE TABLE item (id int)', 'cancelled');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'cancelled' });
    const { page, go } = await openScreens(app);
    await using _ = await lockTable(server, 'cancelled');
    await page.getByRole('button', { name: 'Back up now' }).press('Enter');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor({ state: 'detached' });
    await go('/runs');
    await expectShown(page.getByRole('cell', { name: 'Cancelled' }));
  });

  it('shows why a backup failed, and what to do', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'not_there' });
    const { page, go } = await openScreens(app);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expectShown(page.getByText(/^the last run failed:/));
    await go('/runs');
    await page.getByRole('link', { name: /Backup of plan/ }).click();
    const drawer = page.getByRole('dialog');
    await expectShown(drawer.getByText('Code: no_database'));
    await expectShown(drawer.getByText(/^Next step:/));
    await expectShown(drawer.getByText('run.ended'));
  });
});
