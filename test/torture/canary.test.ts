import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { runCli } from '../helpers/cli.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { at, callRequest, signIn, startTestHost } from '../helpers/webHost.ts';
import { type Canary, type Evidence, filesIn, type Sighting, sightings, watchProcesses } from './support/canaries.ts';

const server = await startTestServer();

/** With what has to be escaped in a password file, a connection string, a URL, JSON and SQL. */
const ODD = `:\\'"@/%&= ü`;
/** Another secret that Lifeboat is given belongs in this list, and in what is done below. */
const CANARIES: readonly Canary[] = [
  { what: 'the stored password', text: `canary-stored-51c7e9${ODD}` },
  { what: 'the password from a variable', text: `canary-variable-8d02f4${ODD}` },
  { what: 'a password that is wrong', text: `canary-wrong-a7713b${ODD}` },
  { what: 'the master key', text: 'canary-master-key-e60d15-of-the-store' },
];
const [STORED, VARIABLE, WRONG, MASTER] = CANARIES.map(({ text }) => text) as [string, string, string, string];

it('no secret is in any file, process, event or answer of a life with backups, drills, restores and failures', async () => {
  await server.createDatabase('shop');
  await server.sql(
    'CREATE TABLE item (id serial, note text); INSERT INTO item (note) SELECT i FROM generate_series(1, 200) i',
    'shop',
  );
  await server.sql(
    `CREATE ROLE stored LOGIN SUPERUSER; ALTER ROLE stored PASSWORD $p$${STORED}$p$;
     CREATE ROLE variable LOGIN SUPERUSER; ALTER ROLE variable PASSWORD $p$${VARIABLE}$p$`,
  );
  const { host, port } = server;
  const said: Evidence[] = [];
  const tell = (where: string, value: unknown) => said.push([where, JSON.stringify(value) ?? '']);
  const env = { CANARY_PASSWORD: VARIABLE, LIFEBOAT_MASTER_KEY: MASTER };
  const { app, home, events } = await openTestApp({ env });
  const keys = await giveKeys(home, 'x25519', MASTER);
  const canaries = [...CANARIES, { what: 'the identity of this device', text: keys.device.identity }];
  const processes = watchProcesses();
  try {
    const call = async <Name extends CallName>(
      name: Name,
      input: CallInput<Name>,
    ): Promise<CallOutput<Name> | null> => {
      const answer = await app.call(name, input).catch((error: unknown) => {
        tell(`the error of ${name}`, [error, String(error), error instanceof Error && [error.stack, error.cause]]);
        return null;
      });
      tell(`the answer of ${name}`, answer);
      return answer;
    };
    await call('connections.add', { name: 'server', host, port, user: 'stored', password: STORED });
    const variable = { kind: 'env', variable: 'CANARY_PASSWORD' } as const;
    await call('connections.add', { name: 'other', host, port, user: 'variable', secret: variable });
    await call('connections.add', { name: 'wrong', host, port, user: 'stored', password: WRONG });
    await addPlan(app, server, { database: 'shop' });
    await addPlan(app, server, {
      name: 'folders',
      connection: 'other',
      database: 'shop',
      format: 'directory',
      jobs: 2,
    });
    await addPlan(app, server, { name: 'sealed', database: 'shop', encryption: { form: 'x25519', recipients: [] } });
    await addPlan(app, server, { name: 'failing', connection: 'wrong', database: 'shop' });
    const taken = await call('backups.take', { plan: 'plan' });
    expect(taken?.backup.state).toBe('good');
    expect((await call('backups.take', { plan: 'folders' }))?.backup.state).toBe('good');
    expect(await call('backups.take', { plan: 'failing' })).toBeNull();
    const sealed = (await call('backups.take', { plan: 'sealed' }))?.backup;
    expect(sealed).toMatchObject({ state: 'good', encrypted: true });
    expect((await call('backups.restore', { backup: sealed?.id ?? '', toNew: 'unsealed' }))?.restore.ok).toBe(true);
    const backup = taken?.backup.id ?? '';
    await call('backups.verify', { backup });
    expect((await call('drills.take', { backup }))?.drill.ok).toBe(true);
    await call('drills.take', { backup, on: 'other' });
    expect((await call('backups.restore', { backup, toNew: 'copy2', on: 'other', jobs: 2 }))?.restore.ok).toBe(true);
    await call('backups.restore', { backup, toNew: 'copy3', on: 'wrong' });
    const replaced = await call('restores.replace', { backup, database: 'shop', confirm: 'shop' });
    expect(replaced?.restore.ok).toBe(true);
    for (const [name, input] of [
      ['doctor.run', {}],
      ['connections.list', {}],
      ['connections.test', { name: 'server' }],
      ['connections.test', { name: 'wrong' }],
      ['connections.probe', { name: 'new', host: '127.0.0.1', port: 1, user: 'stored', password: STORED }],
      ['connections.add', { name: '', host, port: 'x', user: 'stored', password: STORED }],
      ['connections.grantScript', { name: 'server' }],
      ['backups.schemaDiff', { backup }],
      ['restores.check', { backup, toNew: 'copy4', on: 'other' }],
      ['overview.get', {}],
      ['health.get', {}],
      ['settings.get', {}],
      ['runs.list', {}],
    ] as const)
      await call(name, input as never);

    const web = await startTestHost(app);
    const cookie = await signIn(web);
    for (const [name, input] of [
      ['connections.list', {}],
      ['connections.test', { name: 'wrong' }],
      ['connections.add', { name: 'server', host, port, user: 'stored', password: STORED }],
      ['connections.probe', { name: 'x', host, port, user: 'stored', password: WRONG }],
      ['doctor.run', {}],
      ['backups.show', { backup }],
      ['connections.add', `{"password":${JSON.stringify(STORED)}`],
    ] as const) {
      const response = await fetch(at(web, `/api/call/${name}`), callRequest(input, cookie));
      said.push([`the web's answer of ${name}`, JSON.stringify([...response.headers]) + (await response.text())]);
    }
    app.close();

    for (const args of [['doctor'], ['backup', 'folders'], ['backup', 'failing']]) {
      const { stdout, stderr } = await runCli(args, { home, env });
      said.push([`lifeboat ${args.join(' ')}`, stdout + stderr]);
    }
    const added = await runCli(['connection', 'add', 'typed', '--host', host, '--user', 'stored', '--password-stdin'], {
      home,
      env,
      stdin: `${STORED}\n`,
    });
    expect(added.code).toBe(0);
    said.push(['lifeboat connection add', added.stdout + added.stderr]);
  } finally {
    processes.stop();
  }
  tell('the events', events);

  // The environment of Lifeboat itself is where a person put two of them; its children must not have inherited it.
  const given = ['the password from a variable', 'the master key'];
  const isGiven = ({ what, where }: Sighting) => given.includes(what) && /^environ of (node|MainThread)/.test(where);
  expect(sightings(canaries, processes.seen()).filter((seen) => !isGiven(seen))).toEqual([]);
  expect(sightings(canaries, said)).toEqual([]);
  expect(sightings(canaries, filesIn(home))).toEqual([]);

  // All of this is worth what was looked at.
  const places = processes.seen().map(([where]) => where);
  for (const program of ['pg_dump', 'pg_restore', 'pg_dumpall']) expect(places).toContain(`cmdline of ${program}`);
  expect(places).toContain('environ of pg_dump');
  expect(readFileSync(path.join(home, 'secrets.json'), 'utf8')).toContain('connection:server');
  expect(said.length).toBeGreaterThan(40);
  expect(events.length).toBeGreaterThan(20);
});

it.each([
  ['as it is', (text: string) => text],
  ['in base64', (text: string) => Buffer.from(`user:${text}`).toString('base64')],
  ['in hexadecimal', (text: string) => Buffer.from(text).toString('hex')],
  ['in a URL', encodeURIComponent],
  ['in JSON', (text: string) => JSON.stringify({ text })],
])('a secret %s is seen', (_how, show) => {
  const [canary] = CANARIES;
  if (!canary) throw new Error('there is no canary');
  const evidence: Evidence[] = [['here', `before ${show(canary.text)} after`]];
  expect(sightings([canary], evidence)).toEqual([{ what: canary.what, where: 'here' }]);
});

it('a secret in a command line or in an environment is seen', async () => {
  const watch = watchProcesses();
  const child = spawn('sleep', ['60'], { argv0: MASTER, env: { SHOWN: STORED, PATH: process.env['PATH'] } });
  try {
    await once(child, 'spawn');
    const whats = () => sightings(CANARIES, watch.seen()).map(({ what, where }) => `${what}, ${where}`);
    await expect
      .poll(whats)
      .toEqual(expect.arrayContaining(['the master key, cmdline of sleep', 'the stored password, environ of sleep']));
  } finally {
    child.kill();
    watch.stop();
  }
});
