import { expect, it } from 'vitest';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { startTestServer } from '../helpers/server.ts';
import { tamper } from '../postgres/support.ts';
import { backedUp, damage, heldRestore, NOISE } from './restoring.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

const LOOKS = [
  {
    theme: 'light',
    locale: 'en-GB',
    next: 'Continue',
    check: 'Check readiness',
    start: 'Start the restore',
    take: 'Take what can still be restored',
  },
  {
    theme: 'dark',
    locale: 'zh-CN',
    next: '继续',
    check: '检查是否就绪',
    start: '开始恢复',
    take: '取回仍可恢复的内容',
  },
] as const;

it.skipIf(!canFakeTools).each(LOOKS)(
  'every step of a restore keeps nobody out and fits, $theme and in $locale',
  async (look) => {
    const held = heldRestore(server);
    const long = `${look.theme}_${'x'.repeat(50)}`;
    const { app, backup } = await backedUp(server, long, {
      name: long,
      plan: 'A plan with a long name '.repeat(6),
      env: held.env,
    });
    await tamper(backup, (value) => ({
      ...value,
      fingerprint: { ...value.fingerprint, tables: value.fingerprint.tables.map((table) => ({ ...table, hash: '1' })) },
    }));
    const { page, go, complaints } = await openScreens(app, { ...look, width: 900, height: 600 });
    const inspect = async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
    };
    await go('/restore');
    await page.getByRole('radio').first().check();
    await inspect();
    await page.getByRole('button', { name: look.next }).click();
    await page.locator('summary').first().click();
    await inspect();
    await page.getByRole('radio').last().check();
    await page.getByRole('treeitem').first().click();
    await page.getByRole('treeitem').last().click();
    await inspect();
    await page.getByRole('button', { name: look.next }).click();
    await page.locator('summary').click();
    await inspect();
    await page.getByRole('button', { name: look.check }).click();
    const start = page.getByRole('button', { name: look.start });
    await expect.poll(() => start.isEnabled()).toBe(true);
    await inspect();
    await start.click();
    await held.arrival();
    await expectShown(page.getByRole('progressbar'));
    await inspect();
    await held.open();
    await expectShown(page.getByRole('table'));
    await inspect();
    expect(complaints).toEqual([]);
  },
);

it.each(LOOKS)('so does what is left of a damaged backup, $theme and in $locale', async (look) => {
  const { app, backup } = await backedUp(server, `left_${look.theme}`, {
    sql: `${NOISE} ALTER TABLE first ADD PRIMARY KEY (id); ALTER TABLE rest ADD FOREIGN KEY (id) REFERENCES first`,
  });
  await damage(backup);
  await app.call('backups.verify', { backup: backup.id }).catch(() => undefined);
  const tables = ['middle', 'rest'].map((name) => ({ schema: 'public', name }));
  const toNew = `left_of_${look.theme}`;
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew, tables, salvage: true });
  const { page, go, complaints } = await openScreens(app, { ...look, width: 900, height: 600 });
  await go(`/restore/${backup.id}`);
  await page.getByRole('checkbox', { name: look.take }).check();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await go(`/restore/run/${restore.id}`);
  await expectShown(page.getByRole('table'));
  expect(await page.locator('section li').count()).toBeGreaterThan(2);
  await expectAccessible(page);
  await expectNoOverflow(page);
  expect(complaints).toEqual([]);
});
