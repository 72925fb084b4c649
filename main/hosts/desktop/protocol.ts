import { protocol } from 'electron';
import type { Screens } from '../page/screens.ts';
import { pagePolicy, SECURITY_HEADERS } from '../page/policy.ts';
import { PAGE_HOST, PAGE_SCHEME } from './origin.ts';

/** Makes `app://` an origin like any of the web; Electron wants to know before it is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the screens under `app://lifeboat`, and nothing else of this machine. */
export function servePage(screens: Screens): void {
  protocol.handle(PAGE_SCHEME, (request) => answer(screens, request));
}

async function answer(screens: Screens, { method, url }: Request): Promise<Response> {
  const { host, pathname } = new URL(url);
  if (method !== 'GET' || host !== PAGE_HOST) return nothingHere();
  if (pathname === '/') {
    // Events come over the bridge, and from the beginning.
    const page = await screens.page('');
    if (page === null) return nothingHere();
    return respond(page.html, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(page.nonce),
    });
  }
  const file = await screens.file(pathname);
  return file === null ? nothingHere() : respond(file.content, { 'content-type': file.type });
}

function respond(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
  status = 200,
): Response {
  return new Response(body, { status, headers: { ...SECURITY_HEADERS, ...headers } });
}

function nothingHere(): Response {
  return respond('There is nothing at this address.\n', { 'content-type': 'text/plain; charset=utf-8' }, 404);
}
