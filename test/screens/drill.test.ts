import { expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { tamper } from '../postgres/support.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

it('a drill is started, followed, and told in the drawer of a backup and on the overview', async () => {
  await server.createDatabase('shop');
  await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS i', 'shop');
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'shop' });
  const { backup } = await app.call('backups.take', { plan: 'plan' });
  const { page, go, complaints } = await openScreens(app, { width: 900, height: 600 });
  await go('/');
  await expectShown(page.getByText('Not measured yet'));

  await go(`/backups/${backup.id}`);
  const drawer = page.getByRole('dialog');
  await expectShown(drawer.getByText('It has not been rehearsed yet.'));
  await drawer.getByRole('button', { name: 'Drill' }).click();
  await expectShown(drawer.getByText('Restored, and equal to the backup'));
  await expectShown(drawer.getByText(/^Restored in .* · one table and 10 rows compared/));
  await expect.poll(() => drawer.locator('[data-level=restored]').getAttribute('data-reached')).toBe('true');

  await tamper(backup, (value) => ({
    ...value,
    fingerprint: { ...value.fingerprint, tables: value.fingerprint.tables.map((table) => ({ ...table, rows: 11 })) },
  }));
  await drawer.getByRole('button', { name: 'Drill' }).click();
  await expectShown(drawer.getByText('Restored, but it differs'));
  await expectShown(drawer.getByRole('row', { name: 'public.item Number of rows 11 10' }));
  await expectAccessible(page);
  await expectNoOverflow(page);

  await tamper(backup, (value) => ({ ...value, serverVersion: '99.0' }));
  await drawer.getByRole('button', { name: 'Drill' }).click();
  await expectShown(drawer.getByText(/^This says nothing about the backup\. The backup comes from PostgreSQL 99/));
  await drawer.getByRole('region', { name: 'Drill' }).getByRole('button', { name: 'Show command line' }).click();
  await expectShown(drawer.getByText(`lifeboat drill ${backup.id}`));

  await go('/');
  await expectShown(page.getByText('The last drill of one plan found a fault: plan.'));
  await expectShown(page.getByText('Time to restore'));
  expect(await page.getByText('Not measured yet').count()).toBe(0);
  await go('/restore');
  await expectShown(page.getByText(/Time to restore: \d/));
  expect(complaints).toEqual([]);
});
