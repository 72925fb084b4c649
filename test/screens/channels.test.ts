import { describe, expect, it } from 'vitest';
import { en } from '../../renderer/i18n/en.ts';
import { zhCN } from '../../renderer/i18n/zh-CN.ts';
import { openTestApp } from '../helpers/app.ts';
import { startMailServer } from '../helpers/mailServer.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { expectAccessible, expectNoOverflow, expectShown, openAll, openScreens, useBrowser } from './screens.ts';

useBrowser();

const CANARY = 'canary-screen-4d';

describe('the channels', () => {
  it('are added, tried, changed and removed by keyboard', async () => {
    const { port, mails } = await startMailServer({ password: CANARY });
    const { app } = await openTestApp();
    const { page, go, complaints } = await openScreens(app);
    const texts = en;
    await go('/settings');
    await expectShown(page.getByText(texts.channels.none));

    await page.getByRole('button', { name: texts.channels.add }).press('Enter');
    const form = page.getByRole('dialog');
    const field = (name: keyof typeof texts.channelForm) =>
      form.getByRole(name === 'host' ? 'combobox' : 'textbox', { name: texts.channelForm[name], exact: true });
    // A known server says itself how it is spoken to.
    await field('host').fill('smtp.gmail.com');
    expect(await field('port').inputValue()).toBe('465');
    await form.getByRole('button', { name: texts.channelForm.add }).click();
    await expectShown(form.getByText(texts.field.required).first());
    await field('name').fill('ops');
    await field('to').fill('ops@example.org, second@example.org');
    await field('host').fill('localhost');
    await field('host').press('Tab');
    await field('port').fill('1');
    await form.getByRole('combobox', { name: texts.channelForm.tls }).click();
    await page.getByRole('option', { name: texts.channelForm.tlsNone }).click();
    await expectShown(form.getByText(texts.channelForm.tlsNoneHint));
    await field('user').fill('lifeboat');
    await field('password').fill(CANARY);
    await form.getByRole('button', { name: texts.action.showCommand }).click();
    await expectShown(
      form.getByText('lifeboat channel add --email=ops@example.org --email=second@example.org', { exact: false }),
    );
    await expectAccessible(page);
    await field('password').press('Enter');
    await form.waitFor({ state: 'detached' });

    const card = page.getByRole('article', { name: 'ops' });
    await expectShown(card.getByText(texts.channels.untried));
    await card.getByRole('button', { name: texts.channels.test }).click();
    await expectShown(card.getByText(/mail_unreachable/));
    await expectShown(card.getByText(texts.channels.failing));

    await card.getByRole('button', { name: texts.plans.edit }).click();
    await field('port').fill(String(port));
    // What is kept is not sent elsewhere.
    await form.getByRole('button', { name: texts.action.save }).click();
    await expectShown(form.getByText(texts.field.passwordAgain));
    await field('password').fill(CANARY);
    await form.getByRole('button', { name: texts.action.save }).click();
    await form.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: texts.channels.test }).click();
    await expectShown(card.getByText(texts.channels.tested));
    await expectShown(card.getByText(texts.channels.works));
    expect(mails).toMatchObject([{ user: 'lifeboat', to: ['ops@example.org', 'second@example.org'] }]);
    expect(await page.content()).not.toContain(CANARY);
    await card.getByRole('button', { name: texts.channels.remove }).click();
    await page.getByRole('dialog').getByRole('button', { name: texts.channels.remove }).click();
    await expectShown(page.getByText(texts.channels.none));
    expect(await app.call('channels.list', {})).toEqual({ channels: [] });
    // The browser reports the call that failed, as it should.
    expect(complaints.filter((complaint) => !/status of 500/.test(complaint))).toEqual([]);
  });

  it('fit into a small window, in Chinese and in the dark', async () => {
    const { settings } = await startMailServer();
    const { app } = await openTestApp();
    await app.call('channels.add', { name: '运维'.repeat(40), settings });
    const look = { locale: 'zh-CN', theme: 'dark', width: 900, height: 600 } as const;
    const { page, go, complaints } = await openScreens(app, look);
    await go('/settings');
    await page.getByRole('button', { name: zhCN.channels.test }).click();
    await expectShown(page.getByText(zhCN.channels.tested));
    await openAll(page);
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.getByRole('button', { name: zhCN.plans.edit }).click();
    await expectShown(page.getByRole('dialog').getByText(zhCN.channelForm.tlsNoneHint));
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
  });

  it('of the web say which address is not asked, and why', async () => {
    const { url: base, received } = await startReceiver();
    const url = `${base}/${CANARY}`;
    const { app } = await openTestApp();
    const { page, go } = await openScreens(app);
    await go('/settings');
    await page.getByRole('button', { name: 'Add a channel' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Webhook' }).click();
    await form.getByRole('textbox', { name: 'Name of the channel' }).fill('hook');
    await form.getByRole('textbox', { name: 'Address' }).fill('javascript:alert(1)');
    await form.getByRole('button', { name: 'Add the channel' }).click();
    await expectShown(form.getByText(/^Give an address that begins with/));
    await form.getByRole('textbox', { name: 'Address' }).fill(url);
    await form.getByRole('textbox', { name: 'Signing key' }).fill('key');
    await form.getByRole('button', { name: en.action.showCommand }).click();
    await expectShown(form.getByText(`--webhook='${new URL(url).origin}/…'`, { exact: false }));
    await form.getByRole('button', { name: 'Add the channel' }).click();
    await form.waitFor({ state: 'detached' });
    const card = page.getByRole('article', { name: 'hook' });
    await card.getByRole('button', { name: 'Send test message' }).click();
    await expectShown(card.getByText(/address_refused/));
    await card.getByRole('button', { name: 'Edit' }).click();
    const address = form.getByRole('textbox', { name: 'Address' });
    const shown = `${new URL(url).origin}/…`;
    expect([await address.inputValue(), await address.getAttribute('placeholder')]).toEqual(['', shown]);
    expect(await page.content()).not.toContain(CANARY);
    await expectAccessible(page);
    await form.getByRole('checkbox', { name: 'Allow this machine and private networks' }).press('Space');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Send test message' }).click();
    await expectShown(card.getByText('The test message was taken.'));
    expect(received).toMatchObject([{ path: new URL(url).pathname }]);
    expect(received[0]?.headers['x-lifeboat-signature']).toMatch(/^sha256=/);
  });
});
