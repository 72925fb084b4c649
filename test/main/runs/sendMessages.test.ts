import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { insertAlert } from '../../../main/catalog/alerts.ts';
import { findChannel, saveChannel } from '../../../main/catalog/channels.ts';
import { enqueue } from '../../../main/catalog/outbox.ts';
import type { Logger } from '../../../main/ports.ts';
import { channelSecret, channelUrl } from '../../../main/runs/deliver.ts';
import { sendDue } from '../../../main/runs/sendMessages.ts';
import type { GivenSettings } from '../../../shared/model/alert.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { startMailServer } from '../../helpers/mailServer.ts';
import { startReceiver } from '../../helpers/receiver.ts';
import { openContext, type TestContext, type TestContextOptions } from '../helpers/context.ts';
import { keepChannel } from '../helpers/channels.ts';
import { ALERT_ID, aMessage, post, posted } from '../helpers/messages.ts';
import { START } from '../helpers/values.ts';

const forever = new AbortController().signal;
const later = (ms: number) => new Date(Date.parse(START) + ms).toISOString();

function hookAt(url: string): GivenSettings {
  return { kind: 'webhook', url, form: 'json', allowPrivate: true };
}

/** A context with the channel `ops`. */
async function withChannel(settings: GivenSettings, options: TestContextOptions = {}): Promise<TestContext> {
  const context = openContext(options);
  await keepChannel(context, 'ops', settings);
  return context;
}

