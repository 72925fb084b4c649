import { describe, expect, it } from 'vitest';
import type { DesktopPort } from '../../main/ports.ts';
import { openTestApp } from '../helpers/app.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

function desktopPort(): DesktopPort {
  let atLogin = false;
  return {
    startsAtLogin: () => atLogin,
    startAtLogin: (wanted) => void (atLogin = wanted),
    problems: () => [
      { code: 'notification_failed', severity: 'warning', message: 'It could not be shown.', nextStep: 'Allow it.' },
    ],
  };
}

describe('the settings of the desktop', () => {
  it.each(['en-GB', 'zh-CN'] as const)('start Lifeboat with the session, in %s', async (locale) => {
    const { app } = await openTestApp({ ports: { desktop: desktopPort() } });
    const { page, go, complaints } = await openScreens(app, { locale, width: 900, height: 600 });
    await go('/settings');
    const choice = page.getByRole('switch', { name: locale === 'en-GB' ? 'Start at login' : '登录时启动' });
    expect(await choice.isChecked()).toBe(false);
    await choice.press('Space');
    await expect.poll(async () => (await app.call('desktop.get', {})).desktop?.startAtLogin).toBe(true);
    await expect.poll(() => choice.isChecked()).toBe(true);
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
  });

  it('leave what is wrong with it to the alerts', async () => {
    const { app } = await openTestApp({ ports: { desktop: desktopPort() } });
    const { page, go, complaints } = await openScreens(app);
    await go('/alerts');
    await expectShown(page.getByText('It could not be shown.'));
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  it('are not there in a browser', async () => {
    const { app } = await openTestApp();
    const { page, go } = await openScreens(app);
    await go('/settings');
    await expectShown(page.getByText(/^Lifeboat \d/));
    expect(await page.getByRole('switch', { name: 'Start at login' }).count()).toBe(0);
    await expect(app.call('desktop.set', { startAtLogin: true })).rejects.toMatchObject({ code: 'unknown_call' });
  });
});
