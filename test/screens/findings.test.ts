import { expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

it('a backup shows what is unusual about it and what changed in the schema; a server the script for a backup role', async () => {
  await server.createDatabase('shop');
  await server.sql(
    `CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders SELECT i, 'x' FROM generate_series(1, 400) i; CREATE TABLE "<b>few</b>" (a int)`,
    'shop',
  );
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'shop' });
  await app.call('backups.take', { plan: 'plan' });
  await server.sql(
    'TRUNCATE orders; ALTER TABLE orders ADD paid boolean DEFAULT false; DROP TABLE "<b>few</b>"',
    'shop',
  );
  const { backup } = await app.call('backups.take', { plan: 'plan' });
  const { page, go, complaints } = await openScreens(app, { width: 900, height: 600 });
  await go(`/backups/${backup.id}`);
  const drawer = page.getByRole('dialog');
  await expectShown(drawer.getByText('The table public.orders is empty; it had 400 rows in the backup before.'));
  await drawer.getByRole('button', { name: 'Compare with the backup before' }).click();
  await expectShown(drawer.getByText('Changed: TABLE public.orders'));
  await expectShown(drawer.getByText('Removed: TABLE public.<b>few</b>'));
  await expectShown(drawer.getByText('+    paid boolean DEFAULT false', { exact: true }));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await expectNoOverflow(page);
  await go('/plans');
  const card = page.getByRole('article', { name: 'server' });
  await card.getByRole('button', { name: 'Script for a backup role' }).click();
  await expectShown(card.getByText(/GRANT CONNECT ON DATABASE "shop" TO "lifeboat";/));
  await expectAccessible(page);
  await expectNoOverflow(page);
  expect(complaints).toEqual([]);
});
