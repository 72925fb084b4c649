import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmailOrder, sendEmail } from '../../../../main/alerts/channels/email.ts';
import type { Delivered } from '../../../../main/alerts/channels/outcome.ts';
import { makeCertificate, trust } from '../../../helpers/certificate.ts';
import { startMailServer } from '../../../helpers/mailServer.ts';
import { aMessage, ALERT_ID } from '../../helpers/messages.ts';

const PASSWORD = 'correct horse';

function send(change: Partial<EmailOrder> & Pick<EmailOrder, 'settings'>): Promise<Delivered> {
  const rest = { password: null, message: aMessage(), delivery: 'delivery-1', host: 'db-host' };
  return sendEmail({ ...rest, signal: new AbortController().signal, ...change });
}

/** A server that says each of these lines when a client has said something, then what `end` does. */
async function startScript(lines: readonly string[], end: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    const left = [...lines];
    const next = () => {
      const line = left.shift();
      if (line === undefined) end(socket);
      else socket.write(`${line}\r\n`);
    };
    socket.on('error', () => undefined);
    socket.on('data', next);
    next();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const settings = { kind: 'email', to: ['ops@example.org'], from: 'a@example.org', tls: 'none', user: null } as const;
  return { sockets, settings: { ...settings, to: [...settings.to], host: '127.0.0.1', port } };
}

describe('a mail', () => {
  it('says which plan, what is wrong and what to do', async () => {
    const { settings, mails } = await startMailServer();
    const to = ['ops@example.org', 'second@example.org'];
    expect(await send({ settings: { ...settings, to } })).toEqual({ ok: true });
    expect(mails).toMatchObject([{ from: 'lifeboat@example.org', to, secure: false }]);
    const { parsed } = mails[0] ?? {};
    expect(parsed).toMatchObject({
      subject: '[Lifeboat] shop: backup failed',
      from: { name: 'Lifeboat on db-host', address: 'lifeboat@example.org' },
      messageId: `<${ALERT_ID}.opened@example.org>`,
    });
    expect(parsed?.text).toContain('The server cannot be reached.\n\nNext step: Check the network.\n\nPlan: shop');
    expect(parsed?.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }));
  });

  it('that tells of the end of an alert belongs to the one that told of it', async () => {
    const { settings, mails } = await startMailServer();
    await send({ settings });
    await send({
      settings,
      message: aMessage({ kind: 'resolved', text: 'A backup succeeded.' }, { state: 'resolved' }),
    });
    const [opened, resolved] = mails.map(({ parsed }) => parsed);
    expect(resolved).toMatchObject({
      subject: '[Lifeboat] shop: resolved (backup failed)',
      inReplyTo: opened?.messageId,
      references: opened?.messageId,
    });
    expect(resolved?.messageId).not.toBe(opened?.messageId);
    expect(resolved?.text).not.toContain('Next step');
  });

  it('has one name however often it is sent', async () => {
    const { settings, mails } = await startMailServer();
    const test = aMessage({ kind: 'test', alert: null, title: 'Test message' });
    for (const message of [aMessage(), aMessage(), test, test]) await send({ settings, message });
    const names = mails.map(({ parsed }) => parsed.messageId);
    expect(names[1]).toBe(names[0]);
    expect(names[3]).toBe(names[2]);
    expect(new Set(names).size).toBe(2);
  });

  it.each<[what: string, name: string]>([
    ['another header', 'shop\r\nBcc: evil@example.org\r\n\r\nhello'],
    ['bare line ends', 'shop\nBcc: evil@example.org\rX: y\u2028z\u0085'],
    ['the end of the message', 'shop\r\n.\r\nMAIL FROM:<evil@example.org>\r\n'],
    ['other letters', '商店 ☃ 𝕊hop \u202egnp.exe'],
    ['half a letter', 'shop \ud83d end'],
    ['too much of it', `shop ${'x'.repeat(10_240)}`],
  ])('is not changed in its form by a plan named with %s', async (_what, name) => {
    const { settings, mails } = await startMailServer();
    const message = aMessage({ title: name, text: `${name} failed.` }, { plan: name, subject: name, message: name });
    expect(await send({ settings, message, host: name })).toEqual({ ok: true });
    const [mail, ...more] = mails;
    expect(more).toEqual([]);
    expect(mail?.to).toEqual(['ops@example.org']);
    expect(mail?.parsed.bcc ?? []).toEqual([]);
    const keys = mail?.parsed.headers.map(({ key }) => key);
    expect(keys).not.toContain('bcc');
    expect(keys).not.toContain('x');
    expect(mail?.parsed.subject).toMatch(/^\[Lifeboat\] (shop|商店 ☃ 𝕊hop gnp\.exe).*: backup failed$/u);
    expect(Array.from(mail?.parsed.subject ?? '').length).toBeLessThan(150);
    expect(mail?.raw.split('\r\n').every((one) => one.length <= 998)).toBe(true);
    expect(mail?.parsed.text).toMatch(/^(shop|商店)/);
  });
});

