import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorJson } from '../../shared/errors.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { runCli } from '../helpers/cli.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';

const failure = z.strictObject({ error: errorJson.strict() });
const groups = {
  plan: ['add', 'list', 'show', 'pause', 'resume', 'remove', 'next'],
  connection: ['add', 'list', 'test', 'remove', 'grant-script'],
  channel: ['add', 'list', 'test', 'remove'],
  key: ['create', 'show', 'recovery', 'import', 'trust'],
  catalog: ['check', 'rebuild', 'copy'],
};
const commands = [
  ...[
    'backup',
    'backups',
    'show',
    'diff',
    'verify',
    'drill',
    'reencrypt',
    'restore',
    'undo',
    'restores',
    'forget',
    'prune',
    'pin',
    'unpin',
    'delete',
    'status',
    'doctor',
    'runs',
    'log',
    'schedule',
    'serve',
    'demo',
    'alerts',
    'metrics',
    'audit',
  ].map((name) => [name]),
  ['alerts', 'ack'],
  ['alerts', 'configure'],
  ['metrics', 'token'],
  ['audit', 'verify'],
  ['audit', 'accept'],
  ...Object.entries(groups).flatMap(([group, names]) => names.map((name) => [group, name])),
];

describe('help', () => {
  it.each(commands.map((command) => [command.join(' '), command] as const))(
    'of %s says what it does, with an example',
    async (name, command) => {
      const { code, stdout, stderr } = await runCliHere([...command, '--help'], { home: temporaryFolder() });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: lifeboat ${name}( |\n)`));
      expect(stdout).toMatch(new RegExp(`\nExample:\n  lifeboat ${name}`));
    },
  );

  it('lists every command, and nothing that is not there yet', async () => {
    const { stdout } = await runCliHere(['--help'], { home: temporaryFolder() });
    const listed = [...stdout.matchAll(/^ {2}([a-z]+)(?= |$)/gm)].map(([, name]) => name);
    expect(new Set(listed)).toEqual(new Set(commands.map(([first]) => first)));
  });

  it('with --json is one document', async () => {
    const home = temporaryFolder();
    expect((await runCliHere(['backup', '--help', '--json'], { home })).json()).toEqual({
      help: expect.stringContaining('Usage'),
    });
    expect((await runCliHere(['--json', '--version'], { home })).json()).toEqual({ version: '0.1.0' });
  });
});

const OF_SHOP = ['--connection', 'c', '--database', 'd'];

describe('wrong usage ends with 2:', () => {
  it.each([
    ['a command that there is not', ['redo', 'x']],
    ['a restore that is named too shortly', ['undo', 'x', '--confirm', 'x']],
    ['metrics of something', ['metrics', 'x']],
    ['an audit of something', ['audit', 'x']],
    ['an audit of nothing', ['audit', '--limit', '0']],
    ['a textfile that node_exporter does not read', ['metrics', '--textfile', 'lifeboat.txt']],
    ['days to keep that are none', ['restore', 'latest', '--replace', 'x', '--confirm', 'x', '--keep-days', 'few']],
    ['rows alone without saying so', ['restore', 'latest', '--into', 'x']],
    ['a recipient that is none', ['plan', 'add', 'p', ...OF_SHOP, '--encrypt-to', 'x']],
    ['keys and a passphrase', ['plan', 'add', 'p', ...OF_SHOP, '--post-quantum', '--encrypt-passphrase-stdin']],
    ['no command', []],
    ['no command of a group', ['plan']],
    ['one argument too many', ['backups', 'x']],
    ['a missing argument', ['show']],
    ['a missing value', ['backups', '--limit']],
    ['a number that is none', ['backups', '--limit', 'ten']],
    ['a number out of range', ['backups', '--limit', '0']],
    ['a state that is none', ['backups', '--state', 'fine']],
  ])('%s', async (_what, args) => {
    const home = temporaryFolder();
    const inJson = await runCliHere([...args, '--json'], { home });
    expect(inJson.code).toBe(2);
    expect(failure.parse(inJson.json()).error.code).toBe('bad_input');
    const inWords = await runCliHere(args, { home });
    expect(inWords).toMatchObject({ code: 2, stdout: '' });
    expect(inWords.stderr).toMatch(/\n {2}Code: bad_input\n$/);
  });

  it.each([
    ['bakup', 'backup'],
    ['plan lst', 'list'],
    ['backups --limt 3', '--limit'],
  ])('%s suggests %s', async (line, suggestion) => {
    const { code, stderr } = await runCliHere(line.split(' '), { home: temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean ${suggestion}?`);
  });
});

describe('the real command line', () => {
  it('takes the global options before and after the command, and prints one document', async () => {
    const home = temporaryFolder();
    const elsewhere = temporaryFolder();
    for (const args of [
      ['--json', '--home', home, 'plan', 'list'],
      ['plan', 'list', '--json', '--home', home],
      ['plan', '--quiet', '--json', 'list', `--home=${home}`],
    ]) {
      const { code, stdout } = await runCli(args, { home: elsewhere });
      expect({ code, stdout }).toEqual({ code: 0, stdout: '{"plans":[]}\n' });
    }
  });

  it.each([
    ['a plan', ['plan', 'show', 'none'], 'no_plan'],
    ['a connection', ['connection', 'test', 'none'], 'no_connection'],
    ['a backup', ['show', 'latest'], 'no_backup'],
    ['a run', ['log', '12345678'], 'no_run'],
    ['a plan to back up', ['backup'], 'no_plan'],
  ])('ends with 3 where there is no such thing: %s', async (_what, args, code) => {
    const result = await runCliHere([...args, '--json'], { home: temporaryFolder() });
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(failure.parse(result.json()).error.code).toBe(code);
  });

  it('ends with 1 where a server cannot be reached, and says what to do', async () => {
    const home = temporaryFolder();
    await runCli(['connection', 'add', 'gone', '--host', home, '--user', 'nobody'], { home });
    const result = await runCli(['connection', 'test', 'gone'], { home });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/Code: server_unreachable\n$/);
    expect((await runCli(['doctor', '--json'], { home })).code).toBe(1);
  });

  it('ends with 4 where a rule refuses', async () => {
    const home = temporaryFolder();
    const args = [
      'connection',
      'add',
      'x',
      '--url',
      'postgres://postgres:postgres@127.0.0.1/x',
      '--label',
      'production',
      '--json',
    ];
    const result = await runCli(args, { home });
    expect(result.code).toBe(4);
    expect(result.json()).toMatchObject({ error: { code: 'default_credentials' } });
  });

  it('status without a plan ends with 1 and a hint', async () => {
    const home = temporaryFolder();
    expect(await runCli(['status', '--json'], { home })).toMatchObject({ code: 1, stdout: '{"plans":[]}\n' });
    expect((await runCli(['status'], { home })).stdout).toContain('lifeboat plan add');
  });

  it('checks and rebuilds a catalog that cannot be opened', async () => {
    const home = temporaryFolder();
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'catalog.db'), 'this is no catalog'.repeat(1000));
    const check = await runCli(['catalog', 'check', '--json'], { home });
    expect(check.code).toBe(1);
    expect(check.json()).toMatchObject({ ok: false, problems: [expect.any(String)] });
    expect((await runCli(['status', '--json'], { home })).json()).toMatchObject({ error: { code: 'catalog_damaged' } });
    expect((await runCli(['catalog', 'rebuild', '--json'], { home })).code).toBe(0);
    expect((await runCli(['catalog', 'check'], { home })).code).toBe(0);
  });
});
