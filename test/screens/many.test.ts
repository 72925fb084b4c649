import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { Listener } from '../../main/ports.ts';
import { openTestApp } from '../helpers/app.ts';
import { aBackup } from '../renderer/values.ts';
import { SCREENS_DIR } from './build.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

const MANY = 1000;
const LIMIT = 260_000;

/** An app with more backups than fit on a page, which counts how often it is asked for a page. */
function withMany(app: App) {
  const listeners = new Set<Listener>();
  let asked = 0;
  const all = Array.from({ length: MANY }, (_, index) =>
    aBackup({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      createdAt: new Date(Date.UTC(2026, 0, 1) - index * 3_600_000).toISOString(),
      database: `database ${index}`,
    }),
  );
  const page = ({ after, limit = 100 }: CallInput<'backups.page'>) => {
    const first = after === undefined ? 0 : all.findIndex(({ id }) => id === after.id) + 1;
    return { backups: all.slice(first, first + limit), total: all.length };
  };
  const call = async (name: string, input: unknown, signal?: AbortSignal) => {
    if (name !== 'backups.page') return await app.call(name as never, input as never, signal);
    asked += 1;
    return page(input as never);
  };
  return {
    call: call as App['call'],
    listen(listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    asked: () => asked,
    /** Says that the backups have changed. */
    change() {
      all.unshift(
        aBackup({ id: '00000000-0000-4000-8000-00000000ffff', createdAt: '2026-01-02T00:00:00.000Z', database: 'new' }),
      );
      for (const listener of listeners) listener({ type: 'changed', what: 'backups' });
    },
  };
}

describe('many backups', () => {
  it('are scrolled through to the last, with only those in sight in the page', async () => {
    const { app } = await openTestApp();
    const many = withMany(app);
    const { page, go, complaints } = await openScreens(many);
    await go('/backups');
    await expectShown(page.getByText('1000 backups'));
    const table = page.getByRole('table', { name: 'Backups' });
    await expectShown(table.getByText('database 0', { exact: true }));
    const last = table.getByText(`database ${MANY - 1}`, { exact: true });
    await expect
      .poll(
        async () => {
          await table.press('End');
          return await last.count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    expect(await table.getByRole('row').count()).toBeLessThan(70);
    // Back at the top, a change has only the first page asked for again.
    await table.press('Home');
    await expectShown(table.getByText('database 0', { exact: true }));
    await expect.poll(() => table.evaluate(({ scrollHeight }) => scrollHeight)).toBeLessThan(10_000);
    const before = many.asked();
    many.change();
    await expectShown(table.getByText('new', { exact: true }));
    await page.waitForLoadState('networkidle');
    expect(many.asked() - before).toBe(1);
    expect(complaints).toEqual([]);
  });
});

describe('many tables', () => {
  it('are chosen from with only those in sight in the page', async () => {
    const { app } = await openTestApp();
    const backup = aBackup();
    const tables = Array.from({ length: 2000 }, (_, index) => ({
      schema: index < MANY ? 'left' : 'right',
      name: `table ${index}`,
      rows: index,
      bytes: index,
    }));
    const contents = { schemas: ['left', 'right'], tables, extensions: [], roles: [] };
    const call = async (name: string, input: unknown, signal?: AbortSignal) =>
      name === 'backups.show'
        ? { backup, contents, encryption: null, verifications: [], findings: [] }
        : await app.call(name as never, input as never, signal);
    const { page, go, complaints } = await openScreens({ call: call as App['call'], listen: (on) => app.listen(on) });
    await go(`/restore/${backup.id}`);
    await page.getByRole('radio', { name: /^Chosen schemas and tables/ }).check();
    const tree = page.getByRole('tree');
    const current = () =>
      tree.evaluate((element) => {
        const line = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
        return `${line?.textContent} ${line?.getAttribute('aria-checked')}`;
      });
    await tree.focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'End', 'Space']) await page.keyboard.press(key);
    await expect.poll(current).toMatch(/^table 1999.* true$/);
    expect(await tree.getByRole('treeitem').count()).toBeLessThan(60);
    // What the tree refers to stays, however far it is scrolled away.
    await tree.hover();
    await page.mouse.wheel(0, -1_000_000);
    await expectShown(tree.getByRole('treeitem', { name: 'left: 1000 tables' }));
    expect(await current()).toMatch(/^table 1999.* true$/);
    await page.getByRole('textbox', { name: 'Search schemas and tables' }).fill('TABLE 77');
    await expect.poll(() => tree.getByRole('treeitem').count()).toBe(12);
    await expectShown(page.getByText(/Tables in all: 1 of 2,000/));
    expect(complaints).toEqual([]);
  });
});

describe('the first load', () => {
  it('takes less than 260 kB of compressed scripts', async () => {
    const { app } = await openTestApp();
    const { page, host } = await openScreens(app);
    await expectShown(page.getByText('Nothing is backed up yet.'));
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    const scripts = loaded
      .filter((url) => url.endsWith('.js'))
      .map((url) => url.slice(`http://127.0.0.1:${host.port}`.length));
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = scripts.map((script) => gzipSync(readFileSync(path.join(SCREENS_DIR, script))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT);
  });
});