describe('the way to the mail server', () => {
  const certificate = makeTogether();

  it.each<[tls: 'starttls' | 'tls', options: SMTPServerOptions]>([
    ['starttls', {}],
    ['tls', { secure: true }],
  ])('is %s with a log-in, where the certificate is trusted', async (tls, options) => {
    const trusted = certificate();
    trust(trusted);
    const { settings, mails } = await startMailServer({ ...trusted, ...options, password: PASSWORD });
    expect(await send({ settings: { ...settings, tls }, password: PASSWORD })).toEqual({ ok: true });
    expect(mails).toMatchObject([{ secure: true, user: 'lifeboat' }]);
  });

  it.each<[what: string, tls: 'starttls' | 'tls', name: string, trusted: boolean, options: SMTPServerOptions]>([
    ['a certificate that nobody vouches for', 'tls', 'localhost', false, { secure: true }],
    ['such a one after STARTTLS', 'starttls', 'localhost', false, {}],
    ['a certificate for another name', 'tls', 'other.example.org', true, { secure: true }],
    ['no STARTTLS', 'starttls', 'localhost', true, { disabledCommands: ['STARTTLS'] }],
  ])('is not taken with %s; no password is sent', async (_what, tls, name, trusted, options) => {
    const made = makeCertificate(name);
    if (trusted) trust(made);
    let logins = 0;
    const { settings, mails } = await startMailServer({
      ...made,
      ...options,
      password: PASSWORD,
      onAuth: (_auth, _session, done) => {
        logins += 1;
        done(null, { user: 'lifeboat' });
      },
    });
    const outcome = await send({ settings: { ...settings, tls }, password: PASSWORD });
    expect(outcome).toMatchObject({ ok: false, permanent: false, error: { code: 'tls_failed' } });
    expect([logins, mails.length]).toEqual([0, 0]);
  });

  it('says that the log-in was refused, without the password', async () => {
    const { settings, mails } = await startMailServer({
      password: PASSWORD,
      // Some repeat what they were sent.
      onAuth: ({ password }, _session, done) => done(new Error(`no such password: ${password}`)),
    });
    const outcome = await send({ settings, password: 'wrong-canary' });
    expect(outcome).toMatchObject({ ok: false, permanent: false, error: { code: 'authentication_failed' } });
    expect(JSON.stringify(outcome)).not.toContain('wrong-canary');
    expect(mails).toEqual([]);
  });

  it('says who was refused: all for good, or for now', async () => {
    const refusing = (code: number) =>
      startMailServer({
        onRcptTo: ({ address }, _session, done) =>
          done(address.startsWith('gone') ? Object.assign(new Error('No such user'), { responseCode: code }) : null),
      });
    const [good, passing] = [await refusing(550), await refusing(450)];
    const to = ['gone@example.org'];
    expect(await send({ settings: { ...good.settings, to } })).toMatchObject({
      ok: false,
      permanent: true,
      error: { code: 'mail_refused', message: expect.stringContaining('No such user') },
    });
    expect(await send({ settings: { ...passing.settings, to } })).toMatchObject({ ok: false, permanent: false });
    expect(await send({ settings: { ...good.settings, to: ['ops@example.org', ...to] } })).toMatchObject({
      ok: false,
      permanent: true,
      error: { message: expect.stringContaining('gone@example.org') },
    });
    expect(good.mails).toMatchObject([{ to: ['ops@example.org'] }]);
  });

  it('may break off while the message is sent', async () => {
    const { settings } = await startScript(['220 hi', '250 hi', '250 ok', '250 ok', '354 go on'], (socket) =>
      socket.destroy(),
    );
    expect(await send({ settings })).toMatchObject({
      ok: false,
      permanent: false,
      error: { code: 'mail_unreachable' },
    });
  });

  it('ends with the signal, whoever is silent', async () => {
    const opened = Promise.withResolvers<void>();
    const { settings, sockets } = await startScript([], () => undefined);
    const stop = new AbortController();
    const outcome = send({ settings, signal: stop.signal });
    await expect.poll(() => sockets.size).toBe(1);
    for (const socket of sockets) socket.once('close', () => opened.resolve());
    stop.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
    // The connection is gone, too.
    await opened.promise;
  });

  it('may lead nowhere', async () => {
    const { settings } = await startScript([], () => undefined);
    const nowhere = { ...settings, host: 'no-such-host.invalid' };
    expect(await send({ settings: nowhere })).toMatchObject({ ok: false, error: { code: 'mail_unreachable' } });
    expect(await send({ settings: { ...settings, port: 1 } })).toMatchObject({
      ok: false,
      error: { code: 'mail_unreachable', message: expect.stringContaining('ECONNREFUSED') },
    });
  });
});

/** One certificate for several tests, made when first needed. */
function makeTogether() {
  let made: ReturnType<typeof makeCertificate> | undefined;
  return () => (made ??= makeCertificate());
}
