import { expect, it } from 'vitest';
import type { CallName } from '../../shared/contract.ts';
import { plantedApp } from './planted.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

it('says that a screen could not be drawn, keeps the navigation, and recovers', async () => {
  const { app } = plantedApp();
  let broken = true;
  // An answer that no core gives: the dispatcher would refuse it.
  const call = (name: CallName, input: never, signal?: AbortSignal) =>
    broken && name === 'runs.list' ? Promise.resolve({ runs: [null] }) : app.call(name, input, signal);
  const { page } = await openScreens({ ...app, call: call as typeof app.call });
  await page.getByRole('link', { name: 'Runs' }).click();
  const notice = page.getByRole('alert');
  await expectShown(notice.getByText('Something went wrong inside Lifeboat', { exact: true }));
  await page.getByRole('link', { name: 'Health' }).click();
  await expectShown(page.getByRole('heading', { level: 1, name: 'Health' }));
  expect(await notice.count()).toBe(0);
  broken = false;
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.reload();
  await expectShown(page.getByRole('heading', { level: 1, name: 'Runs' }));
});
