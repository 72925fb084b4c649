import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { startTestServer } from '../helpers/server.ts';
import { backedUp, heldRestore, unfinished } from './restoring.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

const countOf = async (database: string) =>
  (await server.sql<{ count: number }>('SELECT count(*)::int AS count FROM item.item', database))[0]?.count;

/** To the third step, at which a database to replace is chosen. */
async function chooseReplace(page: Page): Promise<void> {
  await page.getByText('Newest proven').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('radio', { name: /^Replace a database/ }).check();
}

describe('replacing a database', () => {
  it('shows what it loses, wants the name, keeps the old one, and can be undone and dropped, by mouse', async () => {
    const { app } = await backedUp(server, 'shop');
    await server.sql(
      'DELETE FROM item.item WHERE n > 40; INSERT INTO public.price SELECT generate_series(4, 9)',
      'shop',
    );
    const { page, go, complaints } = await openScreens(app);
    await go('/restore');
    await chooseReplace(page);
    await expectShown(page.getByText('One table has more rows now than in the backup: 6 more.'));
    const losses = page.getByRole('table', { name: 'Tables now, and in the backup' }).getByRole('row');
    expect(await losses.nth(1).getByRole('cell').allInnerTexts()).toEqual(['public.price', '9', '3', '-6']);
    expect(await losses.nth(2).getByRole('cell').allInnerTexts()).toEqual(['item.item', '40', '100', '+60']);
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await expectShown(page.getByText('Nothing stands in the way.'));
    const start = page.getByRole('button', { name: 'Replace the database' });
    const typed = page.getByRole('textbox', { name: 'type the name of the database: shop' });
    expect(await start.isDisabled()).toBe(true);
    await typed.fill('Shop');
    await expectShown(page.getByText('That is not its name.'));
    expect(await start.isDisabled()).toBe(true);
    await typed.fill('shop');
    await start.click();

    await expectShown(page.getByRole('heading', { name: 'Replaced, and equal to the backup' }));
    expect([await countOf('shop'), await server.sql('SELECT FROM public.price', 'shop')]).toEqual([100, [{}, {}, {}]]);
    const { restores } = await app.call('restores.list', {});
    const [replaced] = restores;
    const kept = replaced?.previousDatabase ?? '';
    expect(kept).toMatch(/^shop_before_/);
    await expectShown(page.getByRole('definition').filter({ hasText: kept }));
    await expectShown(page.locator(`a[href$="/backups/${replaced?.safetyBackup}"]`));
    await expectShown(page.getByText(`lifeboat undo ${replaced?.id.slice(0, 8)} --confirm shop`, { exact: true }));

    await server.sql('INSERT INTO item.item VALUES (101)', 'shop');
    await page.getByRole('button', { name: 'Undo…' }).click();
    const dialog = page.getByRole('dialog');
    const written = dialog.getByRole('row').filter({ hasText: 'item.item' }).getByRole('cell');
    await expectShown(written.first());
    expect(await written.allInnerTexts()).toEqual(['item.item', '100', '101', '1', '0', '0']);
    await dialog.getByRole('textbox').fill('shop');
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await expectShown(page.getByRole('heading', { name: 'Undone: the database is what it was' }));
    expect(await countOf('shop')).toBe(40);

    await go('/runs');
    const kinds = page.locator('tbody tr td:nth-child(2)');
    await expectShown(kinds.getByText('Replacement'));
    expect(await kinds.allInnerTexts()).toEqual(['Undo', 'Backup', 'Replacement', 'Backup']);

    await go('/health');
    const undone = (await app.call('restores.list', {})).restores[0]?.previousDatabase ?? '';
    await page.getByRole('button', { name: 'Drop…' }).click();
    await dialog.getByRole('textbox').fill(undone);
    await dialog.getByRole('button', { name: 'Drop', exact: true }).click();
    await expectShown(page.getByText('No replaced database is kept.'));
    expect(await server.databases()).not.toContain(undone);
    expect(complaints).toEqual([]);
  });

  it('does not begin while something is in the way, and leaves the database as it is', async () => {
    const { app } = await backedUp(server, 'held');
    const { page, go, complaints } = await openScreens(app);
    await go('/restore');
    await chooseReplace(page);
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await page.getByRole('textbox').fill('held');
    await expectShown(page.getByText('Nothing stands in the way.'));
    await server.sql(
      `CREATE SUBSCRIPTION "left behind" CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE)`,
      'held',
    );
    await page.getByRole('button', { name: 'Replace the database' }).click();
    await expectShown(page.getByRole('heading', { name: 'The replacement failed' }));
    await expectShown(page.getByText(/^It subscribes to other servers.*: left behind\.$/));
    await expectShown(page.getByText('held serves as before'));
    expect(await countOf('held')).toBe(100);
    expect((await server.databases()).filter((name) => /^held|lifeboat_restoring/.test(name))).toEqual(['held']);
    await server.sql('DROP SUBSCRIPTION "left behind"', 'held');
    expect(complaints).toEqual([]);
  });

  it.skipIf(!canFakeTools)('can be cancelled until it changes places, and then has changed nothing', async () => {
    const held = heldRestore(server);
    const { app } = await backedUp(server, 'kept', { env: held.env });
    await server.sql('DELETE FROM item.item WHERE n > 5', 'kept');
    const { page, go, complaints } = await openScreens(app);
    await go('/restore');
    await chooseReplace(page);
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await page.getByRole('textbox').fill('kept');
    await page.getByRole('button', { name: 'Replace the database' }).click();
    await held.arrival();
    await expectShown(page.getByRole('heading', { name: 'The replacement is under way' }));
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expectShown(page.getByRole('heading', { name: 'The replacement was cancelled' }));
    await expectShown(page.getByText('kept serves as before'));
    expect([await countOf('kept'), await unfinished(server)]).toEqual([5, []]);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['a selection', 'Chosen schemas and tables'],
    ['the schema alone', 'Schema only'],
  ])('is not offered for %s', async (_what, extent) => {
    const { app, backup } = await backedUp(server, `part ${extent}`);
    const { page, go } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await page.getByRole('radio', { name: new RegExp(`^${extent}`) }).check();
    if (extent.startsWith('Chosen')) await page.getByRole('treeitem').first().click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectShown(page.getByRole('textbox', { name: 'Name of the new database' }));
    expect(await page.getByRole('radio').count()).toBe(0);
  });
});
