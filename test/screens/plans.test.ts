import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS id', 'shop');

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '{{constructor.constructor("alert(1)")()}}',
  '../../etc/passwd%2F?a=b#c',
  '\u202ealert(1)<iframe srcdoc="<script>parent.alert(1)</script>">',
];

async function choose(page: Page, name: string, option: string) {
  await page.getByRole('dialog').getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

const planOf = async (app: App, name: string) => (await app.call('plans.show', { name })).plans[0];

describe('the form of a plan', () => {
  it('shows what the plan would do while it is typed, and makes it', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', name: 'taken' });
    const { page, go, complaints } = await openScreens(app);
    await go('/plans');
    await page.getByRole('button', { name: 'Add a plan' }).click();
    const form = page.getByRole('dialog');
    const preview = form.getByRole('region', { name: 'Preview' });
    const name = form.getByRole('textbox', { name: 'Name of the plan' });
    await expectShown(preview.getByText(/^What the plan would do is shown here/));
    await choose(page, 'Database', 'shop');
    await expectShown(preview.getByText(/^shop-\d{8}T\d{6}Z-[0-9a-f]{8}\.dump$/));
    await expectShown(preview.getByText(/^pg_dump \d/));
    expect(await preview.getByRole('listitem').count()).toBe(5);
    await expectShown(preview.getByText('7 backups'));
    await choose(page, 'When', 'Every hour');
    await expectShown(preview.getByText('168 backups'));
    await choose(page, 'When', 'Cron expression');
    await form.getByRole('textbox', { name: 'Cron expression' }).fill('0 2 30 2 *');
    await expectShown(form.getByText(/never fires: no such day exists/));
    await name.fill('taken');
    await expectShown(form.getByText('This name is taken.'));
    await form.getByRole('button', { name: 'Add the plan' }).click();
    expect((await app.call('plans.list', {})).plans).toHaveLength(1);
    await form.getByRole('textbox', { name: 'Cron expression' }).fill('30 4 * * mon');
    await name.fill('mondays');
    await form.getByRole('button', { name: 'More rules for what to keep' }).click();
    await form.getByRole('textbox', { name: 'Months' }).fill('12');
    await form.getByRole('button', { name: 'More settings' }).click();
    await choose(page, 'Format', 'Plain SQL');
    await expectShown(preview.getByText(/\.sql(\.gz|\.zst)$/));
    await form.getByRole('button', { name: 'Show command line' }).click();
    await expectShown(
      form.getByText(/^lifeboat plan add .*--schedule='30 4 \* \* mon' .*--keep=days=7,monthly=12 mondays$/),
    );
    await form.getByRole('button', { name: 'Add the plan' }).click();
    await form.waitFor({ state: 'detached' });
    await expectShown(page.getByRole('article', { name: 'mondays' }).getByText('Every Monday at 04:30'));
    expect(await planOf(app, 'mondays')).toMatchObject({
      database: 'shop',
      schedule: '30 4 * * mon',
      format: 'plain',
      retention: { days: 7, monthly: 12 },
    });
    expect(complaints).toEqual([]);
  });

  it('tells what would keep the plan from working', async () => {
    const { app } = await openTestApp();
    await app.call('connections.add', { name: 'down', host: '127.0.0.1', port: 1, user: 'nobody' });
    const { page, go } = await openScreens(app);
    await go('/plans');
    await page.getByRole('button', { name: 'Add a plan' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('combobox', { name: 'Database' }).fill('anything');
    await expectShown(form.getByText('Code: server_unreachable'));
    await expectShown(form.getByText(/^Next step:/));
    await form.getByRole('button', { name: 'Add the plan' }).click();
    await expectShown(page.getByRole('article', { name: 'anything' }));
  });

  it('changes a plan, from its own page', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', name: ' odd: 50% / now?', schedule: '0 3 * * 0' });
    const { page, go, complaints } = await openScreens(app);
    await go('/plans');
    await page.getByRole('link', { name: 'odd: 50% / now?' }).click();
    const drawer = page.getByRole('dialog', { name: 'odd: 50% / now?', exact: true });
    await expectShown(drawer.getByText('Every Sunday at 03:00'));
    await expectShown(drawer.getByText("lifeboat plan show ' odd: 50% / now?'"));
    await expectShown(drawer.getByRole('listitem').nth(4));
    expect(await drawer.getByRole('listitem').count()).toBe(5);
    await page.reload();
    await drawer.getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Edit odd: 50% / now?' });
    await form.getByLabel('Time', { exact: true }).fill('05:15');
    await form.getByRole('textbox', { name: 'Keep for days' }).fill('1.5x');
    await form.getByRole('textbox', { name: 'Keep for days' }).fill('30');
    await form.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByText('Every Sunday at 05:15'));
    const plan = await planOf(app, ' odd: 50% / now?');
    expect(plan).toMatchObject({ schedule: '15 5 * * 0', retention: { days: 30 } });
    expect(complaints).toEqual([]);
  });
});

