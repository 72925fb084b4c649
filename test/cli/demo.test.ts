import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { backup } from '../../shared/model/backup.ts';
import { difference } from '../../shared/model/restore.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';

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

  it('stopped half way ends with 5 and leaves nothing behind', async () => {
    const running = startCli(['demo', '--once'], { home, env: { TMPDIR: tmp } });
    await running.says(/Backing up/);
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(5);
    expect(readdirSync(tmp)).toEqual([]);
  });

  it('stays for commands to be tried, until it is stopped; a later one clears up after one that was killed', async () => {
    const env = { TMPDIR: tmp };
    const running = startCli(['demo', '--json'], { home, env });
    await running.says(/stays until Ctrl-C(.*\n)+.*plan show demo/);
    const demoHome = path.join(tmp, readdirSync(tmp).find((name) => name.startsWith('lifeboat-demo-')) ?? '');
    expect((await runCli(['backups', '--json'], { home: demoHome, env })).json()).toMatchObject({
      backups: [{ plan: 'demo' }],
    });
    running.kill('SIGKILL');
    await running.ended;
    mkdirSync(path.join(tmp, 'lifeboat-demo-young'));

    const second = startCli(['demo', '--json'], { home, env });
    await second.says(/stays until Ctrl-C/);
    const clusters = readdirSync(tmp).filter((name) => name.startsWith('lifeboat-pg-'));
    expect(clusters).toHaveLength(1);
    second.kill('SIGTERM');
    const result = await second.ended;
    expect(result.code).toBe(0);
    expect(report.parse(result.json()).ok).toBe(true);
    expect(readdirSync(tmp).filter((name) => name.startsWith('lifeboat-pg-'))).toEqual([]);
    expect(readdirSync(tmp)).toContain('lifeboat-demo-young');
  });
});
