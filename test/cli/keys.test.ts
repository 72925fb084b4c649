import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';

const SECRET = /AGE-SECRET-KEY/i;
const RECIPIENT = expect.stringMatching(/^age1[a-z0-9]{58}$/) as string;

describe('lifeboat key', () => {
  it('makes, shows and takes in keys, and tells recipients only', async () => {
    const home = temporaryFolder();
    const said: string[] = [];
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCliHere(['key', ...args], { home });
      said.push(stdout, stderr);
      return { code, stdout };
    };
    const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as unknown;

    expect(await json('show')).toEqual({ keys: [] });
    expect(await json('create')).toMatchObject({ keys: [{ role: 'device', form: 'x25519', recipient: RECIPIENT }] });
    expect((await run('create')).code).toBe(4);
    expect((await run('create', '--rotate')).code).toBe(0);
    expect((await run('recovery')).code).toBe(2);

    // The name is one of the folder in which the command was typed.
    const kit = path.join(home, 'kit.txt');
    expect(await json('recovery', '--out', 'kit.txt')).toMatchObject({
      keys: [{ role: 'recovery', provedAt: null }],
      kit: { text: kit, page: path.join(home, 'kit.html') },
    });
    expect(existsSync(path.join(home, 'kit.html'))).toBe(true);
    expect((await run('recovery', '--out', 'kit.txt')).code).toBe(4);
    const { stdout } = await run('show');
    expect(stdout).toMatch(/device +x25519 .* retired/);
    expect(stdout).toMatch(/recovery +x25519 .* not proved/);

    const elsewhere = temporaryFolder();
    const imported = await runCliHere(['key', 'import', kit, '--json'], { home: elsewhere });
    said.push(imported.stdout);
    expect(imported.json()).toMatchObject({ keys: [{ role: 'imported' }] });
    expect((await run('import', 'no-such-file')).code).toBe(1);
    expect(readFileSync(kit, 'utf8')).toMatch(SECRET);
    expect(said.join('\n')).not.toMatch(SECRET);
  });

  it('says which backups are to be encrypted anew, and refuses to guess', async () => {
    const home = temporaryFolder();
    for (const args of [[], ['latest', '--all'], ['--plan', 'x', '--all']])
      expect((await runCliHere(['reencrypt', ...args], { home })).code).toBe(2);
    const none = await runCliHere(['reencrypt', '--all'], { home });
    expect([none.code, none.stdout]).toEqual([0, 'There is no backup of an encrypted plan.\n']);
    expect((await runCliHere(['reencrypt', '--plan', 'x'], { home })).code).toBe(3);
  });
});
