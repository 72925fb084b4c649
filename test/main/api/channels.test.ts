import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../../main/catalog/audit.ts';
import { saveChannel } from '../../../main/catalog/channels.ts';
import type { CallInput } from '../../../shared/contract.ts';
import type { SettingsOf } from '../../../shared/model/alert.ts';
import { startMailServer } from '../../helpers/mailServer.ts';
import { startReceiver } from '../../helpers/receiver.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { post, posted } from '../helpers/messages.ts';
import { START } from '../helpers/values.ts';

const CANARY = 'canary-secret-91d2';
const SECRET_URL = `http://127.0.0.1/services/${CANARY}?key=${CANARY}`;
const MAIL = {
  kind: 'email',
  to: ['ops@example.org'],
  from: 'lifeboat@example.org',
  host: 'mail.example.org',
  port: 587,
  tls: 'starttls',
  user: 'lifeboat',
} as const satisfies CallInput<'channels.add'>['settings'];
const HOOK = { kind: 'webhook', url: 'https://example.org/hook', form: 'json', allowPrivate: false } as const;

const order = (change: Partial<CallInput<'channels.add'>> = {}): CallInput<'channels.add'> => ({
  name: 'ops',
  settings: { ...MAIL, to: [...MAIL.to] },
  secret: CANARY,
  ...change,
});
const mail = (change: Partial<typeof MAIL | { tls: 'tls' | 'none' }>) =>
  ({ ...MAIL, to: [...MAIL.to], ...change }) as SettingsOf<'email'>;

describe('adding a channel', () => {
  it('keeps its secret in the store and nowhere else', async () => {
    const context = openContext();
    const call = caller(context);
    const answer = await call('channels.add', order());
    expect(answer.channels).toEqual([
      { name: 'ops', settings: MAIL, origin: 'user', hasSecret: true, failing: null, lastSentAt: null },
    ]);
    expect(await call('channels.list', {})).toEqual(answer);
    expect(await context.ports.secrets.get('channel:ops')).toBe(CANARY);
    expect(context.events).toEqual([{ type: 'changed', what: 'channels' }]);
    expect(listAudit(context.db, 9)).toMatchObject([{ action: 'channel.add', subject: 'ops' }]);
    context.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of [context.config.catalogFile, context.config.secretsFile])
      expect(readFileSync(file).includes(CANARY)).toBe(false);
    expect(JSON.stringify([answer, context.events])).not.toContain(CANARY);
  });

  it.each<CallInput<'channels.add'>['settings']>([
    { kind: 'webhook', url: SECRET_URL, form: 'json', allowPrivate: false },
    { kind: 'webhook', url: SECRET_URL, form: 'slack', allowPrivate: false },
    { kind: 'ping', url: SECRET_URL, allowPrivate: false },
  ])('tells its address to nobody: %o', async (settings) => {
    const logged: unknown[] = [];
    const context = openContext();
    const ports = { ...context.ports, logger: { log: (...said: unknown[]) => void logged.push(said) } };
    const call = caller({ ...context, ports });
    const answer = await call('channels.add', { name: 'ops', settings });
    expect(answer.channels).toMatchObject([{ settings: { address: 'http://127.0.0.1/…', kind: settings.kind } }]);
    expect(await ports.secrets.get('channel-url:ops')).toBe(SECRET_URL);
    const refused = await call('channels.test', { name: 'ops' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'address_refused' });
    const again = await call('channels.add', { name: 'ops', settings }).catch((error: unknown) => error);
    expect(again).toMatchObject({ code: 'name_taken' });
    const typo = { ...settings, url: `x${SECRET_URL}` };
    const wrong = await call('channels.add', { name: 'new', settings: typo }).catch(String);
    expect(wrong).toContain('not valid');
    expect(logged).not.toEqual([]);
    const outputs = [answer, await call('channels.list', {}), refused, again, wrong];
    expect(JSON.stringify([outputs, logged, context.events, listAudit(context.db, 9)])).not.toContain(CANARY);
    context.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of [context.config.catalogFile, context.config.secretsFile])
      expect(readFileSync(file).includes(CANARY)).toBe(false);
  });

  it.each<[why: string, change: Partial<CallInput<'channels.add'>>]>([
    ['its address is left out', { settings: { kind: 'ping', allowPrivate: false }, secret: null }],
    ['its address is what is shown', { settings: { ...HOOK, url: 'https://example.org/…' }, secret: null }],
    ['it is for the desktop', { settings: { kind: 'desktop' }, secret: null }],
    ['there is a password and no user', { settings: mail({ user: null as never }) }],
    ['the address holds a password', { settings: { ...HOOK, url: 'https://u:p@example.org/' }, secret: null }],
    ['Slack would be signed for', { settings: { ...HOOK, form: 'slack' } }],
    ['the address is no web address', { settings: { ...HOOK, url: 'file:///etc/passwd' }, secret: null }],
    ['the secret has a line break', { secret: 'a\nb' }],
    ['a recipient is none', { settings: { ...mail({}), to: ['ops@example.org\r\nBcc: x@y.z'] } }],
  ])('is refused when %s', async (_why, change) => {
    const context = openContext();
    await expect(caller(context)('channels.add', order(change))).rejects.toMatchObject({ code: 'bad_input' });
    expect(await caller(context)('channels.list', {})).toEqual({ channels: [] });
    for (const key of ['channel:ops', 'channel-url:ops']) expect(await context.ports.secrets.get(key)).toBeNull();
  });

  it('never replaces one', async () => {
    const context = openContext();
    const call = caller(context);
    await call('channels.add', order());
    await expect(call('channels.add', order({ secret: 'other' }))).rejects.toMatchObject({ code: 'name_taken' });
    expect(await context.ports.secrets.get('channel:ops')).toBe(CANARY);
  });
});

