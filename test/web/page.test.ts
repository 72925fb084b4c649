import { rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { at, builtScreens, callRequest, sendRaw, signIn, silent, startTestHost } from '../helpers/webHost.ts';

describe('every answer', () => {
  it('forbids to be stored, framed, sniffed or shared', async () => {
    const host = await startTestHost(silent);
    const cookie = await signIn(host);
    const answers = await Promise.all([
      fetch(at(host, '/'), { headers: { cookie } }),
      fetch(at(host, '/assets/index-abc.js'), { headers: { cookie } }),
      fetch(at(host, '/none'), { headers: { cookie } }),
      fetch(at(host, '/'), { headers: {} }),
      fetch(at(host, '/api/call/plans.list'), callRequest({}, cookie)),
      fetch(at(host, '/api/call/none'), callRequest({}, cookie)),
      fetch(host.launchUrl(), { redirect: 'manual' }),
    ]);
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('does so even when the request was none', async () => {
    const host = await startTestHost(silent);
    const { status, headers } = await sendRaw(host.port, 'nonsense\r\n\r\n');
    expect(status).toBe(400);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('the page', () => {
  it('carries a nonce of its own each time, on its scripts and styles and for those they make', async () => {
    const host = await startTestHost(silent);
    const cookie = await signIn(host);
    const nonces = [];
    for (const _ of [1, 2]) {
      const response = await fetch(at(host, '/'), { headers: { cookie } });
      const [, nonce] = /script-src 'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '') ?? [];
      const html = await response.text();
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(html).toContain(`<script nonce="${nonce}" type="module" src="/assets/index-abc.js">`);
      expect(html).toContain(`<link nonce="${nonce}" rel="stylesheet"`);
      expect(html).toContain(`<meta name="csp-nonce" property="csp-nonce" nonce="${nonce}" content="${nonce}">`);
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(2);
  });

  it('has its files with their types', async () => {
    const host = await startTestHost(silent);
    const headers = { cookie: await signIn(host) };
    await fetch(at(host, '/'), { headers });
    const script = await fetch(at(host, '/assets/index-abc.js'), { headers });
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toBe('export {};');
    const style = await fetch(at(host, '/assets/index-abc.css'), { headers });
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('says what to do when it is not built', async () => {
    const host = await startTestHost(silent, { staticDir: path.join(temporaryFolder(), 'none') });
    const response = await fetch(at(host, '/'), { headers: { cookie: await signIn(host) } });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('Run `npm run build`');
  });

  it('does not follow links out of its folder', async () => {
    const staticDir = builtScreens();
    symlinkSync('/etc/hostname', path.join(staticDir, 'link.js'));
    symlinkSync('/etc', path.join(staticDir, 'linked'));
    const host = await startTestHost(silent, { staticDir });
    const headers = { cookie: await signIn(host) };
    await fetch(at(host, '/'), { headers });
    expect((await fetch(at(host, '/link.js'), { headers })).status).toBe(404);
    expect((await fetch(at(host, '/linked/hostname'), { headers })).status).toBe(404);
  });

  it('loses a file that is deleted while it is served, and nothing else', async () => {
    const staticDir = builtScreens();
    const host = await startTestHost(silent, { staticDir });
    const headers = { cookie: await signIn(host) };
    rmSync(path.join(staticDir, 'assets', 'index-abc.js'));
    expect((await fetch(at(host, '/assets/index-abc.js'), { headers })).status).toBe(404);
    expect((await fetch(at(host, '/assets/index-abc.css'), { headers })).status).toBe(200);
  });
});
