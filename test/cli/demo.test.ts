import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { CallOutput } from '../../shared/contract.ts';
import { backup } from '../../shared/model/backup.ts';
import { difference } from '../../shared/model/restore.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';
import { callRequest } from '../helpers/webHost.ts';

const report = z.strictObject({
  ok: z.literal(true),
  server: z.strictObject({ version: z.string(), host: z.string(), port: z.number() }),
  backup,
  verification: z.strictObject({ level: z.literal('decoded'), ok: z.literal(true) }),
  restore: z.strictObject({
    ok: z.literal(true),
    tables: z.number(),
    rows: z.number(),
    differences: z.array(difference),
  }),
});

let home: string;
let tmp: string;
beforeEach(() => {
  home = temporaryFolder();
  // Short, for the path of the server's socket; its own, so that other tests' servers are not taken for leftovers.
  tmp = temporaryFolder('lb');
  // Root's server runs as another user.
  chmodSync(tmp, 0o755);
});

describe.skipIf(process.platform === 'win32')('the demo', () => {
  it('with --once --json proves a backup and leaves nothing behind', async () => {
    // The caller's own server is not touched, nor is a broken setting of it a hindrance.
    writeFileSync(path.join(home, '.env'), 'DB_HOST=db.example.org\nDB_PORT=wrong\n');
    const result = await runCli(['demo', '--once', '--json'], { home, env: { TMPDIR: tmp, DB_PORT: 'wrong' } });
    expect(result).toMatchObject({ code: 0 });
    const { restore, server } = report.parse(result.json());
    expect(restore.rows).toBeGreaterThan(190_000);
    expect(restore.differences).toEqual([]);
    expect(readdirSync(tmp)).toEqual([]);
    expect(existsSync(server.host)).toBe(false);
    expect(readdirSync(home)).toEqual(['.env']);
  });

  it('with --once says in a few lines what came back', async () => {
    const { code, stdout, stderr } = await runCliHere(['demo', '--once'], { home, env: { TMPDIR: tmp } });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/\nProof +decoded/);
    expect(stdout).toMatch(/Everything that was backed up came back\.\n$/);
    expect(readdirSync(tmp)).toEqual([]);
  });

  it.each([
    [['--once'], /Backing up/],
    [[], /Living through the past days, 2 of/],
  ])('stopped half way (%j) ends with 5 and leaves nothing behind', async (args, moment) => {
    const running = startCli(['demo', ...args], { home, env: { TMPDIR: tmp } });
    await running.says(moment);
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(5);
    expect(readdirSync(tmp)).toEqual([]);
  });

  it('shows the screens on its data until it is stopped, then all of it is gone', async () => {
    const began = Date.now();
    const running = startCli(['demo', '--json'], { home, env: { TMPDIR: tmp } });
    onTestFinished(async () => {
      running.kill('SIGTERM');
      await running.ended;
    });
    await running.says(/stay until Ctrl-C(.*\n)+.*plan show demo/);
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(running.said())?.[0] ?? '';
    const entered = await fetch(address, { redirect: 'manual' });
    expect(entered.status).toBe(303);
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const { origin } = new URL(address);
    const response = await fetch(`${origin}/api/call/overview.get`, callRequest({}, cookie));
    const { value } = (await response.json()) as { value: CallOutput<'overview.get'> };
    expect(value).toMatchObject({
      plans: [
        {
          plan: { name: 'demo' },
          status: { state: 'protected' },
          lastBackup: { verification: { level: 'decoded' } },
        },
      ],
    });
    const cells = value.plans.flatMap(({ strip }) => strip.map(({ state, reason }) => `${state} ${reason}`));
    expect(cells).toHaveLength(14);
    expect(cells.filter((cell) => cell !== 'done null')).toEqual(['missed asleep', 'missed asleep']);
    // What the clock was moved for is over: the schedule goes on from now.
    expect(Date.parse(value.plans[0]?.lastBackup?.createdAt ?? '')).toBeGreaterThan(began);

    running.kill('SIGTERM');
    const result = await running.ended;
    expect(result.code).toBe(0);
    expect(report.parse(result.json()).ok).toBe(true);
    expect(readdirSync(tmp)).toEqual([]);
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });

  it('clears up after one that was killed, and leaves alone what may be a young one', async () => {
    const env = { TMPDIR: tmp };
    const running = startCli(['demo'], { home, env });
    await running.says(/Living through the past days, 2 of/);
    const demoHome = path.join(tmp, readdirSync(tmp).find((name) => name.startsWith('lifeboat-demo-')) ?? '');
    // One, or more by the time that the answer is there.
    expect((await runCli(['backups', '--json'], { home: demoHome, env })).json()).toMatchObject({
      backups: expect.arrayContaining([expect.objectContaining({ plan: 'demo' })]),
    });
    running.kill('SIGKILL');
    await running.ended;
    mkdirSync(path.join(tmp, 'lifeboat-demo-young'));

    expect(await runCli(['demo', '--once', '--quiet'], { home, env })).toMatchObject({ code: 0 });
    const left = readdirSync(tmp);
    expect(left.filter((name) => name.startsWith('lifeboat-pg-'))).toEqual([]);
    expect(left).toContain('lifeboat-demo-young');
  });
});