describe('changing a channel', () => {
  async function open() {
    const context = openContext();
    const call = caller(context);
    await call('channels.add', order());
    return { context, call, stored: () => context.ports.secrets.get('channel:ops') };
  }
  const { secret: _, ...kept } = order();

  it('keeps the secret that is left out, takes a new one, and forgets it when told to', async () => {
    const { call, stored } = await open();
    const to = ['new@example.org'];
    expect((await call('channels.change', { ...kept, settings: { ...mail({}), to } })).channels).toMatchObject([
      { settings: { to }, hasSecret: true },
    ]);
    expect(await stored()).toBe(CANARY);
    await call('channels.change', { ...kept, secret: 'next' });
    expect(await stored()).toBe('next');
    const { channels } = await call('channels.change', { ...kept, secret: null });
    expect([channels[0]?.hasSecret, await stored()]).toEqual([false, null]);
  });

  it.each<[where: string, change: Parameters<typeof mail>[0]]>([
    ['another server', { host: 'evil.example.org' as never }],
    ['another port', { port: 25 as never }],
    ['another user', { user: 'other' as never }],
    ['whoever listens', { tls: 'none' }],
  ])('never sends the kept password to %s', async (_where, change) => {
    const { call, stored } = await open();
    const before = await call('channels.list', {});
    await expect(call('channels.change', { ...kept, settings: mail(change) })).rejects.toMatchObject({
      code: 'bad_input',
      nextStep: 'Type the password again.',
    });
    expect(await call('channels.list', {})).toEqual(before);
    await call('channels.change', { ...kept, settings: mail(change), secret: 'typed-again' });
    expect(await stored()).toBe('typed-again');
  });

  it('into another kind forgets the secret', async () => {
    const { call, stored } = await open();
    const { channels } = await call('channels.change', { name: 'ops', settings: HOOK });
    expect([channels[0]?.hasSecret, await stored()]).toEqual([false, null]);
  });

  it('keeps the address that is left out while its kind stays, and takes a new one', async () => {
    const { context, call } = await open();
    const [url, next] = [`https://example.org/${CANARY}`, `https://other.example.org/${CANARY}`];
    const stored = () => context.ports.secrets.get('channel-url:ops');
    const change = async (settings: CallInput<'channels.add'>['settings']) =>
      (await call('channels.change', { name: 'ops', settings })).channels[0]?.settings;
    const hook = { kind: 'webhook', form: 'json', allowPrivate: false } as const;
    await expect(change(hook)).rejects.toMatchObject({ code: 'bad_input', nextStep: 'Give the whole address.' });
    await change({ ...hook, url });
    const slack = { ...hook, form: 'slack', allowPrivate: true } as const;
    expect(await change(slack)).toEqual({ ...slack, address: 'https://example.org/…' });
    expect(await stored()).toBe(url);
    await expect(change({ kind: 'ping', allowPrivate: false })).rejects.toMatchObject({ code: 'bad_input' });
    expect(await stored()).toBe(url);
    expect(await change({ ...hook, url: next })).toEqual({ ...hook, address: 'https://other.example.org/…' });
    expect(await stored()).toBe(next);
    await change(mail({ user: null as never }));
    expect(await stored()).toBeNull();
  });

  it('is refused for one of the environment, and for one that is not there', async () => {
    const { context, call } = await open();
    saveChannel(
      context.db,
      { name: 'env-email', settings: mail({}), origin: 'environment', hasSecret: true },
      new Date(START),
    );
    await expect(call('channels.change', { ...kept, name: 'env-email' })).rejects.toMatchObject({
      code: 'bad_input',
      nextStep: expect.stringContaining('SMTP_URL'),
    });
    await expect(call('channels.change', { ...kept, name: 'none' })).rejects.toMatchObject({ code: 'no_channel' });
  });
});

