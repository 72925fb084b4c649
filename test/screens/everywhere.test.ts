import type { Page } from 'playwright-core';
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

  it.each(['light', 'dark'] as const)(
    'shows the boxes and circles that are not ticked, in the %s theme',
    async (theme) => {
      const { app, routes } = await appWithData(server, `boxes_${theme}`);
      const { page, go } = await openScreens(app, { theme });
      await go(routes.find((route) => route.startsWith('/restore/')) ?? '');
      await page.getByRole('radio', { name: /^Chosen schemas and tables/ }).check();
      await page.getByRole('treeitem').first().waitFor();
      const parts = await borderContrasts(page);
      expect(Object.keys(parts)).toEqual(['radio', 'indicator']);
      await page.getByRole('radio', { name: /^Everything/ }).check();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.locator('main summary').click();
      await page.getByRole('checkbox').first().waitFor();
      const options = await borderContrasts(page);
      expect(Object.keys(options)).toContain('checkbox');
      const contrasts = [...Object.values(parts), ...Object.values(options)].flat();
      expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
    },
  );

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

/** Of the borders of what is not ticked, by kind: the contrast to what is inside and around them. */
function borderContrasts(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(async () => {
    // What has just been ticked still fades.
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    const channels = (colour: string) => colour.match(/[\d.]+/g)?.map(Number) ?? [];
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one: string, other: string) => {
      const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const ground = (element: Element | null): string => {
      if (element === null) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(element);
      return (channels(backgroundColor)[3] ?? 1) === 1 ? backgroundColor : ground(element.parentElement);
    };
    const kinds = {
      radio: 'main input[type=radio]:not(:checked)',
      checkbox: 'main input[type=checkbox]:not(:checked)',
      indicator: 'main [role=treeitem] .mantine-CheckboxIndicator-indicator:not([data-checked])',
    };
    const found = Object.entries(kinds).map(([kind, selector]) => {
      const contrasts = [...document.querySelectorAll(selector)].flatMap((element) => {
        const { borderColor } = getComputedStyle(element);
        return [contrast(borderColor, ground(element)), contrast(borderColor, ground(element.parentElement))];
      });
      return [kind, contrasts] as const;
    });
    return Object.fromEntries(found.filter(([, contrasts]) => contrasts.length > 0));
  });
}
