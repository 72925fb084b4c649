import { createHmac } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendPing } from '../../../../main/alerts/channels/ping.ts';
import { sendWebhook, type WebhookOrder } from '../../../../main/alerts/channels/webhook.ts';
import { makeCertificate, trust } from '../../../helpers/certificate.ts';
import { startReceiver } from '../../../helpers/receiver.ts';
import { aMessage, ALERT_ID } from '../../helpers/messages.ts';
import { START } from '../../helpers/values.ts';

function send(
  url: string,
  change: Partial<WebhookOrder> & { readonly slack?: boolean; readonly careful?: boolean } = {},
) {
  const { slack = false, careful = false, ...rest } = change;
  return sendWebhook({
    settings: {
      kind: 'webhook',
      address: 'https://example.org/…',
      form: slack ? 'slack' : 'json',
      allowPrivate: !careful,
    },
    url,
    secret: null,
    message: aMessage(),
    delivery: 'delivery-1',
    host: 'db-host',
    now: new Date(START),
    signal: new AbortController().signal,
    ...rest,
  });
}

describe('a webhook', () => {
  it('is posted as JSON, and signed with the key', async () => {
    const { url, received } = await startReceiver();
    expect(await send(url, { secret: 'key' })).toEqual({ ok: true });
    const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] = received;
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hook', 'application/json; charset=utf-8']);
    const timestamp = String(Date.parse(START) / 1000);
    expect(headers).toMatchObject({
      'x-lifeboat-event': 'opened',
      'x-lifeboat-delivery': 'delivery-1',
      'x-lifeboat-timestamp': timestamp,
      'x-lifeboat-signature': `sha256=${createHmac('sha256', 'key').update(`${timestamp}.${body}`).digest('hex')}`,
    });
    expect(JSON.parse(body)).toEqual({
      version: 1,
      event: 'opened',
      alert: {
        id: ALERT_ID,
        rule: 'failed',
        plan: 'shop',
        severity: 'critical',
        state: 'open',
        since: START,
        message: 'The server cannot be reached.',
        nextStep: 'Check the network.',
      },
      title: 'shop: backup failed',
      text: 'The server cannot be reached.',
      host: 'db-host',
      at: START,
    });
  });

  it('is not signed without a key', async () => {
    const { url, received } = await startReceiver();
    await send(url);
    expect(Object.keys(received[0]?.headers ?? {})).not.toContain('x-lifeboat-signature');
  });

  it('is a text for Slack, in which a name calls nobody', async () => {
    const { url, received } = await startReceiver();
    await send(url, { slack: true, message: aMessage({}, { plan: '<!channel> & <https://evil.example.org|shop>' }) });
    const body = JSON.parse(received[0]?.body ?? '') as { text: string };
    expect(Object.keys(body)).toEqual(['text']);
    expect(body.text).toContain(
      'Lifeboat: &lt;!channel&gt; &amp; &lt;https://evil.example.org|shop&gt;: backup failed\n',
    );
    expect(body.text).not.toMatch(/[<>]/);
  });

  it.each([
    [200, true, false],
    [302, false, true],
    [400, false, true],
    [404, false, true],
    [408, false, false],
    [410, false, true],
    [429, false, false],
    [500, false, false],
    [503, false, false],
  ])('that is answered with %i was taken: %s, and is refused for good: %s', async (status, ok, permanent) => {
    const other = await startReceiver();
    const { url } = await startReceiver((response) => void response.writeHead(status, { location: other.url }).end());
    const outcome = await send(url);
    expect(outcome).toMatchObject(ok ? { ok } : { ok, permanent, error: { code: expect.stringMatching(/^webhook_/) } });
    // No redirect is followed.
    expect(other.received).toEqual([]);
  });

  it.each([
    ['90', 90_000],
    [new Date(Date.parse(START) + 60_000).toUTCString(), 60_000],
    [new Date(Date.parse(START) - 60_000).toUTCString(), 0],
    ['99999999999', 86_400_000],
    ['soon', null],
  ])('is left alone as long as Retry-After says: %s', async (retryAfter, retryAfterMs) => {
    const { url } = await startReceiver(
      (response) => void response.writeHead(429, { 'retry-after': retryAfter }).end(),
    );
    expect(await send(url)).toMatchObject({ ok: false, retryAfterMs });
  });

  it('does not read an answer without end', async () => {
    const cut = Promise.withResolvers<void>();
    const { url } = await startReceiver((response) => {
      response.writeHead(200);
      response.once('close', () => cut.resolve());
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
        response.once('drain', more);
      };
      more();
    });
    expect(await send(url)).toEqual({ ok: true });
    await cut.promise;
  });

  it('ends with the signal when nobody answers', async () => {
    const asked = Promise.withResolvers<void>();
    const { url } = await startReceiver(() => asked.resolve());
    const stop = new AbortController();
    const outcome = send(url, { signal: stop.signal });
    await asked.promise;
    stop.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
  });

  it('may lead nowhere', async () => {
    expect(await send('http://127.0.0.1:1/')).toMatchObject({
      ok: false,
      permanent: false,
      error: { code: 'webhook_unreachable' },
    });
    expect(await send('http://no-such-host.invalid/')).toMatchObject({
      ok: false,
      error: { code: 'webhook_unreachable' },
    });
  });

  it('goes over TLS only with a certificate that is trusted', async () => {
    const certificate = makeCertificate();
    const server = createServer(certificate, (_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    expect(await send(url)).toMatchObject({ ok: false, permanent: false, error: { code: 'tls_failed' } });
    trust(certificate);
    expect(await send(url)).toEqual({ ok: true });
  });
});

describe('an address of this machine or its networks', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[0:0:0:0:0:ffff:7f00:1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://10.0.0.1:PORT/',
    'http://169.254.169.254:PORT/latest/meta-data/',
    'https://192.168.0.1:PORT/',
  ])('is not connected to unasked: %s', async (url) => {
    const { port, received } = await startReceiver();
    const outcome = await send(url.replace('PORT', String(port)), { careful: true });
    expect(outcome).toMatchObject({ ok: false, permanent: true, error: { code: 'address_refused', kind: 'refused' } });
    expect(received).toEqual([]);
  });

  it('is connected to when that is allowed', async () => {
    const { port, received } = await startReceiver();
    for (const host of ['127.0.0.1', 'localhost', '2130706433'])
      expect(await send(`http://${host}:${port}/`)).toEqual({ ok: true });
    expect(received).toHaveLength(3);
  });
});

describe('a ping', () => {
  it.each([
    ['/a1b2', true, '/a1b2'],
    ['/a1b2', false, '/a1b2/fail'],
    ['/a1b2/', false, '/a1b2/fail'],
    ['/a1b2?token=x', false, '/a1b2/fail?token=x'],
  ])('asks %s; after a good run: %s', async (path, good, asked) => {
    const { port, received } = await startReceiver();
    const settings = { kind: 'ping', address: `http://127.0.0.1:${port}/…`, allowPrivate: true } as const;
    const url = `http://127.0.0.1:${port}${path}`;
    const signal = new AbortController().signal;
    expect(await sendPing({ settings, url, good, now: new Date(START), signal })).toEqual({ ok: true });
    expect(received).toMatchObject([{ method: 'GET', path: asked }]);
    const careful = await sendPing({
      settings: { ...settings, allowPrivate: false },
      url,
      good,
      now: new Date(START),
      signal,
    });
    expect(careful).toMatchObject({ ok: false, error: { code: 'address_refused' } });
    expect(received).toHaveLength(1);
  });
});