describe('testing a channel', () => {
  it('sends a message now, and sets right what was said of it', async () => {
    const { settings, mails, port } = await startMailServer({ password: CANARY });
    const context = openContext();
    const call = caller(context);
    await call('channels.add', order({ settings: { ...settings, port: 1 } }));
    const failure = call('channels.test', { name: 'ops' });
    await expect(failure).rejects.toMatchObject({ code: 'mail_unreachable', nextStep: expect.any(String) });
    const { channels } = await call('channels.list', {});
    expect(channels).toMatchObject([{ failing: expect.stringContaining('localhost:1'), lastSentAt: null }]);
    await call('channels.change', order({ settings: { ...settings, port } }));
    const { channel } = await call('channels.test', { name: 'ops' });
    expect(channel).toMatchObject({ failing: null, lastSentAt: START });
    expect(mails).toMatchObject([{ user: 'lifeboat', parsed: { subject: '[Lifeboat] Test message' } }]);
    expect(mails[0]?.parsed.text).toContain('This is a test of the channel ops.');
    await call('channels.change', order({ settings, secret: `${CANARY}-wrong` }));
    const refused = await call('channels.test', { name: 'ops' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'authentication_failed' });
    expect(JSON.stringify([refused, context.events, await call('channels.list', {})])).not.toContain(CANARY);
  });

  it('that works lets what waits be sent soon', async () => {
    const { url } = await startReceiver();
    const context = openContext();
    const call = caller(context);
    await call('channels.add', { name: 'ops', settings: { ...HOOK, url, allowPrivate: true } });
    context.db.prepare(`UPDATE channels SET failing = 'why'`).run();
    const due = new Date(Date.parse(START) + 3_600_000).toISOString();
    const [tried, held] = [
      post(context.db, 'ops', undefined, { due }),
      post(context.db, 'ops', undefined, { due, state: 'held' }),
    ];
    context.db.prepare('UPDATE deliveries SET attempts = 3 WHERE id = ?').run(tried);
    await call('channels.test', { name: 'ops' });
    expect([posted(context.db, tried).due_at, posted(context.db, held).due_at]).toEqual([START, due]);
  });

  it('says that an address may not be asked', async () => {
    const { url, received } = await startReceiver();
    const call = caller(openContext());
    await call('channels.add', { name: 'hook', settings: { ...HOOK, url } });
    await call('channels.add', { name: 'switch', settings: { kind: 'ping', url, allowPrivate: false } });
    for (const name of ['hook', 'switch'])
      await expect(call('channels.test', { name })).rejects.toMatchObject({ code: 'address_refused', kind: 'refused' });
    expect(received).toEqual([]);
    await call('channels.change', { name: 'switch', settings: { kind: 'ping', url, allowPrivate: true } });
    await call('channels.test', { name: 'switch' });
    expect(received).toMatchObject([{ method: 'GET', path: '/hook' }]);
  });
});

describe('removing a channel', () => {
  it('forgets its address', async () => {
    const context = openContext();
    const call = caller(context);
    await call('channels.add', { name: 'ops', settings: HOOK });
    await call('channels.remove', { name: 'ops' });
    expect(await context.ports.secrets.get('channel-url:ops')).toBeNull();
  });

  it('takes its secret and what waits for it along', async () => {
    const context = openContext();
    const call = caller(context);
    await call('channels.add', order());
    const id = post(context.db, 'ops');
    expect(await call('channels.remove', { name: 'ops' })).toEqual({ channels: [] });
    expect(await context.ports.secrets.get('channel:ops')).toBeNull();
    expect(posted(context.db, id).state).toBe('dropped');
    expect(listAudit(context.db, 1)).toMatchObject([{ action: 'channel.remove', subject: 'ops' }]);
    await expect(call('channels.remove', { name: 'ops' })).rejects.toMatchObject({
      code: 'no_channel',
      kind: 'absent',
    });
  });
});
