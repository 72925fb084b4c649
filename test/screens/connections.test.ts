import { describe, expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();
const { host, port, user, password } = server;

/** The form for a new server, filled in. */
async function openForm() {
  const { app } = await openTestApp();
  const screens = await openScreens(app);
  const { page, go } = screens;
  await go('/plans');
  await page.getByRole('button', { name: 'Add a server' }).click();
  const form = page.getByRole('dialog');
  const field = (name: string) => form.getByRole('textbox', { name, exact: true });
  const button = (name: string) => form.getByRole('button', { name, exact: true });
  await field('Host').fill(host);
  await field('Port').fill(String(port));
  await field('User').fill(user);
  await field('Name of the server').fill('mine');
  await field('Password').fill(password);
  return { app, ...screens, form, field, button };
}

describe('the form of a server', () => {
  it('tells what keeps it from the server and what to do, and loses nothing', async () => {
    const { app, page, form, field, button, complaints } = await openForm();
    await field('Host').fill('127.0.0.1');
    await field('Port').fill('1');
    await button('Test connection').click();
    await expectShown(form.getByText('Code: server_unreachable'));
    await expectShown(form.getByText(/^Next step:/));
    await field('Host').fill(host);
    await field('Port').fill(String(port));
    // What was said was about what is no longer typed.
    await form.getByText('Code: server_unreachable').waitFor({ state: 'detached' });
    await field('Password').fill('not it');
    await button('Test connection').click();
    await expectShown(form.getByText('Code: authentication_failed'));
    await expectShown(form.getByText(/^Next step:/));
    expect([await field('Host').inputValue(), await field('Name of the server').inputValue()]).toEqual([host, 'mine']);
    expect(await field('Password').inputValue()).toBe('not it');
    await field('Password').fill(password);
    await button('Test connection').click();
    await expectShown(form.getByText('The server answers.'));
    await expectShown(form.getByText(/^PostgreSQL \d/));
    await expectShown(form.getByText(/^pg_dump \d/));
    await expectShown(form.getByText(/postgres \(\d/));
    await form.getByRole('combobox', { name: 'Label' }).click();
    await page.getByRole('option', { name: 'Production' }).click();
    await button('Add the server').click();
    await form.waitFor({ state: 'detached' });
    const card = page.getByRole('article', { name: 'mine' });
    await expectShown(card.getByText('Production'));
    expect(await page.content()).not.toContain(password);
    expect((await app.call('connections.test', { name: 'mine' })).connection.name).toBe('mine');
    // The browser reports the two calls that failed, as it should.
    expect(complaints.filter((complaint) => !/status of 500/.test(complaint))).toEqual([]);
  });

  it('says beside each field what is wrong with it', async () => {
    const { app, form, field, button } = await openForm();
    await field('Port').fill('70000');
    await field('User').fill('');
    await button('Add the server').click();
    await expectShown(form.getByText('Give a whole number from 1 to 65535.'));
    await expectShown(form.getByText('Fill this in.'));
    expect(await field('Port').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await field('Password').inputValue()).toBe(password);
    expect(await app.call('connections.list', {})).toEqual({ connections: [] });
  });

  it('reads a URL, and does not leave its password in sight', async () => {
    const { page, form, field, button } = await openForm();
    const url = field('Paste a connection URL, or fill in the rest');
    await url.fill('mysql://u@h');
    await button('Read').click();
    await expectShown(form.getByText(/^The URL cannot be understood/));
    await url.fill(`postgres://${user}:p%40ss@db.example.org:5433/shop?sslmode=verify-ca`);
    await url.press('Enter');
    await expectShown(form.getByText('The URL has been read into the fields.'));
    const read = ['Host', 'Port', 'User', 'First database', 'Password'].map((name) => field(name).inputValue());
    expect(await Promise.all(read)).toEqual(['db.example.org', '5433', user, 'shop', 'p@ss']);
    expect(await url.inputValue()).toBe('');
    expect(await field('Password').getAttribute('type')).toBe('password');
    await form.getByRole('button', { name: 'Show command line' }).click();
    await expectShown(form.getByText(/^lifeboat connection add --host=db\.example\.org .* --password-stdin mine$/));
    expect(await page.getByRole('dialog').innerText()).not.toContain('p@ss');
  });

  it('changes a server, and sends its kept password nowhere else', async () => {
    const { app } = await openTestApp();
    await app.call('connections.add', { name: 'mine', host, port, user, password });
    const { page, go, complaints } = await openScreens(app);
    await go('/plans');
    const card = page.getByRole('article', { name: 'mine' });
    await card.getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog');
    const field = (name: string) => form.getByRole('textbox', { name, exact: true });
    expect(await field('Password').inputValue()).toBe('');
    await form.getByRole('button', { name: 'Test connection' }).click();
    await expectShown(form.getByText('The server answers.'));
    await field('Host').fill('127.0.0.1');
    await form.getByRole('button', { name: 'Save' }).click();
    await expectShown(form.getByText(/^The kept password was given for another address/));
    await field('Host').fill(host);
    await field('First database').fill('template1');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    expect((await app.call('connections.list', {})).connections).toMatchObject([
      { name: 'mine', host, database: 'template1', passwordFrom: 'store' },
    ]);
    await card.getByRole('button', { name: 'Test connection' }).click();
    await expectShown(card.getByText('The server answers.'));
    expect(complaints).toEqual([]);
  });
});

describe('a server', () => {
  it('is not removed while a plan uses it', async () => {
    const { app } = await openTestApp();
    await app.call('connections.add', { name: 'mine', host, port, user, password });
    await app.call('plans.add', { name: 'plan', connection: 'mine', database: 'postgres', schedule: null });
    const { page, go } = await openScreens(app);
    await go('/plans');
    const card = page.getByRole('article', { name: 'mine' });
    const dialog = page.getByRole('dialog');
    await card.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expectShown(dialog.getByText('Code: in_use'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await app.call('plans.remove', { name: 'plan' });
    await card.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expectShown(page.getByText('No server is connected yet.'));
    expect(await app.call('connections.list', {})).toEqual({ connections: [] });
  });
});
