import { describe, expect, it } from 'vitest';
import { FAILURES_ALLOWED, LOCK_OUT_MS } from '../../main/hosts/web/auth.ts';
import { fakeClock } from '../helpers/clock.ts';
import { at, sendRaw, signIn, silent, startTestHost } from '../helpers/webHost.ts';

describe('the launch address', () => {
  it('has a token of 256 bits, and answers with a session of 256 other bits and the bare address', async () => {
    const host = await startTestHost(silent);
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[A-Za-z0-9_-]{43}$/);
    const response = await fetch(host.url, { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(new RegExp(`^lifeboat-${host.port}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    expect(cookie).not.toContain(new URL(host.url).searchParams.get('token'));
  });

  it('works once', async () => {
    const host = await startTestHost(silent);
    await signIn(host);
    const again = await fetch(host.url, { redirect: 'manual' });
    expect(again.status).toBe(401);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await again.text()).toContain('Run `lifeboat serve` in a terminal and open the address that it prints.');
  });

  it('works once even when it is opened twice at the same time', async () => {
    const host = await startTestHost(silent);
    const answers = await Promise.all([1, 2, 3, 4].map(() => fetch(host.url, { redirect: 'manual' })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401, 401, 401]);
  });

  it('leads a browser that has a session home, and stays good for another', async () => {
    const host = await startTestHost(silent);
    const cookie = await signIn(host);
    const fresh = host.launchUrl();
    const response = await fetch(fresh, { redirect: 'manual', headers: { cookie } });
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toBeNull();
    await signIn(host, fresh);
  });

  it('expires when it was made for a browser that is opened now', async () => {
    const clock = fakeClock('2026-01-01T00:00:00Z');
    const host = await startTestHost(silent, { clock });
    const fresh = host.launchUrl(60_000);
    clock.advance(60_001);
    await expect(signIn(host, fresh)).rejects.toThrow('401');
    await signIn(host);
  });

  it('is handed out to the holder of the control secret only', async () => {
    const host = await startTestHost(silent, { controlSecret: 'c'.repeat(43) });
    const ask = (secret: string) =>
      fetch(at(host, '/control/launch-token'), {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'x-lifeboat': '1' },
      });
    expect((await ask('d'.repeat(43))).status).toBe(401);
    const { value } = (await (await ask('c'.repeat(43))).json()) as { value: { url: string } };
    await signIn(host, value.url);
  });

  it('does not open any other address with the control secret', async () => {
    const host = await startTestHost(silent, { controlSecret: 'c'.repeat(43) });
    const headers = {
      authorization: `Bearer ${'c'.repeat(43)}`,
      'x-lifeboat': '1',
      'content-type': 'application/json',
    };
    expect((await fetch(at(host, '/'), { headers })).status).toBe(401);
    expect((await fetch(at(host, '/api/call/plans.list'), { method: 'POST', headers, body: '{}' })).status).toBe(401);
  });
});

describe('a session', () => {
  it('ends with the host, unless the next one is told of it', async () => {
    let sessions: readonly string[] = [];
    const first = await startTestHost(silent, { onSessions: (hashes) => (sessions = hashes) });
    const cookie = await signIn(first);
    await first.stop();
    expect(JSON.stringify(sessions)).not.toContain(cookie.split('=')[1]);
    const stranger = await startTestHost(silent, { port: first.port });
    expect((await fetch(at(stranger, '/'), { headers: { cookie } })).status).toBe(401);
    await stranger.stop();
    const next = await startTestHost(silent, { port: first.port, sessions });
    expect((await fetch(at(next, '/'), { headers: { cookie } })).status).toBe(200);
  });

  it('is not good at another host of this machine', async () => {
    const [one, other] = [await startTestHost(silent), await startTestHost(silent)];
    const cookie = await signIn(one);
    const renamed = cookie.replace(String(one.port), String(other.port));
    expect((await fetch(at(other, '/'), { headers: { cookie } })).status).toBe(401);
    expect((await fetch(at(other, '/'), { headers: { cookie: renamed } })).status).toBe(401);
  });

  it('is found among the cookies of other programs of this machine', async () => {
    const host = await startTestHost(silent);
    const cookie = `theme=dark; ${await signIn(host)}; lifeboat-1=other`;
    expect((await fetch(at(host, '/'), { headers: { cookie } })).status).toBe(200);
  });

  it('works by the name localhost, too', async () => {
    const host = await startTestHost(silent);
    const cookie = await signIn(host);
    const request = `GET / HTTP/1.1\r\nHost: localhost:${host.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    expect((await sendRaw(host.port, request)).status).toBe(200);
  });
});

describe('too many failures', () => {
  it('lock everybody new out for a minute, while those inside go on', async () => {
    const clock = fakeClock('2026-01-01T00:00:00Z');
    const host = await startTestHost(silent, { clock });
    const cookie = await signIn(host);
    const fresh = host.launchUrl();
    for (let attempt = 0; attempt < FAILURES_ALLOWED; attempt += 1)
      expect((await fetch(at(host, `/?token=${'x'.repeat(attempt)}`))).status).toBe(401);

    expect((await fetch(at(host, '/'))).status).toBe(429);
    expect((await fetch(fresh, { redirect: 'manual' })).status).toBe(429);
    expect((await fetch(at(host, '/'), { headers: { cookie } })).status).toBe(200);

    clock.advance(LOCK_OUT_MS + 1);
    await signIn(host, fresh);
  });

  it('count within a minute only', async () => {
    const clock = fakeClock('2026-01-01T00:00:00Z');
    const host = await startTestHost(silent, { clock });
    for (let attempt = 0; attempt < FAILURES_ALLOWED * 3; attempt += 1) {
      expect((await fetch(at(host, '/'))).status).toBe(401);
      clock.advance(LOCK_OUT_MS / (FAILURES_ALLOWED - 2));
    }
  });

  it('are not made by pages of other sites, which could lock a person out', async () => {
    const host = await startTestHost(silent);
    for (let attempt = 0; attempt < FAILURES_ALLOWED * 2; attempt += 1)
      await fetch(at(host, '/'), { headers: { origin: 'https://evil.com' } });
    expect(await signIn(host)).not.toBe('');
  });
});
