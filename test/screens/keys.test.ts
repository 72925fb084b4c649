import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectAccessible, expectNoOverflow, expectShown, openPage, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS id', 'shop');

const SECRET = /AGE-SECRET-KEY-(PQ-)?1/i;

/** All that comes to the page, and all that it shows. */
function listen(page: Page) {
  const heard: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/call/')) heard.push(response.text().catch(() => ''));
  });
  return async () => [await page.content(), ...(await Promise.all(heard))].join('\n');
}

/** What has the focus of the keyboard, by its text. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

async function choose(page: Page, name: string, option: string) {
  await page.getByRole('dialog').getByRole('combobox', { name, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('the keys', () => {
  it('begin with a kit that the page never sees, encrypt a plan, and are proved by a drill', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', name: 'shop' });
    const { page, go, complaints } = await openScreens(app, { width: 900, height: 600 });
    const all = listen(page);
    await go('/plans');
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Edit shop' });
    await choose(page, 'Encryption', 'For my keys');
    await expectShown(form.getByText(/^There is no recovery kit of this kind yet/));
    await expectAccessible(page);
    await form.getByRole('button', { name: 'Save' }).click();
    await expectShown(form.getByText('There is no recovery kit yet', { exact: true }).last());
    await form.getByRole('link', { name: 'Make it in the settings' }).click();

    const section = page.locator('section', { has: page.getByRole('heading', { name: 'Keys and recovery kit' }) });
    await expectShown(section.getByText(/^There is no key yet/));
    // The link leads to its part of a long page, and so does the list of the parts.
    await expect.poll(() => focused(page)).toBe('Keys and recovery kit');
    await page
      .getByRole('navigation', { name: 'On this page' })
      .getByRole('link', { name: 'Audit log' })
      .press('Enter');
    await expect.poll(() => focused(page)).toBe('Audit log');
    expect(page.url()).toContain('part=audit');
    await section.getByRole('button', { name: 'Make a recovery kit' }).click();
    await expectShown(section.getByText('There is a recovery kit on this machine'));
    await expectShown(section.getByRole('row', { name: /Recovery kit · X25519 .* Not proved yet/ }));
    const [kit] = (await app.call('keys.list', {})).kits;
    await expectShown(section.getByText(kit?.page ?? '-', { exact: true }));
    expect(readFileSync(kit?.text ?? '', 'utf8')).toMatch(SECRET);
    await section.getByRole('button', { name: 'Prove it by a drill' }).click();
    await expectShown(section.getByText('No backup is encrypted for this recovery key yet.'));
    // A second one asks whether the first may go.
    await section.getByRole('button', { name: 'Make a recovery kit' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expectAccessible(page);
    await expectNoOverflow(page);

    await go('/plans');
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
    await choose(page, 'Encryption', 'For my keys');
    await expectShown(form.getByText(/\.dump\.age$/));
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await expectShown(page.getByRole('dialog').getByText('For keys (age, X25519)'));
    const { backup } = await app.call('backups.take', { plan: 'shop' });
    await go(`/backups/${backup.id}`);
    const drawer = page.getByRole('dialog');
    await expectShown(drawer.getByText('For keys (age, X25519)'));
    await expectShown(drawer.getByText(/^This machine age1/));
    await expectShown(drawer.getByText(/^Recovery kit age1/));

    await go('/settings');
    await section.getByRole('button', { name: 'Prove it by a drill' }).click();
    await expectShown(section.getByRole('link', { name: 'See the drill' }));
    await expectShown(section.getByRole('row', { name: /Recovery kit · X25519 .* Proved by a drill/ }));
    await section.getByRole('button', { name: 'Replace the key of this machine' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace the key of this machine' }).click();
    await expectShown(section.getByRole('row', { name: /This machine · X25519 .* Only opens older backups/ }));
    expect(await all()).not.toMatch(SECRET);
    // The plan that had to wait for a kit, and the kit that had to wait for a backup.
    expect(complaints).toEqual([409, 404].map((status) => expect.stringContaining(`status of ${status}`)));
  });

  it('are shown in Chinese and in the dark as well', async () => {
    const { app } = await openTestApp();
    await app.call('keys.recovery', { form: 'hybrid' });
    await app.call('keys.create', { form: 'hybrid' });
    const { page, go } = await openScreens(app, { locale: 'zh-CN', theme: 'dark', width: 900, height: 600 });
    await go('/settings');
    await expectShown(page.getByRole('row', { name: /恢复套件 · 抗量子 .* 尚未证明/ }));
    await expectAccessible(page);
    await expectNoOverflow(page);
  });
});

describe('a passphrase', () => {
  it('is typed twice, kept, and never comes back', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop', name: 'shop' });
    const { page, go, complaints } = await openScreens(app);
    const all = listen(page);
    const asked: string[] = [];
    page.on(
      'request',
      (request) => void (/plans\.preview/.test(request.url()) && asked.push(request.postData() ?? '')),
    );
    await go('/plans');
    const edit = async () => {
      await page.getByRole('link', { name: 'shop', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
    };
    await edit();
    const form = page.getByRole('dialog', { name: 'Edit shop' });
    await choose(page, 'Encryption', 'With a passphrase');
    const [first, again] = ['Passphrase', 'Passphrase, again'].map((name) => form.getByLabel(name, { exact: true }));
    await first?.fill('correct horse battery');
    await again?.fill('correct horse');
    await expectShown(form.getByText('The two are not the same.'));
    await again?.fill('correct horse battery');
    await expectAccessible(page);
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await go('/plans');
    await edit();
    await expectShown(form.getByText('One is kept, and stays as long as this is empty.'));
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    const [plan] = (await app.call('plans.show', { name: 'shop' })).plans;
    expect(plan?.encryption).toEqual({ form: 'passphrase', recipients: [] });
    expect(asked.length).toBeGreaterThan(0);
    expect([await all(), ...asked].join('\n')).not.toContain('correct horse');
    expect(complaints).toEqual([]);
  });
});

it.each(['x25519', 'hybrid'] as const)('the kit of a key of the form %s prints on one sheet', async (form) => {
  const { app } = await openTestApp();
  for (const name of ['one', 'two', 'three'])
    await addPlan(app, server, { database: 'shop', name: `${name} of the plans with a long name` });
  const { kit } = await app.call('keys.recovery', { form });
  const { page, complaints } = await openPage(pathToFileURL(kit.page).href);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(await page.locator('.key svg').count()).toBe(1);
  expect(complaints).toEqual([]);
});
