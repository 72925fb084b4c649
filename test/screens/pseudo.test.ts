import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { appWithData } from './routes.ts';
import { openAll, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

const root = path.join(import.meta.dirname, '..', '..', 'renderer');
const TEXTS = '/renderer/i18n/en.ts';

/** The screens, with every English text between brackets. */
async function buildWrapped(): Promise<string> {
  const outDir = temporaryFolder();
  let wrapped = false;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      react(),
      {
        name: 'wrapped-texts',
        enforce: 'pre',
        transform(code, id) {
          if (!id.replaceAll('\\', '/').endsWith(TEXTS)) return undefined;
          wrapped = true;
          return `${code.replace('export const en =', 'const texts =')}
            const wrap = (value) => typeof value === 'string' ? '⟦' + value + '⟧'
              : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wrap(inner)]));
            export const en = wrap(texts);`;
        },
      },
    ],
    build: { outDir, target: 'es2024', minify: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  expect(wrapped).toBe(true);
  return outDir;
}

/** Fields whose values are words of the core's own; what the screens say in their place is a text. */
const CODES = new Set([
  'state',
  'kind',
  'level',
  'format',
  'trigger',
  'content',
  'compression',
  'origin',
  'severity',
  'phase',
]);

/** The core, and all that it has said: names, paths, and its own sentences. */
function overheard(app: Pick<App, 'call' | 'listen'>) {
  const data = new Set<string>();
  const note = (value: unknown, field = ''): void => {
    if (typeof value === 'string' && value !== '' && !CODES.has(field)) data.add(value);
    // What a log line has besides its message is shown as it is.
    if (field === 'lines' && Array.isArray(value))
      for (const line of value as object[])
        for (const [key, inner] of Object.entries(line)) data.add(`${key}=${JSON.stringify(inner)}`);
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) note(inner, Array.isArray(value) ? field : key);
  };
  const call = async (name: string, input: unknown, signal?: AbortSignal) => {
    const answer: unknown = await app.call(name as never, input as never, signal);
    note(answer);
    return answer;
  };
  return { app: { call: call as App['call'], listen: app.listen }, data };
}

/** Every text that the page shows or tells: its nodes, and the attributes that are read out or shown on hover. */
function shownTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement } = node;
      // A command line is no text of any language; a measure of the charts is seen by nobody.
      if (parentElement?.closest('script, style, code, #recharts_measurement_span') !== null) continue;
      if (parentElement.checkVisibility()) texts.push(node.textContent ?? '');
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription', 'aria-valuetext'])
      for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name) ?? '');
    for (const input of document.querySelectorAll<HTMLInputElement>(
      'input:not([type=radio], [type=checkbox], [type=hidden], [type=date])',
    ))
      texts.push(input.value);
    return [...new Set(texts)];
  });
}

const UNITS = /(?<=\d )(B|[KMGTP]iB(\/s)?|ms|s|min|h|d)\b/g;
const DATES =
  /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d+, \d{4}\b|GMT([+-]\d+)?|\b\d+ (second|minute|hour|day|month|year)s? ago\b|\bin \d+ (second|minute|hour|day|month|year)s?\b|^now$/g;

/** What is left of a text when the wrapped parts, the data, dates and sizes are taken away: empty unless somebody wrote it there. */
function unexplained(text: string, data: readonly string[]): string {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  rest = rest.replaceAll(DATES, ' ').replaceAll(UNITS, ' ');
  for (const known of data) if (/\p{L}/u.test(rest)) rest = rest.replaceAll(known, ' ');
  return /\p{L}/u.test(rest) ? rest.trim() : '';
}

describe('every text of the screens', () => {
  it('comes from the translations, or from the core', async () => {
    const staticDir = await buildWrapped();
    const { app, routes } = await appWithData(server, 'pseudo', ['Plan of the test']);
    const core = overheard(app);
    const { page, go } = await openScreens(core.app, { staticDir });
    const untranslated: string[] = [];
    const read = async (route: string) => {
      const data = [...core.data].sort((a, b) => b.length - a.length);
      const texts = await shownTexts(page);
      expect({ route, wrapped: texts.filter((text) => text.includes('⟦')).length > 9 }).toEqual({
        route,
        wrapped: true,
      });
      for (const text of texts) if (unexplained(text, data) !== '') untranslated.push(`${route}: ${text}`);
    };
    for (const route of routes) {
      await go(route);
      await openAll(page);
      await read(route);
    }
    expect(untranslated).toEqual([]);
  });
});
