import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer } from '../helpers/server.ts';
import { type Desk, openDesk } from './desk.ts';
import { launchAgain, startProgram } from './driver.ts';

const server = await startTestServer();

/** A plan whose backup goes on until the lock is given back. */
async function startLongRun(desk: Desk, database: string) {
  await server.createDatabase(database);
  await server.sql('CREATE TABLE item (id int)', database);
  const { host, port, user, password } = server;
  await desk.call('connections.add', { name: 'server', host, port, user, password });
  await desk.call('plans.add', { name: 'plan', connection: 'server', database, schedule: null });
  const lock = await lockTable(server, database);
  await desk.choose('Back up now', 'plan');
  await desk.until(async () => (await desk.image()) === 'running');
  return lock;
}

describe('the window', () => {
  it('is shown at the start, hides when it is closed, says so once, and comes back', async () => {
    const desk = await openDesk();
    expect(await desk.window()).toEqual({ visible: true, minimized: false, route: '/' });
    const close = () => desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await close();
    expect(await desk.window()).toMatchObject({ visible: false });
    await desk.until(async () => (await desk.notices()).length > 0);
    expect(await desk.menu()).toEqual(expect.arrayContaining(['Open Lifeboat', 'Settings…', 'Quit Lifeboat']));
    await desk.choose('Open Lifeboat');
    expect(await desk.window()).toMatchObject({ visible: true });
    await close();
    await desk.choose('Settings…');
    await desk.until(async () => (await desk.window()).route === '/settings');
    expect(await desk.window()).toMatchObject({ visible: true });
    expect(await desk.notices()).toEqual([
      { title: 'Lifeboat keeps running', body: expect.stringContaining('in the tray') },
    ]);
  });

  it('is shown and only minimised where no desktop shows tray icons', async () => {
    const desk = await openDesk({ hidden: true, trayHost: false });
    expect(await desk.window()).toMatchObject({ visible: true, minimized: false });
    await desk.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await desk.window()).toMatchObject({ minimized: true });
    expect(await desk.notices()).toEqual([]);
  });

  it('is raised by a second launch, which ends; unless that is a hidden one', async () => {
    const desk = await openDesk({ hidden: true });
    expect(await launchAgain(desk.home, true)).toMatchObject({ code: 0 });
    expect(await desk.window()).toMatchObject({ visible: false });
    expect(await launchAgain(desk.home)).toMatchObject({ code: 0 });
    await desk.until(async () => (await desk.window()).visible);
  });

  it('is loaded again when its page crashes, until that happens too often', async () => {
    const desk = await openDesk();
    const crash = () =>
      desk.evaluate(
        ({ BrowserWindow }) =>
          new Promise<void>((resolve) => {
            const contents = BrowserWindow.getAllWindows()[0]?.webContents;
            contents?.once('render-process-gone', () => resolve());
            contents?.forcefullyCrashRenderer();
          }),
      );
    const isDrawn = () => desk.inPage<boolean>(`document.querySelector('main h1') !== null`).catch(() => false);
    for (let time = 0; time < 3; time++) {
      await crash();
      await desk.until(isDrawn);
    }
    await crash();
    await desk.until(async () => (await desk.notices()).length === 1);
    expect((await desk.notices())[0]).toMatchObject({ title: 'The window stopped working several times.' });
    await desk.choose('Open Lifeboat');
    await desk.until(isDrawn);
    const log = readFileSync(path.join(desk.home, 'logs', 'lifeboat.log'), 'utf8');
    expect(log.match(/window\.crashed/g)).toHaveLength(4);
  });
});

describe('quitting', () => {
  it('ends everything at once when nothing runs', async () => {
    const desk = await openDesk();
    await desk.choose('Quit Lifeboat').catch(() => undefined);
    expect(await desk.ended).toBe(0);
  });

  it('asks while something runs, stays when told to, and cancels it when told to', async () => {
    const desk = await openDesk();
    await using _ = await startLongRun(desk, 'quitting');
    expect(await desk.evaluate(() => globalThis.witness.awake)).toBe(1);
    await desk.choose('Quit Lifeboat');
    await desk.until(() => desk.evaluate(() => globalThis.witness.questions.length === 1));
    expect((await desk.call('runs.active', {})).runs).toHaveLength(1);
    await desk.evaluate(() => {
      globalThis.witness.answer = 1;
    });
    await desk.choose('Quit Lifeboat').catch(() => undefined);
    expect(await desk.ended).toBe(0);
    const { stdout } = await startProgram(desk.home, ['runs', '--json']).ended;
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ kind: 'backup', state: 'cancelled' }] });
  });
});

describe('the program with a command', () => {
  it('runs it without a window, and ends like it', async () => {
    const home = temporaryFolder();
    const status = await startProgram(home, ['plan', 'list', '--json']).ended;
    expect(status).toMatchObject({ code: 0, stdout: `${JSON.stringify({ plans: [] })}\n` });
    expect(existsSync(path.join(home, 'desktop'))).toBe(false);
    expect(await startProgram(home, ['backup', 'none', '--json']).ended).toMatchObject({ code: 3 });
  });

  it('starts as a desktop program without one', async () => {
    const home = temporaryFolder();
    const program = startProgram(home, ['--hidden', '--home', path.join(home, 'own')]);
    await vi.waitUntil(() => existsSync(path.join(home, 'own', 'catalog.db')), { timeout: 30_000 });
    expect(await startProgram(home, ['--home', path.join(home, 'own')]).ended).toMatchObject({ code: 0 });
    program.stop();
    expect(await program.ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
