import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../../../shared/contract.ts';
import { temporaryFolder } from '../../../helpers/app.ts';
import { runCliHere } from '../../../helpers/cliInProcess.ts';
import { startMailServer } from '../../../helpers/mailServer.ts';
import { startReceiver } from '../../../helpers/receiver.ts';

const CANARY = 'canary-cli-3e8b';
const URLS = ['--smtp', 'smtp://lifeboat@mail.example.org'];
const MAIL = ['channel', 'add', 'ops', '--email', 'ops@example.org'];
const HOOK = ['channel', 'add', 'ops', '--webhook', 'https://example.org/'];

function openCli() {
  const home = temporaryFolder();
  const env = { CANARY };
  return { home, cli: (...args: string[]) => runCliHere(args, { home, env }) };
}

describe('lifeboat channel', () => {
  it('adds one for mail, tries it, lists and removes it; its password is in nothing that is printed', async () => {
    const { port, mails } = await startMailServer({ password: CANARY });
    const { home, cli } = openCli();
    const smtp = `smtp://lifeboat@localhost:${port}?tls=none`;
    const said: string[] = [];
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await cli(...args);
      said.push(stdout, stderr);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    expect(await run('channel', 'list')).toMatch(/^No channel yet/);
    // As the screens write it: several recipients, and the name at the end.
    const to = ['--email=ops@example.org', '--email=second@example.org'];
    const added = await run('channel', 'add', ...to, `--smtp=${smtp}`, '--password-env', 'CANARY', 'ops');
    expect(added).toMatch(
      /ops +email +ops@example.org, second@example.org +never\nTry it: lifeboat channel test ops\n$/,
    );
    expect(await run('channel', 'test', 'ops')).toBe('ops took the test message.\n');
    expect(mails).toMatchObject([{ user: 'lifeboat', to: ['ops@example.org', 'second@example.org'] }]);
    const { channels } = JSON.parse(await run('channel', 'list', '--json')) as CallOutput<'channels.list'>;
    expect(channels).toMatchObject([{ name: 'ops', hasSecret: true, failing: null, lastSentAt: expect.any(String) }]);
    expect(await run('channel', 'remove', 'ops', '--json')).toBe('{"channels":[]}\n');
    expect(said.join('')).not.toContain(CANARY);
    expect(readFileSync(path.join(home, 'catalog.db')).includes(CANARY)).toBe(false);
  });

  it('takes a password that stands in the URL, and says that others could read it', async () => {
    const { cli } = openCli();
    const { code, stdout, stderr } = await cli(
      ...MAIL,
      '--smtp',
      `smtps://lifeboat:${CANARY}@mail.example.org`,
      '--json',
    );
    expect([code, (JSON.parse(stdout) as CallOutput<'channels.list'>).channels]).toMatchObject([
      0,
      [{ settings: { tls: 'tls', port: 465, from: 'ops@example.org' }, hasSecret: true }],
    ]);
    expect(stderr).toContain('--password-stdin does not show it');
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it('adds a webhook and a ping, and tells their addresses to nobody', async () => {
    const { url: base, received } = await startReceiver();
    const url = `${base}/${CANARY}`;
    const { home, cli } = openCli();
    const said: string[] = [];
    const add = async (name: string, ...args: string[]) => {
      const { code, stdout, stderr } = await cli('channel', 'add', name, ...args);
      said.push(stdout, stderr);
      expect(code).toBe(0);
    };
    await add('hook', '--webhook', url, '--secret-env', 'CANARY', '--allow-private');
    await add('chat', '--webhook', url, '--slack', '--allow-private');
    await add('switch', '--ping', url, '--allow-private');
    for (const name of ['hook', 'chat', 'switch']) expect((await cli('channel', 'test', name)).code).toBe(0);
    expect(received.map(({ method, headers }) => [method, 'x-lifeboat-signature' in headers])).toEqual([
      ['POST', true],
      ['POST', false],
      ['GET', false],
    ]);
    await add('careful', '--webhook', url);
    const refused = await cli('channel', 'test', 'careful', '--json');
    expect([refused.code, refused.json()]).toMatchObject([4, { error: { code: 'address_refused' } }]);
    const { stdout } = await cli('channel', 'list');
    expect(stdout).toContain(`${new URL(base).origin}/…`);
    const { stdout: json } = await cli('channel', 'list', '--json');
    expect([...said, refused.stdout, stdout, json].join('')).not.toContain(CANARY);
    expect(readFileSync(path.join(home, 'catalog.db')).includes(CANARY)).toBe(false);
  });

  it('tells the dead man’s switch how a backup has ended before it ends itself', async () => {
    const { url, received } = await startReceiver((response) => void setImmediate(() => response.end()));
    const { cli } = openCli();
    await cli('connection', 'add', 'away', '--host', '127.0.0.1', '--port', '1', '--user', 'u', '--pgpass');
    await cli('plan', 'add', 'nightly', '--connection', 'away', '--database', 'shop');
    await cli('channel', 'add', 'switch', '--ping', url, '--allow-private');
    expect((await cli('backup', 'nightly')).code).toBe(1);
    expect(received.map(({ path }) => path)).toEqual(['/hook/fail']);
    const { channels } = JSON.parse((await cli('channel', 'list', '--json')).stdout) as CallOutput<'channels.list'>;
    expect(channels).toMatchObject([{ failing: null, lastSentAt: expect.any(String) }]);
  });

  it.each<[what: string, args: readonly string[], code: number]>([
    ['nothing to add', ['channel', 'add', 'ops'], 2],
    ['two kinds', [...MAIL, ...URLS, '--ping', 'https://example.org'], 2],
    ['mail without a server', MAIL, 2],
    ['a server that is none', [...MAIL, '--smtp', 'https://example.org'], 2],
    ['a password without a user', [...MAIL, '--smtp', 'smtp://h', '--password-env', 'CANARY'], 2],
    ['a password in two ways', [...MAIL, ...URLS, '--password-env', 'CANARY', '--password-stdin'], 2],
    ['a key for mail', [...MAIL, ...URLS, '--secret-env', 'CANARY'], 2],
    ['a key for Slack', [...HOOK, '--slack', '--secret-env', 'CANARY'], 2],
    ['a password for a webhook', [...HOOK, '--password-env', 'CANARY'], 2],
    ['a key for a ping', ['channel', 'add', 'ops', '--ping', 'https://example.org', '--secret-env', 'CANARY'], 2],
    ['a variable that is not set', [...HOOK, '--secret-env', 'MISSING'], 1],
    ['an address of another kind', ['channel', 'add', 'ops', '--webhook', 'ftp://example.org/'], 2],
    ['what is shown of an address', ['channel', 'add', 'ops', '--ping', 'https://example.org/…'], 2],
    ['a channel that is not there', ['channel', 'test', 'ops'], 3],
  ])('refuses %s', async (_what, args, code) => {
    const { cli } = openCli();
    const answer = await cli(...args, '--json');
    expect([answer.code, answer.json()]).toMatchObject([code, { error: { nextStep: expect.any(String) } }]);
    expect(JSON.parse((await cli('channel', 'list', '--json')).stdout)).toEqual({ channels: [] });
  });
});