describe('the outbox', () => {
  it('is emptied in order, and what is not due stays', async () => {
    const { url, received } = await startReceiver();
    const context = await withChannel(hookAt(url));
    const second = post(context.db, 'ops', aMessage({ text: 'second' }));
    const held = post(context.db, 'ops', aMessage({ text: 'held' }), { state: 'held', due: later(1) });
    const first = post(context.db, 'ops', aMessage({ text: 'first' }), { due: later(-1) });
    await sendDue(context, forever);
    expect(received.map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual(['first', 'second']);
    expect(received.map(({ headers }) => headers['x-lifeboat-delivery'])).toEqual([first, second]);
    expect([posted(context.db, first), posted(context.db, second)]).toMatchObject([
      { state: 'sent', attempts: 1, at: START, error: null },
      { state: 'sent', attempts: 1 },
    ]);
    expect(posted(context.db, held)).toMatchObject({ state: 'held', attempts: 0 });
    expect(findChannel(context.db, 'ops')).toMatchObject({ failing: null, lastSentAt: START });
    expect(context.events).toContainEqual({ type: 'changed', what: 'channels' });
    context.clock.advance(1);
    await sendDue(context, forever);
    expect(posted(context.db, held)).toMatchObject({ state: 'sent', attempts: 1, at: later(1) });
    expect(context.db.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
  });

  it('tries again later and later, for a day', async () => {
    const { url, received } = await startReceiver((response) => void response.writeHead(500).end());
    const context = await withChannel(hookAt(url));
    const id = post(context.db, 'ops');
    const waits: number[] = [];
    while (posted(context.db, id).state === 'waiting') {
      await sendDue(context, forever);
      const wait = Date.parse(posted(context.db, id).due_at) - context.clock.now().getTime();
      if (wait <= 0) break;
      waits.push(wait);
      context.clock.advance(wait - 1);
      const before = received.length;
      await sendDue(context, forever);
      expect(received.length).toBe(before);
      context.clock.advance(1);
    }
    expect(waits.slice(0, 5)).toEqual([30_000, 120_000, 480_000, 3_600_000, 3_600_000]);
    const total = waits.reduce((sum, wait) => sum + wait, 0);
    expect(total / 3_600_000).toBeGreaterThan(23);
    expect(total / 3_600_000).toBeLessThan(25);
    expect(posted(context.db, id)).toMatchObject({ state: 'failed', attempts: received.length });
    expect(posted(context.db, id).error).toContain('status 500');
    expect(findChannel(context.db, 'ops')?.failing).toContain('status 500');
  });

  it('goes on once the channel works again', async () => {
    const { url, received } = await startReceiver(
      (response, count) => void response.writeHead(count === 1 ? 503 : 200).end(),
    );
    const context = await withChannel(hookAt(url));
    const ids = [post(context.db, 'ops'), post(context.db, 'ops')];
    await sendDue(context, forever);
    // What has just failed for one would fail for the other.
    expect(received).toHaveLength(1);
    expect(findChannel(context.db, 'ops')).toMatchObject({ lastSentAt: null, failing: expect.stringContaining('503') });
    await sendDue(context, forever);
    expect(ids.map((id) => posted(context.db, id))).toMatchObject([
      { state: 'sent', attempts: 2 },
      { state: 'sent', attempts: 1 },
    ]);
    expect(findChannel(context.db, 'ops')).toMatchObject({ failing: null, lastSentAt: START });
  });

  it('never tells that something is over before it tells that it began', async () => {
    const { url, received } = await startReceiver(
      (response, count) => void response.writeHead(count === 1 ? 503 : 200).end(),
    );
    const context = await withChannel(hookAt(url));
    const { db, clock } = context;
    const { alert } = aMessage();
    if (alert) insertAlert(db, alert);
    const say = (event: 'opened' | 'resolved') => {
      const at = clock.now();
      const message = aMessage({ kind: event });
      enqueue(db, { alert: ALERT_ID, channel: 'ops', event, message, state: 'waiting', at, dueAt: at });
    };
    say('opened');
    await sendDue(context, forever);
    say('resolved');
    await sendDue(context, forever);
    expect(received).toHaveLength(1);
    clock.advance(30_000);
    await sendDue(context, forever);
    const events = received.map(({ headers }) => headers['x-lifeboat-event']);
    expect(events).toEqual(['opened', 'opened', 'resolved']);
  });

  it('leaves a receiver alone that asks for it', async () => {
    const { url } = await startReceiver((response) => void response.writeHead(429, { 'retry-after': '600' }).end());
    const context = await withChannel(hookAt(url));
    const id = post(context.db, 'ops');
    await sendDue(context, forever);
    expect(posted(context.db, id)).toMatchObject({ state: 'waiting', due_at: later(600_000) });
  });

  it('gives up at once what is refused for good, and goes on with the next', async () => {
    const { url } = await startReceiver((response, count) => void response.writeHead(count === 1 ? 410 : 200).end());
    const context = await withChannel(hookAt(url));
    const ids = [post(context.db, 'ops'), post(context.db, 'ops')];
    await sendDue(context, forever);
    expect(ids.map((id) => posted(context.db, id).state)).toEqual(['failed', 'sent']);
  });

  it.each<[what: string, settings: GivenSettings | null]>([
    ['is gone', null],
    ['is the desktop', { kind: 'desktop' }],
    ['is a ping', { kind: 'ping', url: 'http://127.0.0.1:1/', allowPrivate: true }],
  ])('drops what is for a channel that %s', async (_what, settings) => {
    const context = settings === null ? openContext() : await withChannel(settings);
    const id = post(context.db, 'ops');
    await sendDue(context, forever);
    expect(posted(context.db, id)).toMatchObject({ state: 'dropped', attempts: 0 });
  });

  it('gives up on a mail server that takes the connection and says nothing', async () => {
    const connected = Promise.withResolvers<void>();
    const { settings } = await startMailServer({ onConnect: () => connected.resolve() });
    const context = await withChannel(settings);
    const id = post(context.db, 'ops');
    const sending = sendDue(context, forever);
    await connected.promise;
    context.clock.advance(30_000);
    await sending;
    expect(posted(context.db, id)).toMatchObject({
      state: 'waiting',
      attempts: 1,
      error: expect.stringContaining('did not answer within 30 s'),
    });
  });

  it('is left as it was when sending is called off', async () => {
    const asked = Promise.withResolvers<void>();
    const { url } = await startReceiver(() => asked.resolve());
    const context = await withChannel(hookAt(url));
    const id = post(context.db, 'ops');
    const stop = new AbortController();
    const sending = sendDue(context, stop.signal);
    await asked.promise;
    stop.abort();
    await sending;
    expect(posted(context.db, id)).toMatchObject({ state: 'waiting', attempts: 0, error: null });
    expect(findChannel(context.db, 'ops')?.failing).toBeNull();
    expect(context.db.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
  });

  it('is no reason to wait for one channel because another is slow', async () => {
    const slow = await startReceiver(() => undefined);
    const quick = await startReceiver();
    const context = await withChannel(hookAt(slow.url));
    await keepChannel(context, 'quick', hookAt(quick.url));
    post(context.db, 'ops');
    post(context.db, 'quick');
    const sending = sendDue(context, forever);
    await expect.poll(() => quick.received.length).toBe(1);
    await expect.poll(() => slow.received.length).toBe(1);
    context.clock.advance(15_000);
    await sending;
    expect(findChannel(context.db, 'ops')?.failing).toContain('did not answer within 15 s');
  });

  it('lets a secret go nowhere but to its server', async () => {
    const canary = 'canary-pass-7c1f';
    const { settings, mails } = await startMailServer({ password: canary });
    const logged: unknown[] = [];
    const logger: Logger = { log: (...said) => void logged.push(said) };
    const context = openContext();
    const { ports } = withPorts(context, { logger });
    await ports.secrets.set(channelSecret('ops'), canary);
    const save = (port: number) =>
      saveChannel(
        context.db,
        { name: 'ops', settings: { ...settings, port }, origin: 'user', hasSecret: true },
        new Date(START),
      );
    save(1);
    const id = post(context.db, 'ops');
    await sendDue(ports.context, forever);
    save(settings.port);
    context.clock.advance(30_000);
    await sendDue(ports.context, forever);
    expect(posted(context.db, id).state).toBe('sent');
    expect(mails).toMatchObject([{ user: 'lifeboat' }]);
    expect(logged).not.toEqual([]);
    expect(JSON.stringify([logged, context.events, mails])).not.toContain(canary);
    context.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of [context.config.catalogFile, context.config.secretsFile])
      expect(readFileSync(file).includes(canary)).toBe(false);
  });
});

describe('an address that is a secret', () => {
  const canary = 'T0-B0-canary-url-5e2d';

  it.each<[what: string, answer: (response: ServerResponse) => void, error: string | null]>([
    ['is taken', (response) => void response.end(), null],
    ['is refused', (response) => void response.writeHead(404, canary, { location: `/${canary}` }).end(), 'status 404'],
    ['is sent elsewhere', (response) => void response.writeHead(302, { location: `/${canary}` }).end(), 'redirect'],
    ['is answered with nonsense', (response) => void response.socket?.end(`${canary}\r\n\r\n`), 'cannot be reached'],
    ['gets no answer', (response) => void response.socket?.destroy(), 'cannot be reached'],
  ])('is told nowhere when what is sent there %s', async (_what, answer, error) => {
    const { port, received } = await startReceiver(answer);
    const logged: unknown[] = [];
    const { context } = withPorts(openContext(), { logger: { log: (...said) => void logged.push(said) } }).ports;
    const origin = `http://127.0.0.1:${port}`;
    await keepChannel(context, 'ops', hookAt(`${origin}/services/${canary}?key=${canary}`));
    const id = post(context.db, 'ops');
    await sendDue(context, forever);
    expect(received).toMatchObject([{ path: `/services/${canary}?key=${canary}` }]);
    const told = posted(context.db, id).error;
    if (error === null) expect(told).toBeNull();
    else expect(told).toContain(error);
    expect(logged).toHaveLength(error === null ? 0 : 1);
    expect(findChannel(context.db, 'ops')?.settings).toMatchObject({ address: `${origin}/…` });
    expect(JSON.stringify([logged, told, findChannel(context.db, 'ops')])).not.toContain(canary);
    context.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of [context.config.catalogFile, context.config.secretsFile])
      expect(readFileSync(file).includes(canary)).toBe(false);
  });

  it('and is gone is a message that did not arrive', async () => {
    const { url, received } = await startReceiver();
    const context = await withChannel(hookAt(url));
    await context.ports.secrets.delete(channelUrl('ops'));
    const id = post(context.db, 'ops');
    await sendDue(context, forever);
    const error = expect.stringContaining('The stored address of the channel ops is gone.');
    expect(posted(context.db, id)).toMatchObject({ state: 'waiting', attempts: 1, error });
    expect([received, findChannel(context.db, 'ops')?.failing]).toEqual([[], error]);
  });
});

/** The context with other ports. */
function withPorts(context: TestContext, change: { readonly logger: Logger }) {
  const ports = { ...context.ports, ...change };
  return { ports: { ...ports, context: { ...context, ports } } };
}

describe('processes of one home', () => {
  const program = path.join(import.meta.dirname, '../../fixtures/programs/sender.mjs');

  async function startSender(home: string) {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [program, home], {
      env: { PATH, HOME },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    return {
      begin: () => void child.stdin.write('send\n'),
      sent: () => lines.next(),
      kill: () => {
        child.kill('SIGKILL');
        return gone;
      },
    };
  }

  it('send nothing twice', async () => {
    const home = temporaryFolder();
    const { url, received } = await startReceiver();
    const context = await withChannel(hookAt(url), { home });
    const ids = Array.from({ length: 30 }, () => post(context.db, 'ops'));
    const senders = await Promise.all([startSender(home), startSender(home)]);
    for (const { begin } of senders) begin();
    await Promise.all(senders.map(({ sent }) => sent()));
    const deliveries = received.map(({ headers }) => String(headers['x-lifeboat-delivery']));
    expect(deliveries.toSorted()).toEqual(ids.toSorted());
    expect(ids.map((id) => posted(context.db, id).state)).toEqual(ids.map(() => 'sent'));
  });

  it('that are killed lose nothing: what was sent but not noted is sent again', async () => {
    const home = temporaryFolder();
    const asked = Promise.withResolvers<void>();
    const { url, received } = await startReceiver((response, count) => {
      if (count === 1) asked.resolve();
      else response.writeHead(200).end();
    });
    const context = await withChannel(hookAt(url), { home });
    const id = post(context.db, 'ops');
    const sender = await startSender(home);
    sender.begin();
    await asked.promise;
    // It has the message, and we are not to send it meanwhile.
    await sendDue(context, forever);
    expect([received.length, posted(context.db, id).state]).toEqual([1, 'waiting']);
    await sender.kill();
    await sendDue(context, forever);
    expect(received.map(({ headers }) => headers['x-lifeboat-delivery'])).toEqual([id, id]);
    expect(posted(context.db, id)).toMatchObject({ state: 'sent', attempts: 1 });
  });
});
