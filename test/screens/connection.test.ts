import { describe, expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { startTestHost } from '../helpers/webHost.ts';
import { SCREENS_DIR } from './build.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

describe('an open page', () => {
  it('says when Lifeboat does not answer, and is right again when it is back', async () => {
    const { app } = await openTestApp();
    const { page, host, sessions } = await openScreens(app);
    const banner = page.getByText(/^Lifeboat does not answer\. What is shown may be out of date/);
    await expectShown(page.getByText('Nothing is backed up yet.'));
    const known = sessions();
    await host.stop();
    await expectShown(banner);
    await app.call('connections.add', { name: 'gone', host: '127.0.0.1', port: 1, user: 'nobody' });
    await app.call('plans.add', { name: 'new one', connection: 'gone', database: 'shop', schedule: null });
    await startTestHost(app, { staticDir: SCREENS_DIR, port: host.port, sessions: known });
    await banner.waitFor({ state: 'detached' });
    await expectShown(page.getByRole('article', { name: 'new one' }));
  });

  it('shows an error of its host with the next step, and tries again', async () => {
    const { app } = await openTestApp();
    const { page, host, go } = await openScreens(app);
    await expectShown(page.getByText('Nothing is backed up yet.'));
    await page.route(`http://127.0.0.1:${host.port}/api/call/runs.list`, (route) => route.abort());
    await page.getByRole('link', { name: 'Runs' }).click();
    await expectShown(page.getByText('Code: host_unreachable'));
    await expectShown(page.getByText(/^Next step:/));
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectShown(page.getByText('Nothing has run yet.'));
    await go('/');
    expect(await page.title()).toBe('Overview · Lifeboat');
  });

  it('says so when the code of a screen cannot be had, and tries again', async () => {
    const { app } = await openTestApp();
    const { page } = await openScreens(app);
    await expectShown(page.getByText('Nothing is backed up yet.'));
    await page.route('**/assets/runs-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'Runs' }).click();
    await expectShown(page.getByText('This screen could not be loaded.'));
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectShown(page.getByText('Nothing has run yet.'));
  });
});
