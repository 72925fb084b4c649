import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDesk } from './desk.ts';

const PRELOAD = path.join(import.meta.dirname, '..', '..', 'out', 'preload', 'preload.cjs');

describe('the page of the window', () => {
  it('comes under its own origin, with a policy that lets nothing else run', async () => {
    const desk = await openDesk({ hidden: true });
    expect(
      await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.mainFrame.origin),
    ).toBe('app://lifeboat');
    const headers = await desk.inPage<Record<string, string>>(
      `fetch('/').then((response) => Object.fromEntries(response.headers))`,
    );
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]{22}';/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const violated = desk.inPage<string>(
      `new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'globalThis.broken = true';
        document.body.append(script);
      })`,
    );
    expect(await violated).toBe('script-src-elem');
    expect(await desk.inPage(`fetch('/../secrets.json').then(({ status }) => status)`)).toBe(404);
    expect(await desk.inPage(`typeof globalThis.broken + typeof globalThis.require + typeof globalThis.process`)).toBe(
      'undefinedundefinedundefined',
    );
  });

  it('stays where it is: no navigation, no windows; only a listed link leads out', async () => {
    const desk = await openDesk({ hidden: true });
    const follow = (url: string, target: string) =>
      desk.inPage(
        `void (() => { const link = document.createElement('a'); link.href = ${JSON.stringify(url)}; link.target = ${JSON.stringify(target)}; document.body.append(link); link.click(); })()`,
      );
    const opened = () => desk.evaluate(() => globalThis.witness.opened);
    const refused = [
      'https://example.org/',
      'https://www.postgresql.org/download/?x',
      'http://www.postgresql.org/download/',
      'https://www.postgresql.org.evil.example/download/',
      'file:///etc/passwd',
    ];
    for (const url of refused) {
      await follow(url, '');
      await follow(url, '_blank');
    }
    const listed = 'https://www.postgresql.org/download/';
    await follow(listed, '');
    await desk.until(async () => (await opened()).length === 1);
    await follow(listed, '_blank');
    await desk.until(async () => (await opened()).length === 2);
    expect(await opened()).toEqual([listed, listed]);
    expect(await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(await desk.inPage(`document.querySelector('main h1') !== null`)).toBe(true);
    expect(await desk.window()).toMatchObject({ route: '/' });
  });

  it('gets nothing of the system but to copy', async () => {
    const desk = await openDesk({ hidden: true });
    const state = (name: string) =>
      desk.inPage(`navigator.permissions.query({ name: ${JSON.stringify(name)} }).then(({ state }) => state)`);
    expect(await state('geolocation')).toBe('denied');
    expect(await state('notifications')).toBe('denied');
    expect(await state('clipboard-read')).toBe('denied');
    expect(await state('clipboard-write')).toBe('granted');
    expect(await desk.inPage('Notification.requestPermission()')).toBe('denied');
  });
});

describe('the way to the core', () => {
  it('is closed to a page that is not ours, although it has the bridge', async () => {
    const desk = await openDesk({ hidden: true });
    const answer = await desk.evaluate(async ({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await window.loadURL('data:text/html,<h1>Not ours</h1>');
      const said: unknown = await window.webContents.executeJavaScript(`lifeboat.invoke(1, 'plans.list', {})`);
      window.destroy();
      return said;
    }, PRELOAD);
    expect(answer).toMatchObject({ ok: false, error: { code: 'no_session' } });
  });

  it('reaches no further than a browser does', async () => {
    const desk = await openDesk({ hidden: true });
    const code = async (name: unknown, input: unknown) =>
      desk.inPage(
        `lifeboat.invoke(2, ${JSON.stringify(name)}, ${JSON.stringify(input)}).then(({ error }) => error?.code)`,
      );
    expect(await code('catalog.copy', { file: '/tmp/stolen.db' })).toBe('unknown_call');
    expect(await code('__proto__', {})).toBe('unknown_call');
    expect(await code(['plans.list'], {})).toBe('unknown_call');
    expect(await code('catalog.rebuild', { dirs: ['/'] })).toBe('unsafe_path');
    expect(await code('plans.list', {})).toBeUndefined();
  });
});

describe('what goes wrong with the desktop itself', () => {
  it('is told in the tray, to the alerts and by the doctor', async () => {
    const desk = await openDesk();
    await desk.evaluate(() => {
      globalThis.witness.notificationsWork = false;
    });
    // The hint is the first message there is.
    await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await desk.until(async () => (await desk.tooltip()).includes('Notifications cannot be shown.'));
    const { desktop } = await desk.call('desktop.get', {});
    expect(desktop?.problems).toMatchObject([{ code: 'notification_failed', severity: 'warning' }]);
    expect((await desk.call('doctor.run', {})).problems).toContainEqual(
      expect.objectContaining({ code: 'notification_failed' }),
    );
  });

  it('starts with the session when asked to', async () => {
    const desk = await openDesk();
    expect((await desk.call('desktop.get', {})).desktop).toEqual({ startAtLogin: false, problems: [] });
    await desk.call('desktop.set', { startAtLogin: true });
    expect((await desk.call('desktop.get', {})).desktop).toMatchObject({ startAtLogin: true });
    await desk.call('desktop.set', { startAtLogin: false });
    expect((await desk.call('desktop.get', {})).desktop).toMatchObject({ startAtLogin: false });
  });
});
