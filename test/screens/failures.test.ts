import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { runCli } from '../helpers/cli.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer, type TestServer } from '../helpers/server.ts';
import { startServing } from '../helpers/serving.ts';
import { crash, startAgain } from '../postgres/faults.ts';
import { canMount, smallDisk, whyNoDisk } from '../postgres/smallDisk.ts';
import { filesUnder } from '../postgres/support.ts';
import { expectShown, openPage, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();
const doomed = await startTestServer();

async function makeItems(on: TestServer, database: string): Promise<void> {
  await on.createDatabase(database);
  await on.sql('CREATE TABLE item AS SELECT generate_series(1, 1000) AS id', database);
}

describe('an open page', () => {
  it('outlives a host that is killed, and knows afterwards what was backed up meanwhile', async () => {
    await makeItems(server, 'outlived');
    const { app, home } = await openTestApp();
    await addPlan(app, server, { database: 'outlived', name: 'nightly' });
    const first = await startServing(home);
    const { page } = await openPage(first.url);
    const banner = page.getByText(/^Lifeboat does not answer\. What is shown may be out of date/);
    await expectShown(page.getByText('One plan has no good backup: nightly.'));
    first.stop('SIGKILL');
    await first.ended;
    await expectShown(banner);
    const taken = await runCli(['backup', 'nightly', '--json'], { home });
    expect(taken.code).toBe(0);
    const { backup } = taken.json() as { backup: { id: string } };
    await startServing(home);
    await banner.waitFor({ state: 'detached' });
    await expectShown(page.getByText(/^If the server died now, you would get back everything up to/));
    await page.getByRole('link', { name: 'Backups' }).click();
    await expectShown(page.locator(`a[href="#/backups/${backup.id}"]`));
  });
});

describe('a backup that fails', () => {
  it('because its server stops says so, with the next step; the next one is right again', async () => {
    await makeItems(doomed, 'stopped');
    const { app } = await openTestApp();
    await addPlan(app, doomed, { database: 'stopped' });
    const { page, go, complaints } = await openScreens(app);
    const lock = await lockTable(doomed, 'stopped');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expectShown(page.getByRole('progressbar', { name: 'Progress of the run' }));
    crash(doomed);
    await lock[Symbol.asyncDispose]();
    await expectShown(page.getByText(/^the last run failed: \S+ \S+ /));
    await go('/runs');
    await page.getByRole('link', { name: /Backup of plan/ }).click();
    const drawer = page.getByRole('dialog');
    await expectShown(drawer.getByText(/^Code: (connection_lost|server_unreachable)$/));
    await expectShown(drawer.getByText(/^Next step: \S+ \S/));
    startAgain(doomed);
    await go('/');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expectShown(page.getByText(/^If the server died now, you would get back everything up to/));
    expect(complaints).toEqual([]);
  });

  it.skipIf(!canMount)(`because the disk is low says so, and how much is free (${whyNoDisk})`, async () => {
    await makeItems(server, 'low');
    const { dir, fill, empty } = smallDisk(32);
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'low', dir });
    await app.call('backups.take', { plan: 'plan' });
    fill();
    const { page, go } = await openScreens(app);
    await expectShown(page.getByText('0 B of 32 MiB free'));
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expectShown(page.getByText(/^the last run failed: .*0 B free; this backup probably needs/));
    await expectShown(page.getByText(/^If the server died now, you would get back everything up to/));
    await page.getByRole('link', { name: 'Runs' }).click();
    await page
      .getByRole('link', { name: /Backup of plan/ })
      .first()
      .click();
    await expectShown(page.getByRole('dialog').getByText('Code: disk_low'));
    empty();
    await go('/');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText(/^the last run failed/).waitFor({ state: 'detached' });
  });

  it.skipIf(!canFakeTools)('because somebody cancels its dump leaves no file', async () => {
    await makeItems(server, 'cancelled');
    const dumping = gate();
    const { env } = fakeTools(server.binDir, { pg_dump: `"$REAL" "$@"; ${dumping.wait}` });
    const { app, home } = await openTestApp({ env });
    await addPlan(app, server, { database: 'cancelled' });
    const { page, go, complaints } = await openScreens(app);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await dumping.arrival();
    await go('/runs');
    await expectShown(page.getByText(/^Dumping/));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expectShown(page.getByRole('cell', { name: 'Cancelled' }));
    expect(filesUnder(path.join(home, 'backups'))).toEqual([]);
    await go('/');
    await expectShown(page.getByText('One plan has no good backup: plan.'));
    expect(complaints).toEqual([]);
  });
});

describe('a backup that somebody damaged', () => {
  it('is found out by verifying it, and nobody counts on it any more', async () => {
    await makeItems(server, 'spoilt');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'spoilt', dir: temporaryFolder() });
    const { backup } = await app.call('backups.take', { plan: 'plan' });
    const bytes = readFileSync(backup.path);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(backup.path, bytes);
    const { page, go, complaints } = await openScreens(app);
    await go(`/backups/${backup.id}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Verify' }).click();
    await expectShown(drawer.getByText(/^A check of this backup failed\. Do not count on it/));
    await expectShown(drawer.getByText(/^Failed .+: \S+/).first());
    await page.keyboard.press('Escape');
    await expectShown(page.getByRole('cell', { name: 'Damaged' }));
    await go('/');
    await expectShown(page.getByText('One plan has no good backup: plan.'));
    expect(complaints).toEqual([]);
  });
});
