import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { App } from '../../main/app.ts';
import type { WebHost } from '../../main/hosts/web/host.ts';
import { startTestHost } from '../helpers/webHost.ts';
import { launchBrowser } from './browser.ts';
import { SCREENS_DIR } from './build.ts';

export interface Look {
  readonly locale?: 'en-GB' | 'zh-CN';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** How far the page is enlarged, as with Ctrl +; 1 unless given. */
  readonly zoom?: number;
  /** Other screens than those of the build. */
  readonly staticDir?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** Goes to a screen, such as `/backups`, and waits until it is drawn. */
  readonly go: (route: string) => Promise<void>;
  /** What the browser had to complain about: errors, the policy of the page, dialogs. */
  readonly complaints: readonly string[];
}

export interface Screens extends OpenPage {
  readonly host: WebHost;
  /** Who is signed in, for a host that takes over. */
  readonly sessions: () => readonly string[];
}

let browser: Browser | undefined;

/** One browser for a test file; call it at its top. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
}

/** The screens of an app in a browser of their own, closed after the test. */
export async function openScreens(app: Pick<App, 'call' | 'listen'>, look: Look = {}): Promise<Screens> {
  let sessions: readonly string[] = [];
  const onSessions = (hashes: readonly string[]) => void (sessions = hashes);
  const host = await startTestHost(app, { staticDir: look.staticDir ?? SCREENS_DIR, onSessions });
  return { ...(await openPage(host.url, look)), host, sessions: () => sessions };
}

/** The screens at a launch address, in a browser of their own, closed after the test. */
export async function openPage(url: string, look: Look = {}): Promise<OpenPage> {
  if (browser === undefined) throw new Error('useBrowser() was not called');
  const { zoom = 1 } = look;
  const context = await browser.newContext({
    locale: look.locale ?? 'en-GB',
    colorScheme: look.theme ?? 'light',
    // An enlarged page has fewer, larger pixels.
    viewport: { width: (look.width ?? 1280) / zoom, height: (look.height ?? 800) / zoom },
    deviceScaleFactor: zoom,
    reducedMotion: 'reduce',
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  await page.goto(url);
  const { origin } = new URL(url);
  return {
    page,
    complaints,
    go: async (route) => {
      await page.goto(`${origin}/#${route}`);
      await page.locator('main h1').waitFor();
      await expect.poll(() => page.locator('main [role=status][aria-label]').count()).toBe(0);
    },
  };
}

/** No finding of axe that keeps somebody out. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const findings = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    findings.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`),
  ).toEqual([]);
}

/** It is on the screen, or comes onto it. */
export async function expectShown(what: Locator): Promise<void> {
  await what.waitFor();
}

/** Opens all that is out of the way until it is wanted, and waits for what is in it. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLElement>('main button[aria-expanded=false]')) button.click();
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.waitForFunction(() => document.querySelector('main .mantine-Skeleton-root') === null);
}

/** Nothing is wider than the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
