import { describe, expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { appWithData } from './routes.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

describe('every screen', () => {
  it.each(['light', 'dark'] as const)('keeps nobody out, in the %s theme', async (theme) => {
    const { app, routes } = await appWithData(server, `axe_${theme}`);
    const { page, go, complaints } = await openScreens(app, { theme });
    for (const route of routes) {
      await go(route);
      await expectAccessible(page);
    }
    expect(complaints).toEqual([]);
  });

  it.each(['en-GB', 'zh-CN'] as const)('fits into 900x600, in %s', async (locale) => {
    const long = `${'A plan with a long name '.repeat(4)}${'x'.repeat(90)}`;
    const { app, routes } = await appWithData(server, `narrow_${locale.slice(0, 2)}`, [long]);
    const { page, go } = await openScreens(app, { locale, width: 900, height: 600 });
    for (const route of routes) {
      await go(route);
      await expectNoOverflow(page);
    }
  });

  it('speaks the language of the browser, and the one that is chosen', async () => {
    const { app } = await appWithData(server, 'chinese');
    const { page, go, complaints } = await openScreens(app, { locale: 'zh-CN' });
    await expectShown(page.getByRole('heading', { level: 1, name: '概览' }));
    await expectShown(page.getByRole('button', { name: '立即备份' }).first());
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await go('/settings');
    await page.locator('label', { hasText: 'English' }).click();
    await expectShown(page.getByRole('heading', { level: 1, name: 'Settings' }));
    await page.getByRole('radio', { name: 'Dark' }).press(' ');
    await expectShown(page.locator('html[data-mantine-color-scheme=dark]'));
    expect((await app.call('settings.get', {})).settings).toEqual({ language: 'en', theme: 'dark' });
    await page.getByRole('button', { name: 'Check' }).click();
    await expectShown(page.getByText('The catalog is whole.'));
    expect(complaints).toEqual([]);
  });

  it('is reached by keyboard, past the navigation', async () => {
    const { app } = await openTestApp();
    const { page } = await openScreens(app);
    await expectShown(page.getByRole('heading', { level: 1 }));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.getByRole('link', { name: 'Runs' }).press('Enter');
    await expectShown(page.getByRole('heading', { level: 1, name: 'Runs' }));
  });
});
