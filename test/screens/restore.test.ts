import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { tamper, toolsOf } from '../postgres/support.ts';
import { backedUp, damage, heldRestore, HOSTILE, NOISE, tabTo, unfinished } from './restoring.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

describe('a restore', () => {
  it('goes from the overview into a new database that equals the backup, by mouse', async () => {
    const { app, backup } = await backedUp(server, 'shop');
    const { page, complaints } = await openScreens(app);
    const next = page.getByRole('button', { name: 'Continue' });
    await page.getByRole('article', { name: 'plan' }).getByRole('link', { name: 'Restore…' }).click();
    await page.getByText('item: one table').click();
    await expectShown(page.getByRole('cell', { name: '100', exact: true }));
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByText('Newest proven').click();
    await next.click();
    await page.getByText('Everything').click();
    await next.click();
    const name = await page.getByRole('textbox', { name: 'Name of the new database' }).inputValue();
    expect(name).toMatch(/^shop_restored_\d{8}$/);
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await expectShown(page.getByText('Nothing stands in the way.'));
    await page.getByRole('button', { name: 'Start the restore' }).click();
    await expectShown(page.getByRole('heading', { name: 'Restored, and equal to the backup' }));
    await expectShown(page.getByText(`lifeboat restore ${backup.id} --to-new ${name}`, { exact: true }));
    await expectShown(page.getByText(`--dbname=${name}`));
    await expectShown(page.getByText(/^dropdb --host=/));
    expect(await server.sql('SELECT count(*)::int AS count FROM item.item', name)).toEqual([{ count: 100 }]);
    expect(complaints).toEqual([]);
  });

  it('goes by keyboard alone, in Chinese', async () => {
    const { app } = await backedUp(server, 'keys');
    const { page, complaints } = await openScreens(app, { locale: 'zh-CN' });
    const press = async (role: 'button' | 'link' | 'radio', name: string | RegExp, key: string) => {
      await tabTo(page, page.getByRole(role, { name }));
      await page.keyboard.press(key);
    };
    await press('link', '备份', 'Enter');
    await press('link', '恢复…', 'Enter');
    await press('radio', /最新且经过验证/, 'Space');
    await press('button', '继续', 'Enter');
    await press('radio', /^全部/, 'ArrowDown');
    await expectShown(page.getByRole('radio', { name: /^仅结构/, checked: true }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('textbox', { name: '新数据库的名称' }));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('副本');
    await page.keyboard.press('Enter');
    await expectShown(page.getByText('没有任何障碍。'));
    await press('button', '开始恢复', 'Enter');
    await expectShown(page.getByRole('heading', { name: '已恢复，与备份一致' }));
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
    await expectShown(page.getByText(/--to-new '副本' --only schema$/));
    expect(await server.sql('SELECT count(*)::int AS count FROM item.item', '副本')).toEqual([{ count: 0 }]);
    expect(complaints).toEqual([]);
  });

  it('takes two tables, chosen by keyboard, and names the foreign key that stays behind', async () => {
    const { app } = await backedUp(server, 'partly', {
      sql: `CREATE TABLE artist (id int PRIMARY KEY); CREATE TABLE work (id int PRIMARY KEY, artist int REFERENCES artist);
            CREATE TABLE sale (work int REFERENCES work); INSERT INTO artist VALUES (1); INSERT INTO work VALUES (1, 1), (2, 1);
            INSERT INTO sale VALUES (2)`,
    });
    const { page, go, complaints } = await openScreens(app);
    const next = async (name: string) => {
      await tabTo(page, page.getByRole('button', { name, exact: true }));
      await page.keyboard.press('Enter');
    };
    await go('/restore');
    await tabTo(page, page.getByRole('radio', { name: /Newest proven/ }));
    await page.keyboard.press('Space');
    await next('Continue');
    await tabTo(page, page.getByRole('radio', { name: /^Everything/ }));
    await page.keyboard.press('ArrowUp');
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await tabTo(page, page.getByRole('tree', { name: 'Schemas and tables' }));
    const item = (name: RegExp) => page.getByRole('treeitem', { name });
    for (const key of ['End', 'Space', 'ArrowUp', 'Space']) await page.keyboard.press(key);
    await expectShown(page.getByText(/^Whole schemas: 0\. Tables in all: 2 of 5/));
    expect(await item(/^work 2 rows/).getAttribute('aria-checked')).toBe('true');
    expect(await item(/^public: 4 tables/).getAttribute('aria-checked')).toBe('mixed');
    // To the schema and back to nothing, then to the two tables again.
    for (const key of ['ArrowLeft', 'Space', 'ArrowLeft']) await page.keyboard.press(key);
    await expectShown(page.getByText(/^Whole schemas: 1\. Tables in all: 4 of 5/));
    expect(await item(/^public/).getAttribute('aria-expanded')).toBe('false');
    for (const key of ['Space', 'ArrowRight', 'End', 'Space', 'ArrowUp', 'Space']) await page.keyboard.press(key);
    await next('Continue');
    await tabTo(page, page.getByRole('textbox', { name: 'Name of the new database' }));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('two_tables');
    await page.keyboard.press('Enter');
    await expectShown(page.getByText('Nothing stands in the way.'));
    await next('Start the restore');
    await expectShown(page.getByRole('heading', { name: 'Restored, and equal to the backup' }));
    const omitted = page.getByRole('list', { name: 'Left out' }).getByRole('listitem');
    expect(await omitted.allInnerTexts()).toEqual([expect.stringContaining('work_artist_fkey')]);
    await expectShown(page.getByText(/--to-new two_tables --table public\.work --table public\.sale$/));
    const tables = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`;
    expect(await server.sql(tables, 'two_tables')).toEqual([{ name: 'sale' }, { name: 'work' }]);
    expect(complaints).toEqual([]);
  });

  it('of rows alone fills the empty tables of a database, once they are empty', async () => {
    const { app, backup } = await backedUp(server, 'source');
    await server.createDatabase('filled');
    await server.sql(
      `CREATE SCHEMA item; CREATE TABLE item.item (n int); CREATE TABLE price (cents int); INSERT INTO price VALUES (9)`,
      'filled',
    );
    const { page, go, complaints } = await openScreens(app, { width: 900, height: 600 });
    await go(`/restore/${backup.id}`);
    await page.getByRole('radio', { name: /^Data only/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectShown(page.getByRole('radio', { name: /^Into tables that exist and are empty/, checked: true }));
    const check = page.getByRole('button', { name: 'Check readiness' });
    // Nothing is proposed: it is a database in use.
    expect(await check.isDisabled()).toBe(true);
    await page.getByRole('combobox', { name: 'Database with the empty tables' }).click();
    await page.getByRole('option', { name: 'filled' }).click();
    await check.click();
    await expectShown(page.getByText('One thing stands in the way.'));
    await expectShown(page.locator('[data-check=empty]').getByText('There are rows already in public.price.'));
    await expectAccessible(page);
    await expectNoOverflow(page);
    const start = page.getByRole('button', { name: 'Fill the tables' });
    expect(await start.isDisabled()).toBe(true);
    await server.sql('TRUNCATE price', 'filled');
    await page.getByRole('button', { name: 'Check again' }).click();
    await expectShown(page.getByText('Nothing stands in the way.'));
    await start.click();
    await expectShown(page.getByRole('heading', { name: 'Restored, and equal to the backup' }));
    await expectShown(page.getByText(`lifeboat restore ${backup.id} --only data --into filled`, { exact: true }));
    // The database was there before: nobody is told how to drop it.
    expect(await page.getByText(/^dropdb/).count()).toBe(0);
    expect(await server.sql('SELECT count(*)::int AS count FROM item.item', 'filled')).toEqual([{ count: 100 }]);
    expect(complaints).toEqual([]);
  });

  it.skipIf(!canFakeTools)('can be left and found again, and when it is cancelled leaves nothing', async () => {
    const held = heldRestore(server);
    const { app, backup } = await backedUp(server, 'left', { env: held.env });
    const { run } = await app.call('restores.start', { backup: backup.id, toNew: 'never' });
    await held.arrival();
    expect(await unfinished(server)).toHaveLength(1);
    const { page, go, complaints } = await openScreens(app);
    await go(`/runs/${run.id}`);
    await page.getByRole('link', { name: 'Show this restore' }).click();
    await expectShown(page.getByRole('progressbar', { name: 'Progress of the run' }));
    await expectShown(page.locator('section').getByText(/^Restoring/));
    await expectShown(page.getByText('never', { exact: true }));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expectShown(page.getByRole('heading', { name: 'The restore was cancelled' }));
    await expectShown(page.getByText('The server has its databases as they were; nothing unfinished is left.'));
    expect(await unfinished(server)).toEqual([]);
    expect(await server.databases()).not.toContain('never');
    expect(complaints).toEqual([]);
  });

  it('goes to another server, without owners, and marks production', async () => {
    const { app, backup } = await backedUp(server, 'elsewhere');
    const { host, port, user, password } = server;
    await app.call('connections.add', { name: 'live', host, port, user, password, label: 'production' });
    const { page, go } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('combobox', { name: 'Server' }).click();
    await page.getByRole('option', { name: 'live Production' }).click();
    await expectShown(page.getByText(/^This is a production server/));
    await page.getByText('More', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Without owners and rights' }).check();
    await page.getByRole('textbox', { name: 'Parallel jobs' }).fill('2');
    await page.getByRole('textbox', { name: 'Name of the new database' }).fill('there');
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await page.getByRole('button', { name: 'Show command line' }).click();
    await expectShown(
      page.getByText(`lifeboat restore ${backup.id} --to-new there --on live --jobs 2 --no-owner`, { exact: true }),
    );
    await expectShown(page.locator('dl').getByText('Production', { exact: true }));
    await expectShown(page.locator('[data-check=production]').getByText('Warning'));
    // The next restore starts afresh.
    await go('/restore');
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByRole('combobox', { name: 'Server' }).inputValue()).toBe('server');
  });
});

describe('a restore does not start', () => {
  it('while the name is taken, even if it was free when it was chosen', async () => {
    const { app, backup } = await backedUp(server, 'taken');
    const { page, go, complaints } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    const name = page.getByRole('textbox', { name: 'Name of the new database' });
    const check = page.getByRole('button', { name: 'Check readiness' });
    await name.fill('taken');
    await expectShown(page.getByText('The server has a database of this name already.'));
    expect(await check.isDisabled()).toBe(true);
    await name.fill('x'.repeat(64));
    await expectShown(page.getByText(/more than 63 bytes/));
    await name.fill('wanted');
    await server.createDatabase('wanted');
    await check.click();
    await expectShown(page.getByText('One thing stands in the way.'));
    const target = page.locator('[data-check=target]');
    await expectShown(target.getByText('Error'));
    await expectShown(target.getByText('Next step: Choose a name that is free.'));
    expect(await page.getByRole('button', { name: 'Start the restore' }).isDisabled()).toBe(true);
    await server.sql('DROP DATABASE wanted');
    await page.getByRole('button', { name: 'Check again' }).click();
    await expectShown(page.getByText('Nothing stands in the way.'));
    expect(await page.getByRole('button', { name: 'Start the restore' }).isEnabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('as a role that may not make all of it, until what stands in the way is left out', async () => {
    await server.sql(`CREATE ROLE clerk LOGIN CREATEDB PASSWORD 'x'`);
    const sql = `CREATE EXTENSION pageinspect; CREATE VIEW pages AS SELECT get_raw_page('price', 0)`;
    const { app, backup } = await backedUp(server, 'demanding', { sql });
    const { host, port } = server;
    await app.call('connections.add', { name: 'desk', host, port, user: 'clerk', password: 'x' });
    const { page, go, complaints } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('combobox', { name: 'Server' }).click();
    await page.getByRole('option', { name: 'desk' }).click();
    await page.getByRole('textbox', { name: 'Name of the new database' }).fill('modest');
    const check = page.getByRole('button', { name: 'Check readiness' });
    const skip = page.getByRole('button', { name: 'Leave out pageinspect and all that needs it' });
    await check.click();
    await expectShown(page.getByText('2 things stand in the way.'));
    await page.getByRole('button', { name: 'Restore without owners' }).click();
    await expectShown(page.getByText('One thing stands in the way.'));
    await skip.click();
    await expectShown(page.getByText('Nothing stands in the way.'));
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('status');
    // It can be taken back where a target is chosen.
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    expect(await page.getByRole('checkbox', { name: 'Without owners and rights' }).isChecked()).toBe(true);
    await page.getByRole('combobox', { name: 'Extensions to leave out' }).press('Backspace');
    await check.click();
    await expectShown(page.getByText('One thing stands in the way.'));
    await skip.click();
    await expectShown(page.getByText('Nothing stands in the way.'));
    await page.getByRole('button', { name: 'Start the restore' }).click();
    await expectShown(page.getByRole('heading', { name: 'Restored, and equal to the backup' }));
    const omitted = page.getByRole('list', { name: 'Left out' }).getByRole('listitem');
    expect(await omitted.allInnerTexts()).toEqual(['extension pageinspect', expect.stringContaining('public pages')]);
    await expectShown(page.getByText(/--to-new modest --on desk --no-owner --skip-extension pageinspect$/));
    expect(await server.sql('SELECT count(*)::int AS count FROM price', 'modest')).toEqual([{ count: 3 }]);
    expect(complaints).toEqual([]);
  });

  it.skipIf(!canFakeTools)(
    'of a part from plain SQL of somebody else, until somebody says that it is trusted',
    async () => {
      const { backup } = await backedUp(server, 'strangers', { plan: 'theirs', format: 'plain' });
      const { app } = await openTestApp({ env: toolsOf(server, 99) });
      await addPlan(app, server, { database: 'strangers' });
      await app.call('catalog.rebuild', { dirs: [path.dirname(path.dirname(backup.manifestPath))] });
      const { page, go, complaints } = await openScreens(app, { theme: 'dark', width: 900, height: 600 });
      await go(`/restore/${backup.id}`);
      await page.getByRole('radio', { name: /^Schema only/ }).check();
      await expectShown(page.getByText(/first run in a throwaway server on this machine/));
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('textbox', { name: 'Name of the new database' }).fill('trusted');
      await page.getByRole('button', { name: 'Check readiness' }).click();
      await expectShown(page.getByText('One thing stands in the way.'));
      const start = page.getByRole('button', { name: 'Start the restore' });
      expect(await start.isDisabled()).toBe(true);
      await expectAccessible(page);
      await expectNoOverflow(page);
      await page.getByRole('checkbox', { name: 'I trust whoever made this file' }).check();
      await expectShown(page.getByText('Nothing stands in the way.'));
      await start.click();
      await expectShown(page.getByRole('heading', { name: 'Restored, and equal to the backup' }));
      await expectShown(page.getByText(/--to-new trusted --only schema --trust-sql$/));
      expect(complaints).toEqual([]);
    },
  );

  it('while the server is down', async () => {
    const { app, backup } = await backedUp(server, 'unreachable');
    await app.call('connections.add', { name: 'down', host: '127.0.0.1', port: 1, user: 'nobody' });
    const { page, go, complaints } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('combobox', { name: 'Server' }).click();
    await page.getByRole('option', { name: 'down' }).click();
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await expectShown(page.locator('[data-check=connection]').getByText('Error'));
    expect(await page.getByRole('button', { name: 'Start the restore' }).isDisabled()).toBe(true);
    // The browser writes down that the names of the databases could not be had.
    expect(complaints).toEqual([expect.stringContaining('Failed to load resource')]);
  });

  it('from a backup that is known to be damaged', async () => {
    const { app, backup } = await backedUp(server, 'known_bad');
    await damage(backup);
    await app.call('backups.verify', { backup: backup.id }).catch(() => undefined);
    const { page, go } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await expectShown(page.getByText(/^This backup is damaged or missing/));
    expect(await page.getByRole('radio', { name: /Damaged/ }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await page.getByLabel('Day').fill('2001-01-01');
    await expectShown(page.getByText('No backup fits these filters.'));
  });

  it('from a damaged backup unless a person asks for what is left of it, and then is no success', async () => {
    const { app, backup } = await backedUp(server, 'half_bad', { sql: NOISE });
    await damage(backup);
    await app.call('backups.verify', { backup: backup.id }).catch(() => undefined);
    const { page, go, complaints } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    const salvage = page.getByRole('checkbox', { name: 'Take what can still be restored' });
    expect(await salvage.isChecked()).toBe(false);
    await salvage.check();
    await expectShown(page.getByText(/The outcome does not count as a success/));
    await expectShown(page.getByRole('radio', { name: /Damaged/, checked: true }));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('textbox', { name: 'Name of the new database' }).fill('half');
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await page.getByRole('button', { name: 'Start the restore' }).click();
    await expectShown(page.getByRole('heading', { name: 'Only a part could be restored' }));
    const lost = page.getByRole('list', { name: 'Could not be restored' }).getByRole('listitem');
    expect(await lost.allInnerTexts()).toEqual([
      expect.stringContaining('SHA-256'),
      expect.stringMatching(/^The rows of public middle: /),
    ]);
    await expectShown(page.getByRole('row', { name: /^public\.middle Number of rows 400 0$/ }));
    await expectShown(page.getByText(/--to-new half --salvage$/));
    expect(await page.getByText(/equal to the backup/).count()).toBe(0);
    expect(await server.sql('SELECT count(*)::int AS count FROM rest', 'half')).toEqual([{ count: 400 }]);
    expect(complaints).toEqual([]);
  });
});

describe('the result of a restore', () => {
  it('says why it failed: here a file that was damaged behind our back', async () => {
    const { app, backup } = await backedUp(server, 'damaged');
    await damage(backup);
    const { page, go, complaints } = await openScreens(app);
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await page.getByRole('button', { name: 'Start the restore' }).click();
    await expectShown(page.getByRole('heading', { name: 'The restore failed' }));
    await expectShown(page.getByText('Code: hash_mismatch'));
    await expectShown(page.getByText(/^Next step:/));
    await page.getByRole('link', { name: 'Take what can still be restored' }).click();
    await expectShown(page.getByRole('heading', { name: 'What of it?' }));
    await expectShown(page.getByText(/The outcome does not count as a success/));
    expect((await server.databases()).filter((name) => name.startsWith('damaged_'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('tells the differences, and runs nothing that a name holds', async () => {
    const { app, backup } = await backedUp(server, HOSTILE, { name: HOSTILE, plan: HOSTILE, owner: HOSTILE });
    await server.sql(`DROP DATABASE "${HOSTILE}"`);
    await server.sql(`DROP ROLE "${HOSTILE}"`);
    await tamper(backup, (value) => ({
      ...value,
      fingerprint: {
        ...value.fingerprint,
        tables: value.fingerprint.tables.map((table) => (table.name === HOSTILE ? { ...table, rows: 7 } : table)),
      },
    }));
    const { page, go, complaints } = await openScreens(app);
    await go('/restore');
    await page.getByText('Newest proven').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(`${HOSTILE}: one table`).click();
    await expectShown(page.getByRole('cell', { name: HOSTILE, exact: true }));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Check readiness' }).click();
    await expectShown(page.locator('[data-check=roles]').getByText('Warning'));
    await page.getByRole('button', { name: 'Start the restore' }).click();
    await expectShown(page.getByRole('heading', { name: 'Restored, but different from the backup in one place' }));
    const row = page.getByRole('row').filter({ hasText: 'Number of rows' });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual([
      `${HOSTILE}.${HOSTILE}`,
      'Number of rows',
      '7',
      '100',
    ]);
    await expectShown(page.getByText(`Created without login: ${HOSTILE}.`));
    expect(complaints).toEqual([]);
  });
});
