import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { startTestServer } from '../helpers/server.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE items (id int PRIMARY KEY)', 'shop');

async function homeWithPlan(schedule: string): Promise<string> {
  const home = temporaryFolder();
  const { host, port, user, password } = server;
  const flags = ['--host', host, '--port', String(port), '--user', user, '--password-stdin'];
  await runCli(['connection', 'add', 'main', ...flags], { home, stdin: password });
  const plan = ['plan', 'add', 'shop', '--connection', 'main', '--database', 'shop', '--schedule', schedule];
  expect((await runCli(plan, { home })).code).toBe(0);
  return home;
}

describe.runIf(canFakeTools)('a backup', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('stopped by %s ends with 5 and leaves nothing', async (signal) => {
    const home = await homeWithPlan('none');
    const { wait, arrival } = gate();
    const { env } = fakeTools(server.binDir, { pg_dump: wait });
    const running = startCli(['backup', '--json'], { home, env });
    await arrival();
    running.kill(signal);
    // npm passes Ctrl-C on although the terminal has done so: that is one press.
    running.kill(signal);
    const result = await running.ended;
    expect(result.code).toBe(5);
    expect(result.json()).toMatchObject({ error: { code: 'cancelled' } });

    const below = (name: string) => readdirSync(path.join(home, name), { recursive: true, withFileTypes: true });
    expect([...below('backups'), ...below('scratch')].filter((entry) => entry.isFile())).toEqual([]);
    expect((await runCli(['backups', '--json'], { home })).stdout).toBe('{"backups":[]}\n');
    const { stdout } = await runCli(['runs', '--json'], { home });
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ kind: 'backup', state: 'cancelled' }] });
    const sessions = () => server.sql(`SELECT 1 FROM pg_stat_activity WHERE datname = 'shop'`);
    await expect.poll(sessions).toEqual([]);
  });
});

it.each(['SIGTERM', 'SIGINT'] as const)('schedule stops at %s with 0', async (signal) => {
  const home = await homeWithPlan('0 2 * * *');
  const running = startCli(['schedule'], { home });
  await running.says(/Running the schedule of 1 plan/);
  const second = await runCli(['schedule', '--json'], { home });
  expect(second.code).toBe(4);
  expect(second.json()).toMatchObject({ error: { code: 'scheduler_running' } });
  running.kill(signal);
  const result = await running.ended;
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toMatch(/Stopped after 0 runs\.\n$/);
});

it('schedule with --json prints its one document when it stops', async () => {
  const running = startCli(['schedule', '--json'], { home: await homeWithPlan('0 2 * * *') });
  await running.says(/Running the schedule/);
  running.kill('SIGTERM');
  expect((await running.ended).json()).toMatchObject({ schedule: { runs: 0 } });
});
