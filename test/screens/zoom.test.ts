import { describe, expect, it } from 'vitest';
import { startTestServer } from '../helpers/server.ts';
import { appWithData } from './routes.ts';
import { expectAccessible, expectNoOverflow, expectShown, openAll, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();
const zoomed = { zoom: 2 } as const;

describe('at 200 % zoom', () => {
  it.each(['en-GB', 'zh-CN'] as const)('every screen fits, with all that it can open, in %s', async (locale) => {
    const long = `${'A plan with a long name '.repeat(4)}${'x'.repeat(90)}`;
    const { app, routes } = await appWithData(server, `zoom_${locale.slice(0, 2)}`, [long]);
    const { page, go, complaints } = await openScreens(app, { ...zoomed, locale });
    for (const route of routes) {
      await go(route);
      await openAll(page);
      await expectNoOverflow(page);
    }
    expect(complaints).toEqual([]);
  });

  it('leads to every screen by keyboard, from a navigation that is out of the way', async () => {
    const { app } = await appWithData(server, 'zoom_navigation');
    const { page } = await openScreens(app, zoomed);
    const navigation = page.getByRole('navigation', { name: 'Main navigation' });
    const opener = page.getByRole('button', { name: 'Main navigation' });
    await expectShown(page.getByRole('heading', { level: 1, name: 'Overview' }));
    expect(await navigation.count()).toBe(0);
    await opener.press('Enter');
    const names = await navigation.getByRole('link').allTextContents();
    expect(names).toContain('Alerts');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await navigation.waitFor({ state: 'hidden' });
    for (const name of names) {
      await opener.press('Enter');
      await navigation.getByRole('link', { name }).press('Enter');
      await expectShown(page.getByRole('heading', { level: 1, name }));
      await navigation.waitFor({ state: 'hidden' });
    }
  });

  it('has the actions within reach', async () => {
    const { app } = await appWithData(server, 'zoom_actions');
    const { page, go } = await openScreens(app, zoomed);
    const card = page.getByRole('article', { name: 'nightly plan' });
    await card.getByRole('button', { name: 'Back up now' }).click();
    await expect.poll(async () => (await app.call('runs.list', {})).runs.length).toBe(4);
    await go('/backups');
    const table = page.getByRole('table', { name: 'Backups' });
    await table.getByRole('link').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pin' }).click();
    await expectShown(page.getByRole('dialog').getByRole('button', { name: 'Unpin' }));
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await go('/health');
    await expectShown(page.getByRole('button', { name: 'Check again' }));
    await go('/settings');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expectShown(page.getByText('The catalog is whole.'));
  });
});
