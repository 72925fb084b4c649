import type { BrowserContext, Browser, Page, Request as PageRequest, Route } from 'playwright-core';
import { launchBrowser } from '../../screens/browser.ts';

/** The page's view of `app://lifeboat`: Playwright can answer for a host of the web, not for a scheme of our own. */
const MAPPED = /^https:\/\/([a-z]+)\.app\.invalid(?=\/|$)/;

type ProtocolHandler = (request: Request) => Response | Promise<Response>;

/** Decides about a navigation that a page wants by itself; false stops it. */
export type Gatekeeper = (page: Page, url: string, isMainFrame: boolean) => boolean;
/** Hears which address a page wanted in a window of its own; there is never one. */
export type WindowOpener = (url: string) => void;

const handlers = new Map<string, ProtocolHandler>();
const own = new Map<Page, { readonly gate: Gatekeeper; readonly opener: WindowOpener }>();
let browser: Browser | undefined;
let context: Promise<BrowserContext> | undefined;

export const toWeb = (url: string) => url.replace(/^app:\/\/([a-z]+)/, 'https://$1.app.invalid');
export const fromWeb = (url: string) => url.replace(MAPPED, 'app://$1');

export function handleScheme(scheme: string, handler: ProtocolHandler): void {
  handlers.set(scheme, handler);
}

/** A page of Chromium that goes only where the gate lets it. */
export async function openPage(gate: Gatekeeper, opener: WindowOpener): Promise<Page> {
  context ??= startChromium();
  const page = await (await context).newPage();
  own.set(page, { gate, opener });
  return page;
}

export async function closeChromium(): Promise<void> {
  await browser?.close();
}

async function startChromium(): Promise<BrowserContext> {
  browser = await launchBrowser();
  const made = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await made.route('**/*', answer);
  made.on('page', (page) => void closePopup(page));
  return made;
}

async function closePopup(page: Page): Promise<void> {
  if ((await page.opener()) !== null) await page.close();
}

async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = fromWeb(request.url());
  if (request.isNavigationRequest() && !mayNavigate(request, url)) return route.abort('aborted');
  const handler = url.startsWith('app://') ? handlers.get('app') : undefined;
  if (!handler) return route.abort('blockedbyclient');
  const body = request.postDataBuffer();
  const response = await handler(
    new Request(url, { method: request.method(), ...(body && { body: new Uint8Array(body) }) }),
  );
  return route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

function mayNavigate(request: PageRequest, url: string): boolean {
  const page = pageOf(request);
  const known = page && own.get(page);
  if (known) return known.gate(page, url, request.frame() === page.mainFrame());
  // Of no window of ours: somebody opened one.
  for (const { opener } of own.values()) opener(url);
  return false;
}

/** Null for a window that is only just being made. */
function pageOf(request: PageRequest): Page | null {
  try {
    return request.frame().page();
  } catch {
    return null;
  }
}
