import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { openStream } from '../helpers/eventSource.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer } from '../helpers/server.ts';
import { type Serving, startServing } from '../helpers/serving.ts';
import { callRequest } from '../helpers/webHost.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS id', 'shop');

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

const instanceFile = () => path.join(home, 'web.json');
const readInstance = () =>
  JSON.parse(readFileSync(instanceFile(), 'utf8')) as { port: number; pid: number; secret: string };

async function enter(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(303);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function call(serving: Serving, cookie: string, name: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${serving.origin}/api/call/${name}`, callRequest(input, cookie));
  const answer = (await response.json()) as { ok: boolean; value: unknown };
  expect(answer).toMatchObject({ ok: true });
  return answer.value;
}

/** A backup that waits for a lock which the test holds. */
async function startBackup(serving: Serving): Promise<AsyncDisposable> {
  const cookie = await enter(serving.url);
  const { host, port, user, password } = server;
  await call(serving, cookie, 'connections.add', { name: 'server', host, port, user, password });
  await call(serving, cookie, 'plans.add', { name: 'plan', connection: 'server', database: 'shop', schedule: null });
  const lock = await lockTable(server, 'shop');
  await using events = await openStream(`${serving.origin}/api/events`, { cookie });
  await events.until(/id: /);
  await call(serving, cookie, 'backups.start', { plan: 'plan' });
  await events.until(/"state":"running"/);
  return lock;
}

const runsOf = async () => (await runCli(['runs', '--json'], { home })).json() as { runs: { state: string }[] };

describe('lifeboat serve', () => {
  it('prints an address that opens it, once', async () => {
    const serving = await startServing(home);
    const cookie = await enter(serving.url);
    expect(await call(serving, cookie, 'plans.list', {})).toEqual({ plans: [] });
    expect((await fetch(serving.url, { redirect: 'manual' })).status).toBe(401);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly at %s, and the pages that listen with it', async (signal) => {
    const serving = await startServing(home, ['--json']);
    const cookie = await enter(serving.url);
    await using events = await openStream(`${serving.origin}/api/events`, { cookie });
    await events.until(/id: /);
    serving.stop(signal);
    await events.ended();
    expect(await serving.ended).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ url: serving.url })}\n`,
      stderr: 'Stopped.\n',
    });
    expect(existsSync(instanceFile())).toBe(false);
    const log = readFileSync(path.join(home, 'logs', 'lifeboat.log'), 'utf8')
      .trim()
      .split('\n');
    expect(log.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'info', event: 'host.started', door: 'web' },
      { level: 'info', event: 'host.stopped', door: 'web' },
    ]);
    await expect(fetch(serving.origin)).rejects.toThrow('fetch failed');
  });

  it('runs the schedule', async () => {
    await startServing(home);
    const second = await runCli(['schedule', '--json'], { home });
    expect(second.code).toBe(4);
    expect(second.json()).toMatchObject({ error: { code: 'scheduler_running' } });
  });

  it('says where the first one is when it is started again', async () => {
    const serving = await startServing(home);
    const second = await runCli(['serve', '--json'], { home });
    expect(second.code).toBe(0);
    const { url } = second.json() as { url: string };
    expect(new URL(url).origin).toBe(serving.origin);
    expect(url).not.toBe(serving.url);
    const cookie = await enter(url);
    expect(await call(serving, cookie, 'plans.list', {})).toEqual({ plans: [] });
    const third = await runCli(['serve'], { home });
    expect(third.stdout).toMatch(
      /^Lifeboat of this home runs already\. Open:\n {2}http:\/\/127\.0\.0\.1:\d+\/\?token=/,
    );
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read how to ask it for an address', async () => {
    const serving = await startServing(home);
    await enter(serving.url);
    expect(statSync(instanceFile()).mode & 0o777).toBe(0o600);
    expect(readInstance()).toMatchObject({ pid: serving.pid, port: Number(new URL(serving.url).port) });
  });

  it('is found again by its open pages when it was killed, and knows them', async () => {
    const first = await startServing(home);
    const cookie = await enter(first.url);
    const before = readInstance();
    first.stop('SIGKILL');
    await first.ended;
    const second = await startServing(home);
    expect(second.origin).toBe(first.origin);
    expect(readInstance().secret).not.toBe(before.secret);
    expect(await call(second, cookie, 'plans.list', {})).toEqual({ plans: [] });
    await using events = await openStream(`${second.origin}/api/events`, {
      cookie,
      'last-event-id': '0123456789abcdef-3',
    });
    expect((await events.next()).data?.event).toEqual({ type: 'resync' });
    expect((await fetch(first.url, { redirect: 'manual', headers: {} })).status).toBe(401);
  });

  it('takes another port when the one of a killed host is taken', async () => {
    const first = await startServing(home);
    const cookie = await enter(first.url);
    first.stop('SIGKILL');
    await first.ended;
    const { port } = readInstance();
    const squatter = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void squatter.close());
    const second = await startServing(home);
    expect(second.origin).not.toBe(first.origin);
    const moved = cookie.replace(String(port), new URL(second.url).port);
    expect((await fetch(second.origin, { headers: { cookie: moved } })).status).toBe(401);
  });

  it.each(['', '{', '{"port":0}', 'null'])('is not misled by what is left in its file (%j)', async (content) => {
    writeFileSync(instanceFile(), content);
    const serving = await startServing(home);
    expect(await enter(serving.url)).not.toBe('');
  });

  it('says so when something else of this home runs the schedule', async () => {
    const schedule = startCli(['schedule'], { home });
    onTestFinished(() => schedule.kill('SIGKILL'));
    await schedule.says(/Running the schedule/);
    const result = await runCli(['serve', '--json'], { home });
    expect(result.code).toBe(4);
    expect(result.json()).toMatchObject({ error: { code: 'scheduler_running' } });
  });

  it('says so when the port is taken, and gives the schedule up', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => void squatter.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void squatter.close());
    const { port } = squatter.address() as AddressInfo;
    const result = await runCli(['serve', '--json', '--port', String(port)], { home });
    expect(result.code).toBe(4);
    expect(result.json()).toMatchObject({ error: { code: 'in_use', message: `The port ${port} is taken.` } });
    expect(existsSync(instanceFile())).toBe(false);
    await startServing(home);
  });

  it('refuses a port that is none', async () => {
    const result = await runCli(['serve', '--json', '--port', '70000'], { home });
    expect(result.code).toBe(2);
    expect(result.json()).toMatchObject({ error: { code: 'bad_input' } });
  });

  it.runIf(process.platform === 'linux')('opens the browser with an address of its own', async () => {
    const bin = temporaryFolder();
    const opened = path.join(bin, 'opened');
    writeFileSync(
      path.join(bin, 'xdg-open'),
      `#!/bin/sh\nprintf %s "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`,
      {
        mode: 0o755,
      },
    );
    const serving = await startServing(home, ['--open'], { PATH: `${bin}:${process.env['PATH']}` });
    await expect.poll(() => existsSync(opened)).toBe(true);
    const url = readFileSync(opened, 'utf8');
    expect(url).not.toBe(serving.url);
    await enter(url);
    await enter(serving.url);
  });

  it('serves all the same when there is no browser', async () => {
    const serving = await startServing(home, ['--open'], { PATH: '' });
    await serving.says(/warning: The browser could not be opened/);
    expect(await enter(serving.url)).not.toBe('');
  });

  it('cancels a backup that runs when it is stopped', async () => {
    const serving = await startServing(home);
    await using _ = await startBackup(serving);
    serving.stop('SIGTERM');
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect((await runsOf()).runs).toMatchObject([{ state: 'cancelled' }]);
  });

  it('lets it end first with --drain', async () => {
    const serving = await startServing(home, ['--drain']);
    const lock = await startBackup(serving);
    serving.stop('SIGTERM');
    await serving.says(/Waiting for 1 run to end\. Ctrl-C cancels it\./);
    await lock[Symbol.asyncDispose]();
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect((await runsOf()).runs).toMatchObject([{ state: 'succeeded' }]);
  });

  it('cancels it with --drain when it is told a second time', async () => {
    const serving = await startServing(home, ['--drain']);
    await using _ = await startBackup(serving);
    serving.stop('SIGINT');
    await serving.says(/Waiting for 1 run to end/);
    // A person presses again; what comes at once is the same press, told twice.
    await pause(300);
    serving.stop('SIGINT');
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect((await runsOf()).runs).toMatchObject([{ state: 'cancelled' }]);
  });
});
