import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_CONNECTION, runDemo } from '../main/demo/demo.ts';
import { SAMPLE_DATABASE } from '../main/demo/sample.ts';
import { startWebHost } from '../main/hosts/web/host.ts';
import { launchBrowser } from '../test/screens/browser.ts';
import buildScreens, { SCREENS_DIR } from '../test/screens/build.ts';
import { root } from './lib/node.mjs';

/** @typedef {{ route: string, name: string }} Shot */
/** @typedef {{ locale: 'en-GB' | 'zh-CN', theme: 'light' | 'dark', width: number, height: number }} Look */

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string', default: join(root, 'docs', 'screenshots') },
    /** Every screen in both languages and two sizes, to look at. */
    all: { type: 'boolean', default: false },
  },
});
const themes = /** @type {const} */ (['light', 'dark']);

await buildScreens();
mkdirSync(options.dir, { recursive: true });
await using stack = new AsyncDisposableStack();
const demo = stack.use(
  await runDemo({
    env: process.env,
    actor: { user: 'demo', host: 'demo', door: 'cli' },
    signal: new AbortController().signal,
    history: true,
    listener: () => undefined,
    tell: (step) => console.error(step),
  }),
);
const { app } = demo;
await app.call('plans.add', {
  name: 'weekly',
  connection: DEMO_CONNECTION,
  database: SAMPLE_DATABASE,
  format: 'plain',
  schedule: '0 3 * * 0',
});
await app.call('backups.take', { plan: 'weekly' });
const host = stack.adopt(await startWebHost(app, { staticDir: SCREENS_DIR }), (started) => started.stop());
const browser = stack.adopt(await launchBrowser(), (launched) => launched.close());

const { backups } = await app.call('backups.list', { limit: 1 });
const { runs } = await app.call('runs.list', { limit: 20 });
const restores = runs.filter(({ kind }) => kind === 'restore');
const shown = [
  { route: '/', name: 'overview' },
  { route: '/backups', name: 'backups' },
  { route: '/runs', name: 'runs' },
];
const others = [
  { route: `/backups/${backups[0]?.id}`, name: 'backup' },
  { route: `/runs/${runs[0]?.id}`, name: 'run' },
  { route: '/plans', name: 'plans' },
  { route: '/plans/demo', name: 'plan' },
  { route: '/welcome', name: 'welcome' },
  { route: '/restore', name: 'restore' },
  { route: `/restore/${backups[0]?.id}`, name: 'restore-content' },
  { route: `/restore/run/${restores[0]?.id}`, name: 'restored' },
  { route: '/alerts', name: 'alerts' },
  { route: '/health', name: 'health' },
  { route: '/settings', name: 'settings' },
];

for (const theme of themes) {
  await shoot({ locale: 'en-GB', theme, width: 1280, height: 800 }, options.all ? [...shown, ...others] : shown, theme);
  if (options.all) {
    await shoot({ locale: 'zh-CN', theme, width: 1280, height: 800 }, [...shown, ...others], `${theme}-zh`);
    await shoot({ locale: 'en-GB', theme, width: 900, height: 600 }, [...shown, ...others], `${theme}-small`);
  }
}

/**
 * @param {Look} look
 * @param {readonly Shot[]} shots
 * @param {string} suffix
 */
async function shoot({ locale, theme, width, height }, shots, suffix) {
  const context = await browser.newContext({
    locale,
    colorScheme: theme,
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(host.launchUrl());
  for (const { route, name } of shots) {
    await page.goto(`http://127.0.0.1:${host.port}/#${route}`);
    await page.locator('main h1').waitFor();
    await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' });
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(options.dir, `${name}-${suffix}.png`) });
  }
  await context.close();
}
