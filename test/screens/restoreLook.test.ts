import { expect, it } from 'vitest';
import { canFakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { startTestServer } from '../helpers/server.ts';
import { tamper } from '../postgres/support.ts';
import { backedUp, heldRestore } from './restoring.ts';
import { expectAccessible, expectNoOverflow, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

const LOOKS = [
  { theme: 'light', locale: 'en-GB', next: 'Continue', check: 'Check readiness', start: 'Start the restore' },
  { theme: 'dark', locale: 'zh-CN', next: '继续', check: '检查是否就绪', start: '开始恢复' },
] as const;

it.skipIf(!canFakeTools).each(LOOKS)(
  'every step of a restore keeps nobody out and fits, $theme and in $locale',
  async (look) => {
    const held = heldRestore(server);
    const long = `${look.theme}_${'x'.repeat(50)}`;
    const { app, backup } = await backedUp(server, long, {
      name: long,
      plan: 'A plan with a long name '.repeat(6),
      env: held.env,
    });
    await tamper(backup, (value) => ({
      ...value,
      fingerprint: { ...value.fingerprint, tables: value.fingerprint.tables.map((table) => ({ ...table, hash: '1' })) },
    }));
    const { page, go, complaints } = await openScreens(app, { ...look, width: 900, height: 600 });
    const inspect = async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
    };
    await go('/restore');
    await page.getByRole('radio').first().check();
    await inspect();
    await page.getByRole('button', { name: look.next }).click();
    await page.locator('summary').first().click();
    await inspect();
    await page.getByRole('button', { name: look.next }).click();
    await page.locator('summary').click();
    await inspect();
    await page.getByRole('button', { name: look.check }).click();
    const start = page.getByRole('button', { name: look.start });
    await expect.poll(() => start.isEnabled()).toBe(true);
    await inspect();
    await start.click();
    await held.arrival();
    await expectShown(page.getByRole('progressbar'));
    await inspect();
    await held.open();
    await expectShown(page.getByRole('table'));
    await inspect();
    expect(complaints).toEqual([]);
  },
);
