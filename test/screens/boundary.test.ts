import { expect, it } from 'vitest';
import { plantedApp } from './planted.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

it('says that a part of the page could not be loaded, keeps the navigation, and can try again', async () => {
  const { app } = plantedApp();
  const { page } = await openScreens(app);
  await expectShown(page.getByRole('heading', { level: 1, name: 'Overview' }));
  let broken = true;
  await page.route(/\/assets\/runs-.*\.js$/, (route) => (broken ? route.abort() : route.continue()));
  await page.getByRole('link', { name: 'Runs' }).click();
  const notice = page.getByRole('alert');
  await expectShown(notice.getByText('Something went wrong inside Lifeboat').first());
  await page.getByRole('link', { name: 'Health' }).click();
  await expectShown(page.getByRole('heading', { level: 1, name: 'Health' }));
  expect(await notice.count()).toBe(0);
  await page.getByRole('link', { name: 'Runs' }).click();
  broken = false;
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expectShown(page.getByRole('heading', { level: 1, name: 'Runs' }));
});
