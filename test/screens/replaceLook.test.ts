import { expect, it } from 'vitest';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { startTestServer } from '../helpers/server.ts';
import { backedUp, heldRestore } from './restoring.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

const LOOKS = [
  {
    theme: 'light',
    locale: 'en-GB',
    next: 'Continue',
    replace: 'Replace a database',
    days: 'Days to keep the old database',
    overdue: 'Was to be kept until',
    check: 'Check readiness',
    start: 'Replace the database',
    undo: 'Undo…',
    drop: 'Drop…',
  },
  {
    theme: 'dark',
    locale: 'zh-CN',
    next: '继续',
    replace: '替换现有数据库',
    days: '原数据库的保留天数',
    overdue: '原定保留至',
    check: '检查是否就绪',
    start: '替换数据库',
    undo: '撤销…',
    drop: '删除…',
  },
] as const;

it.skipIf(!canFakeTools).each(LOOKS)(
  'every step of a replacement and of its undo keeps nobody out and fits, $theme and in $locale',
  async (look) => {
    const held = heldRestore(server);
    const long = `${look.theme}_${'x'.repeat(50)}`;
    const tables = Array.from({ length: 30 }, (_, number) => `CREATE TABLE t${number} (id int);`).join('\n');
    const { app, backup } = await backedUp(server, long, { name: long, sql: tables, env: held.env });
    const { host, port, user, password } = server;
    await app.call('connections.change', { name: 'server', host, port, user, password, label: 'production' });
    await server.sql(`INSERT INTO t7 SELECT generate_series(1, 12345); DELETE FROM public.price`, long);
    const { page, go, complaints } = await openScreens(app, { ...look, width: 900, height: 600 });
    const inspect = async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
    };
    await go(`/restore/${backup.id}`);
    await page.getByRole('button', { name: look.next }).click();
    await page.getByRole('radio', { name: look.replace }).check();
    await page.getByRole('textbox', { name: look.days }).fill('0');
    await expectShown(page.getByRole('table'));
    await inspect();
    await page.getByRole('button', { name: look.check }).click();
    const typed = page.getByRole('textbox');
    await expectShown(page.locator('[data-check=prepared]'));
    await typed.fill('another');
    await inspect();
    await typed.fill(long);
    await page.getByRole('button', { name: look.start }).click();
    await held.arrival();
    await expectShown(page.getByRole('progressbar'));
    await expectShown(page.getByRole('definition').first());
    await inspect();
    await held.open();
    await expectShown(page.getByRole('button', { name: look.undo }));
    await inspect();
    await server.sql(`INSERT INTO t8 VALUES (1)`, long);
    await page.getByRole('button', { name: look.undo }).click();
    await expectShown(page.getByRole('dialog').getByRole('table'));
    await inspect();
    await go('/health');
    await expectShown(page.getByText(look.overdue));
    await inspect();
    await page.getByRole('button', { name: look.drop }).click();
    await expectShown(page.getByRole('dialog').getByRole('textbox'));
    await inspect();
    expect(complaints).toEqual([]);
  },
);
