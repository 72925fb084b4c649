import { describe, expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import {
  connect,
  inChinese,
  inEnglish,
  keyboard,
  look,
  mouse,
  type NewUser,
  protect,
  restore,
  verify,
} from './newUser.ts';
import { expectShown, openScreens, type Screens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

async function begin(database: string, locale: 'en-GB' | 'zh-CN', user: (screens: Screens) => Omit<NewUser, 'words'>) {
  await server.cloneSample(database);
  await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS id', database);
  const { app } = await openTestApp();
  const screens = await openScreens(app, { locale });
  return { app, ...screens, ...(locale === 'zh-CN' ? inChinese : inEnglish)(user(screens)) };
}

describe('a new user comes from an empty home to a proven and restored backup', () => {
  it.each([
    ['by mouse, in English', 'mouse_en', 'en-GB', mouse],
    ['by keyboard alone, in Chinese', 'keyboard_zh', 'zh-CN', keyboard],
  ] as const)('%s', async (_how, database, locale, hands) => {
    const user = await begin(database, locale, ({ page }) => ({ page, hands: hands(page), server, database }));
    await connect(user);
    await protect(user);
    await look(user);
    await verify(user);
    await expect
      .poll(async () => (await user.app.call('runs.list', {})).runs.map(({ kind, state }) => `${kind} ${state}`))
      .toEqual(['verify succeeded', 'backup succeeded']);
    await restore(user);
    const restored = (await server.databases()).find((name) => name.startsWith(`${database}_restored_`));
    expect(await server.sql('SELECT count(*)::int AS count FROM item', restored)).toEqual([{ count: 10 }]);
    const { backups } = await user.app.call('backups.list', {});
    expect(backups).toMatchObject([{ plan: 'first plan', database, verification: { level: 'decoded' } }]);
    expect(user.complaints).toEqual([]);
  });

  it('in as many visits as it takes', async () => {
    for (const name of ['half_way', 'left_out']) await server.createDatabase(name);
    const { app } = await openTestApp();
    const { host, port, user, password } = server;
    await app.call('connections.add', { name: 'known', host, port, user, password });
    await app.call('plans.add', { name: 'half_way', connection: 'known', database: 'postgres', schedule: null });
    const { page, go, complaints } = await openScreens(app);
    await go('/welcome');
    const planned = page.getByRole('checkbox', { name: 'postgres', exact: true });
    await expectShown(page.getByText('backed up by half_way'));
    expect(await planned.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Start the first backup' }).click();
    await expectShown(page.getByText('Choose a database.'));
    await page.getByRole('checkbox', { name: 'half_way', exact: true }).click();
    const name = page.getByRole('textbox', { name: 'Name of the plan for half_way' });
    expect(await name.inputValue()).toBe('half_way (known)');
    await name.fill('half_way');
    await page.getByRole('button', { name: 'Start the first backup' }).click();
    await expectShown(page.getByText('This name is taken.'));
    expect((await app.call('plans.list', {})).plans).toHaveLength(1);
    await name.fill('the other');
    await page.getByRole('button', { name: 'Start the first backup' }).click();
    await expectShown(page.getByText(/^Done: protected until/));
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await expectShown(page.getByRole('article', { name: 'the other' }));
    expect(complaints).toEqual([]);
  });
});
