import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';

it('prints the metrics, and writes the same where it is told to, in silence', async () => {
  const home = temporaryFolder();
  const printed = await runCliHere(['metrics'], { home });
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  expect(printed.stdout).toMatch(/^lifeboat_build_info\{version="[\d.]+"\} 1$/m);
  const file = path.join(home, 'lifeboat.prom');
  expect(await runCliHere(['metrics', '--textfile', 'lifeboat.prom'], { home })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '',
  });
  const names = (text: string) => text.match(/^# TYPE .*$/gm);
  expect(names(readFileSync(file, 'utf8'))).toEqual(names(printed.stdout));
  expect((await runCliHere(['metrics', '--json'], { home })).json()).toEqual({ text: expect.any(String) });
});

it('prints the token for a monitor, the same until a new one is made', async () => {
  const home = temporaryFolder();
  const token = async (...more: string[]) => (await runCliHere(['metrics', 'token', ...more], { home })).stdout;
  const first = await token();
  expect(first).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
  expect(await token()).toBe(first);
  expect(await token('--rotate')).not.toBe(first);
});

it('lists the audit log, and ends with 1 where it is not whole, until that is accepted', async () => {
  const home = temporaryFolder();
  const run = (...args: string[]) => runCliHere(args, { home });
  expect((await run('audit')).stdout).toBe('Nothing was done yet.\n');
  await run('connection', 'add', 'main', '--host', home, '--user', 'u');
  await run('plan', 'remove', 'none');
  const { stdout } = await run('audit');
  expect(stdout).toMatch(/^2 .*cli +plan\.remove +none +no_plan$/m);
  expect(stdout).toMatch(/^1 .*cli +connection\.add +main +done$/m);
  expect((await run('audit', '--limit', '1', '--json')).json()).toMatchObject({ entries: [{ id: 2 }] });
  expect((await run('audit', 'verify')).stdout).toContain('2 entries');
  expect((await run('audit', 'verify', '--json')).json()).toEqual({ ok: true, entries: 2 });
  // Of another log, as a catalog is that was put back from a copy.
  const head = path.join(home, 'audit.head');
  writeFileSync(head, readFileSync(head, 'utf8').replace(/^2 /, '9 '));
  const broken = await run('audit', 'verify', '--json');
  expect([broken.code, broken.json()]).toEqual([
    1,
    { ok: false, entries: 2, brokenAt: 3, problem: expect.stringContaining('Entries from 3 to 9 are missing') },
  ]);
  expect((await run('audit', 'verify')).stdout).toContain('Broken at entry 3.');
  expect((await run('audit', 'accept')).code).toBe(0);
  expect((await run('audit', 'verify', '--json')).json()).toEqual({ ok: true, entries: 3 });
});