describe('a plan on the screen', () => {
  it('backs up, pauses and resumes', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', schedule: '0 2 * * *' });
    const { page, go, complaints } = await openScreens(app);
    await go('/plans');
    const card = page.getByRole('article', { name: 'plan' });
    {
      await using _ = await lockTable(server, 'shop');
      await card.getByRole('button', { name: 'Back up now' }).click();
      await expectShown(card.getByRole('progressbar'));
    }
    await expectShown(card.getByText('Protected', { exact: true }));
    const pauseFor = async (choice: string) => {
      await card.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('menuitem', { name: choice }).click();
      await expectShown(card.getByText('Paused', { exact: true }));
      const until = (await planOf(app, 'plan'))?.paused?.until;
      await card.getByRole('button', { name: 'Resume' }).click();
      await expectShown(card.getByText('Protected', { exact: true }));
      return until;
    };
    const before = Date.now();
    const hour = Date.parse((await pauseFor('For 1 hour')) ?? '') - before;
    expect(hour).toBeGreaterThanOrEqual(3_600_000);
    expect(hour).toBeLessThan(3_700_000);
    const tomorrow = Date.parse((await pauseFor('Until tomorrow')) ?? '') - before;
    expect(tomorrow).toBeGreaterThan(0);
    expect(tomorrow).toBeLessThanOrEqual(25 * 3_600_000);
    expect(await pauseFor('Until I resume')).toBeNull();
    expect((await planOf(app, 'plan'))?.paused).toBeNull();
    expect(complaints).toEqual([]);
  });

  it('applies its retention after it has shown what would go, and is removed without its backups', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', retention: { last: 1 } });
    for (let count = 0; count < 2; count += 1) await app.call('backups.take', { plan: 'plan' });
    const { page, go, complaints } = await openScreens(app);
    await go('/plans');
    const card = page.getByRole('article', { name: 'plan' });
    const dialog = page.getByRole('dialog');
    const ask = async (action: string) => {
      await card.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await ask('Apply retention');
    await expectShown(dialog.getByText('One backup would be deleted; 1 stay.'));
    await expectShown(dialog.getByText('No rule of the policy keeps it.'));
    await expectShown(dialog.getByText('among the newest, newest verified'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await app.call('backups.list', {})).backups).toHaveLength(2);
    await ask('Apply retention');
    await dialog.getByRole('button', { name: 'Delete one backup' }).click();
    await expectShown(dialog.getByText('One backup was deleted.'));
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const { backups } = await app.call('backups.list', {});
    expect(backups).toHaveLength(1);
    await ask('Remove');
    await expectShown(dialog.getByText(/^Its schedule ends\. Its backups stay where they are/));
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expectShown(page.getByText(/^There is no plan yet\./));
    expect((await app.call('plans.list', {})).plans).toEqual([]);
    expect((await app.call('backups.list', {})).backups).toEqual(backups);
    expect(complaints).toEqual([]);
  });

  it('of the environment is marked, and not edited here', async () => {
    const { app } = await openTestApp({ env: { DB_HOST: 'nowhere', DB_DATABASE: 'shop', DB_PASSWORD: 'x' } });
    const { page, go } = await openScreens(app);
    await go('/plans');
    for (const name of ['daily', 'env']) {
      const card = page.getByRole('article', { name });
      await expectShown(card.getByText('From the environment'));
      expect(await card.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    }
    await page.getByRole('link', { name: 'daily' }).click();
    await expectShown(page.getByRole('dialog').getByText(/^This plan says what the variables/));
  });

  it('runs nothing that its name holds', async () => {
    const { app } = await openTestApp();
    for (const name of HOSTILE) await addPlan(app, server, { database: 'shop', name });
    const { page, go, complaints } = await openScreens(app);
    await go('/plans');
    for (const name of HOSTILE) {
      await page.getByRole('article', { name, exact: true }).getByRole('link').click();
      await expectShown(page.getByRole('dialog', { name, exact: true }));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(complaints).toEqual([]);
  });
});

describe('the screens of plans and servers', () => {
  const TEXTS = {
    'en-GB': {
      add: 'Add a plan',

      actions: 'More actions',
      server: 'Add a server',
      save: 'Add the server',
    },
    'zh-CN': { add: '添加计划', actions: '更多操作', server: '添加服务器', save: '添加服务器' },
  };

  it.each([
    ['en-GB', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('fit into 900x600 and keep nobody out, in %s, %s', async (locale, theme) => {
    const { app } = await openTestApp({ env: { DB_HOST: 'nowhere', DB_DATABASE: 'shop', DB_PASSWORD: 'x' } });
    const long = `${'A plan with a long name '.repeat(4)}${'x'.repeat(90)}`;
    const { host, port, user, password } = server;
    for (const name of ['server', long])
      await app.call('connections.add', { name, host, port, user, password, label: 'production' });
    await addPlan(app, server, { database: 'shop', name: long, retention: { last: 1, days: 7, weekly: 4 } });
    const { page, go } = await openScreens(app, { locale, theme, width: 900, height: 600 });
    const words = TEXTS[locale];
    const dialog = page.getByRole('dialog');
    const look = async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
    };
    const close = async () => {
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    };
    await go('/plans');
    await look();
    await page.getByRole('link', { name: long }).click();
    await expectShown(dialog.getByText(/^pg_dump \d/));
    await look();
    await close();
    await page.getByRole('button', { name: words.add }).click();
    for (const _ of ['rules', 'settings']) await dialog.locator('button[aria-expanded=false]').first().click();
    await dialog.locator('button[type=submit]').click();
    await look();
    await close();
    for (const index of [0, 1]) {
      await page.getByRole('button', { name: words.actions }).first().click();
      await page.getByRole('menuitem').nth(index).click();
      await dialog.waitFor();
      await look();
      await close();
    }
    await page.getByRole('button', { name: words.server }).click();
    await dialog.getByRole('button', { name: words.save }).click();
    await look();
    await close();
    await go('/welcome');
    await page.getByRole('combobox').first().click();
    await page.getByRole('option', { name: 'server', exact: true }).click();
    await page.getByRole('checkbox', { name: 'postgres', exact: true }).click();
    await look();
    await page.locator('button[type=submit]').click();
    await expectShown(page.getByRole('article', { name: 'postgres' }).getByRole('link'));
    await look();
  });

  it('lead on from nothing', async () => {
    const { app } = await openTestApp();
    const { page, go } = await openScreens(app, { theme: 'dark' });
    await go('/plans');
    await page.getByRole('link', { name: 'Set up the first backup' }).click();
    await expectShown(page.getByRole('heading', { name: 'Which server?' }));
    await page.getByRole('button', { name: 'Add the server' }).click();
    await expectAccessible(page);
  });
});
