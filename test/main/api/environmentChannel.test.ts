import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { followEnvironmentChannel } from '../../../main/api/environmentChannel.ts';
import { listChannels, saveChannel } from '../../../main/catalog/channels.ts';
import { sendDue } from '../../../main/runs/sendMessages.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { startMailServer } from '../../helpers/mailServer.ts';
import { caller } from '../helpers/api.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { post, posted } from '../helpers/messages.ts';
import { START } from '../helpers/values.ts';

const CANARY = 'canary-smtp-55aa';
const ENV = { ALERT_EMAIL: 'ops@example.org', SMTP_URL: `smtp://lifeboat:${CANARY}@mail.example.org` };
const forever = new AbortController().signal;

/** Starts on a home with these variables. */
function start(env: Record<string, string>, home?: string): TestContext {
  const context = openContext({ env, ...(home !== undefined && { home }) });
  followEnvironmentChannel(context);
  return context;
}

describe('ALERT_EMAIL and SMTP_URL', () => {
  it('make the channel env-email', () => {
    const { db } = start({ ...ENV, ALERT_EMAIL: 'ops@example.org, second@example.org' });
    expect(listChannels(db)).toEqual([
      {
        name: 'env-email',
        settings: {
          kind: 'email',
          to: ['ops@example.org', 'second@example.org'],
          from: 'ops@example.org',
          host: 'mail.example.org',
          port: 587,
          tls: 'starttls',
          user: 'lifeboat',
        },
        origin: 'environment',
        hasSecret: true,
        failing: null,
        lastSentAt: null,
      },
    ]);
  });

  it.each([
    ['smtps://u%40example.net:p@h', { port: 465, tls: 'tls', user: 'u@example.net', from: 'u@example.net' }],
    ['smtp://h:2525?tls=none', { port: 2525, tls: 'none', user: null, from: 'ops@example.org' }],
    ['smtp://[::1]', { host: '::1', port: 587, tls: 'starttls' }],
  ])('such as %s', (SMTP_URL, settings) => {
    expect(listChannels(start({ ...ENV, SMTP_URL }).db)).toMatchObject([{ settings }]);
  });

  it('are followed when they change, and stay when a command knows nothing of them', () => {
    const home = temporaryFolder();
    start(ENV, home);
    const before = listChannels(start({ ...ENV, ALERT_EMAIL: 'new@example.org' }, home).db);
    expect(before).toMatchObject([{ name: 'env-email', settings: { to: ['new@example.org'] } }]);
    expect(listChannels(start({}, home).db)).toEqual(before);
  });

  it('are off with MONITORING_ENABLED=false, which only concerns their channel', () => {
    const home = temporaryFolder();
    const { db } = start(ENV, home);
    const settings = { kind: 'ping', address: 'https://example.org/…', allowPrivate: false } as const;
    saveChannel(db, { name: 'mine', settings, origin: 'user', hasSecret: false }, new Date(START));
    const names = (env: Record<string, string>) => listChannels(start(env, home).db).map(({ name }) => name);
    expect(names({ ...ENV, MONITORING_ENABLED: 'false' })).toEqual(['mine']);
    expect(names({ ...ENV, MONITORING_ENABLED: 'true' })).toEqual(['env-email', 'mine']);
  });

  it('leave a channel alone that a person made under its name', () => {
    const home = temporaryFolder();
    const settings = { kind: 'ping', address: 'https://example.org/…', allowPrivate: false } as const;
    const { db } = openContext({ home });
    saveChannel(db, { name: 'env-email', settings, origin: 'user', hasSecret: false }, new Date(START));
    for (const MONITORING_ENABLED of ['true', 'false'])
      expect(listChannels(start({ ...ENV, MONITORING_ENABLED }, home).db)).toMatchObject([
        { origin: 'user', settings },
      ]);
  });

  it.each([
    ['without SMTP_URL', { SMTP_URL: '' }, 'SMTP_URL is missing'],
    ['with a URL that is none', { SMTP_URL: `http://x:${CANARY}@h` }, 'cannot be understood'],
    ['with an address that is none', { ALERT_EMAIL: 'ops' }, 'no list of e-mail addresses'],
  ])('%s are a problem that is told and keeps nothing from working', async (_what, change, said) => {
    const context = start({ ...ENV, ...change });
    expect(listChannels(context.db)).toEqual([]);
    const call = caller(context);
    const { problems } = await call('doctor.run', {});
    const problem = problems.find(({ code }) => code === 'mail_not_set_up');
    expect(problem).toMatchObject({ severity: 'warning', message: expect.stringContaining(said) });
    const { advisories } = await call('status.get', {});
    expect(advisories).toMatchObject([{ code: 'mail_not_set_up', message: problem?.message }]);
    expect(JSON.stringify([problems, advisories])).not.toContain(CANARY);
  });

  it('are no problem when there is nothing to mail', async () => {
    for (const env of [{}, { MONITORING_ENABLED: 'true' }, { ...ENV, SMTP_URL: '', MONITORING_ENABLED: 'false' }])
      expect((await caller(start(env))('status.get', {})).advisories).toBeUndefined();
  });
});

describe('the password of SMTP_URL', () => {
  it('is read when it is needed, and rests nowhere', async () => {
    const home = temporaryFolder();
    const { settings, mails } = await startMailServer({ password: CANARY });
    const url = `smtp://lifeboat:${CANARY}@localhost:${settings.port}?tls=none`;
    const context = start({ ...ENV, SMTP_URL: url }, home);
    const id = post(context.db, 'env-email');
    await sendDue(context, forever);
    expect(posted(context.db, id)).toMatchObject({ state: 'sent' });
    expect(mails).toMatchObject([{ user: 'lifeboat', to: ['ops@example.org'] }]);
    const answers = [await caller(context)('channels.list', {}), context.events, mails];
    expect(JSON.stringify(answers)).not.toContain(CANARY);
    context.db.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(context.config.catalogFile).includes(CANARY)).toBe(false);
  });

  it('lets what is due wait in a process that does not know it; for a day', async () => {
    const home = temporaryFolder();
    start(ENV, home);
    const elsewhere = start({}, home);
    const id = post(elsewhere.db, 'env-email');
    await sendDue(elsewhere, forever);
    expect(posted(elsewhere.db, id)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(listChannels(elsewhere.db)).toMatchObject([{ failing: null }]);
    await expect(caller(elsewhere)('channels.test', { name: 'env-email' })).rejects.toMatchObject({
      code: 'secret_unavailable',
      message: expect.stringContaining('SMTP_URL'),
    });
    elsewhere.clock.advance(24 * 3_600_000);
    await sendDue(elsewhere, forever);
    expect(posted(elsewhere.db, id)).toMatchObject({ state: 'failed', error: expect.stringContaining('SMTP_URL') });
  });
});
