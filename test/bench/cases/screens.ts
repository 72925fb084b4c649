import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { start } from '../../../main/exec.ts';
import { buildScreens, screensDirectory } from '../../../scripts/lib/screens.mjs';
import { launchBrowser } from '../../screens/browser.ts';
import { makeHistory } from '../history.ts';
import { top } from '../lifeboat.ts';
import { interleave, median, residentBytes } from '../measure.ts';
import type { Line, Unit } from '../report.ts';
import type { Stage } from '../stage.ts';

const BACKUPS = 100_000;
const FIRST_PAINT_AT_MOST_MS = 1000;
const FIRST_ROWS_AT_MOST_MS = 300;
const LONG_TASK_AT_MOST_MS = 100;
const SCRIPTS_AT_MOST = 260_000;
const RESIDENT_AT_MOST = 110_000_000;
/** Each step scrolls by a screen. */
const SCROLL_STEPS = 250;
const IDLE_MS = 30_000;

/** The built host with a long history, as a browser sees it: how soon it draws, how smoothly it scrolls, what it loads and holds. */
export async function screensCase(stage: Stage): Promise<Line[]> {
  const { quick, rounds } = stage.settings;
  const backups = quick ? BACKUPS / 10 : BACKUPS;
  const home = await stage.folder();
  stage.say(`building the screens, and a catalog of ${backups} backups`);
  const { code } = await buildScreens();
  if (code !== 0) throw new Error('the screens could not be built');
  await makeHistory(home, backups);
  const built = await idleHost(stage, home, path.join(top, 'out', 'main', 'cli.js'));
  const source = await idleHost(stage, home, path.join(top, 'scripts', 'lifeboat.mjs'));
  await using host = await startHost(stage, home, path.join(top, 'out', 'main', 'cli.js'));
  const browser = await launchBrowser();
  try {
    const { seen } = await interleave(rounds, { seen: () => look(browser, host, quick) });
    const values = (key: keyof Look) => seen.map((look) => look[key]);
    return [
      figure('first paint of the overview', values('paint'), 'ms', FIRST_PAINT_AT_MOST_MS),
      figure('overview drawn with its data', values('overview'), 'ms'),
      figure(`backups, first rows of ${backups}`, values('rows'), 'ms', FIRST_ROWS_AT_MOST_MS),
      figure(`longest task, ${values('scrolled')[0]} backups scrolled`, values('longTask'), 'ms', LONG_TASK_AT_MOST_MS),
      figure('scripts until the overview, gzip', values('scripts'), 'bytes', SCRIPTS_AT_MOST),
      figure('idle host resident, built', [built], 'bytes', RESIDENT_AT_MOST),
      figure('idle host resident, from source', [source], 'bytes'),
    ];
  } finally {
    await browser.close();
  }
}

interface Host extends AsyncDisposable {
  readonly pid: number;
  /** A new address, good for one use. */
  url(): Promise<string>;
}

/** `lifeboat serve` in a process of its own. */
async function startHost(stage: Stage, home: string, script: string): Promise<Host> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stage.signal, stopping.signal]);
  const serve = () =>
    start({
      file: process.execPath,
      args: [script, '--home', home, 'serve', '--json', '--quiet'],
      cwd: home,
      signal,
      stdout: 'pipe',
    });
  const address = async (child: ReturnType<typeof serve>): Promise<string> => {
    child.stdout?.setEncoding('utf8');
    for await (const line of child.stdout ?? []) return (JSON.parse(String(line)) as { url: string }).url;
    throw new Error(`the host did not start: ${(await child.exit).stderr}`);
  };
  const child = serve();
  let first: string | null = await address(child);
  return {
    pid: child.pid ?? 0,
    async url() {
      const given = first ?? (await address(serve()));
      first = null;
      return given;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('measured'));
      await child.exit.catch(() => undefined);
    },
  };
}

/** What a host holds that nobody has asked anything for a while. */
async function idleHost(stage: Stage, home: string, script: string): Promise<number> {
  await using host = await startHost(stage, home, script);
  await pause(stage.settings.quick ? IDLE_MS / 10 : IDLE_MS, undefined, { signal: stage.signal });
  return residentBytes(host.pid);
}

interface Look {
  /** From the request of the page, in ms. */
  readonly paint: number;
  readonly overview: number;
  /** From the click, in ms. */
  readonly rows: number;
  /** 0 when no task was long (50 ms or more). */
  readonly longTask: number;
  readonly scrolled: number;
  readonly scripts: number;
}

/** One visit of a browser that has seen nothing yet. */
async function look(browser: Browser, host: Host, quick: boolean): Promise<Look> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(await host.url());
    await page.locator('main article').first().waitFor();
    const overview = await page.evaluate(() => performance.now());
    const { paint, scripts } = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      scripts: performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    }));
    await page.waitForLoadState('networkidle');
    const rows = await page.evaluate(firstRows);
    const { longTask, scrolled } = await page.evaluate(scrollThrough, quick ? SCROLL_STEPS / 10 : SCROLL_STEPS);
    return { paint, overview, rows, longTask, scrolled, scripts: compressed(scripts) };
  } finally {
    await context.close();
  }
}

function compressed(paths: readonly string[]): number {
  return paths
    .filter((name) => name.endsWith('.js'))
    .reduce((sum, name) => sum + gzipSync(readFileSync(path.join(screensDirectory, name))).length, 0);
}

/** In the page: from the click on "Backups" until the first rows have been painted, in ms. */
function firstRows(): Promise<number> {
  const began = performance.now();
  document.querySelector<HTMLElement>('nav a[href="#/backups"]')?.click();
  return new Promise((resolve) => {
    const seen = () => {
      if (document.querySelector('main [role=cell]') === null) requestAnimationFrame(seen);
      // Painted when the frame after the one that has them begins.
      else requestAnimationFrame(() => resolve(performance.now() - began));
    };
    requestAnimationFrame(seen);
  });
}

/** In the page: scrolls down by a screen per frame, and tells the longest task, in ms, and the rows it came past. */
async function scrollThrough(steps: number): Promise<{ longTask: number; scrolled: number }> {
  const table = document.querySelector('main [role=table]');
  if (table === null) throw new Error('there is no table');
  let longTask = 0;
  const note = (entries: PerformanceEntryList) => {
    for (const { duration } of entries) longTask = Math.max(longTask, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['longtask'] });
  for (let step = 0; step < steps; step += 1) {
    table.scrollTop += table.clientHeight;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  note(observer.takeRecords());
  observer.disconnect();
  const last = [...table.querySelectorAll('[role=row]')].at(-1);
  return { longTask, scrolled: Number(last?.getAttribute('aria-rowindex') ?? 1) - 1 };
}

function figure(name: string, values: readonly number[], unit: Unit, atMost?: number): Line {
  return {
    name: `screens: ${name}`,
    value: median(values),
    unit,
    ...(atMost !== undefined && { atMost }),
    medians: {},
    samples: { [unit]: values },
  };
}
