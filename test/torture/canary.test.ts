import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { runCli } from '../helpers/cli.ts';
import { keptSecret } from '../helpers/keys.ts';
import { startMailServer } from '../helpers/mailServer.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { startTestServer } from '../helpers/server.ts';
import { at, callRequest, signIn, startTestHost } from '../helpers/webHost.ts';
import { type Canary, type Evidence, filesIn, type Sighting, sightings, watchProcesses } from './support/canaries.ts';

const server = await startTestServer();

/** With what has to be escaped in a password file, a connection string, a URL, JSON and SQL. */
const ODD = `:\\'"@/%&= ü`;
const STORED = `canary-stored-51c7e9${ODD}`;
const VARIABLE = `canary-variable-8d02f4${ODD}`;
const WRONG = `canary-wrong-a7713b${ODD}`;
const MASTER = 'canary-master-key-e60d15-of-the-store';
const PHRASE = `canary-passphrase-20be6f${ODD}`;
const EARLIER_PHRASE = `canary-earlier-passphrase-c3d811${ODD}`;
const SMTP_URL_PASSWORD = `canary-smtp-url-4f90aa${ODD}`;
const MAIL_PASSWORD = `canary-mail-77b2d4${ODD}`;
const HMAC_KEY = `canary-hmac-0e6c35${ODD}`;
/** Another secret that Lifeboat is given belongs in this list, one that it makes in what is done below. */
const GIVEN: readonly Canary[] = [
  { what: 'the stored password', text: STORED },
  { what: 'the password from a variable', text: VARIABLE },
  { what: 'a password that is wrong', text: WRONG },
  { what: 'the master key', text: MASTER },
  { what: 'the passphrase of a plan', text: PHRASE },
  { what: 'the passphrase it had before', text: EARLIER_PHRASE },
  { what: 'the password in SMTP_URL', text: SMTP_URL_PASSWORD },
  { what: 'the password of a mail channel', text: MAIL_PASSWORD },
  { what: 'the key that signs webhooks', text: HMAC_KEY },
];
const RECOVERY = 'the identity of the recovery kit';

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
  // Neither takes a mail: one refuses the log-in and repeats it, as a careless server may, the other whom it is for.
  const repeating = await startMailServer({
    password: MAIL_PASSWORD,
    onAuth: ({ username, password }, _session, done) => done(new Error(`No such user: ${username} ${password}`)),
  });
  const refusing = await startMailServer({
    password: SMTP_URL_PASSWORD,
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('Mailbox full'), { responseCode: 452 })),
  });
  const hook = await startReceiver((response) => response.writeHead(500).end('cannot'));
  const env = {
    CANARY_PASSWORD: VARIABLE,
    LIFEBOAT_MASTER_KEY: MASTER,
    ALERT_EMAIL: 'ops@example.org',
    SMTP_URL: `smtp://lifeboat:${encodeURIComponent(SMTP_URL_PASSWORD)}@localhost:${refusing.port}?tls=none`,
  };
  const { app, home, events } = await openTestApp({ env });
  const made: Canary[] = [];
  const kitFiles: string[] = [];
  const processes = watchProcesses();
  try {
    const call = async <Name extends CallName>(
      name: Name,
      input: CallInput<Name>,
    ): Promise<CallOutput<Name> | null> => {
      const answer = await app.call(name, input).catch((error: unknown) => {
        tell(`the error of ${name}`, allOf(error));
        return null;
      });
      tell(`the answer of ${name}`, answer);
      return answer;
    };
    const kept = (name: string) => keptSecret(home, name, MASTER);
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
    await addPlan(app, server, { name: 'failing', connection: 'wrong', database: 'shop' });

    const kit = (await call('keys.recovery', {}))?.kit;
    if (!kit) throw new Error('there is no kit');
    kitFiles.push(kit.text, kit.page);
    const [recovery = ''] = /^AGE-SECRET-KEY-\S+$/m.exec(readFileSync(kit.text, 'utf8')) ?? [];
    made.push({ what: RECOVERY, text: recovery });
    const device = (await call('keys.create', {}))?.keys[0]?.recipient;
    made.push({ what: 'the identity of this device', text: await kept(`identity:${device}`) });
    await addPlan(app, server, { name: 'sealed', database: 'shop', encryption: { form: 'x25519', recipients: [] } });
    const phrased: CallInput<'plans.add'> = {
      name: 'phrased',
      connection: 'server',
      database: 'shop',
      schedule: null,
      encryption: { form: 'passphrase', recipients: [] },
    };
    await call('plans.add', { ...phrased, passphrase: EARLIER_PHRASE });
    await call('channels.add', { name: 'mail', settings: repeating.settings, secret: MAIL_PASSWORD });
    const webhook = { kind: 'webhook', url: hook.url, form: 'json', allowPrivate: true } as const;
    await call('channels.add', { name: 'hook', settings: webhook, secret: HMAC_KEY });
    // Its answer is the one place where the token is to be.
    const { token } = await app.call('metrics.token', {});
    made.push({ what: 'the token of the metrics', text: token });

    const taken = await call('backups.take', { plan: 'plan' });
    expect(taken?.backup.state).toBe('good');
    const signing = await kept('signing');
    made.push(
      { what: 'the key that signs manifests', text: signing },
      { what: 'the bytes of that key', text: Buffer.from(signing, 'base64').subarray(-32) },
    );
    expect((await call('backups.take', { plan: 'folders' }))?.backup.state).toBe('good');
    expect(await call('backups.take', { plan: 'failing' })).toBeNull();
    const sealed = (await call('backups.take', { plan: 'sealed' }))?.backup;
    expect(sealed).toMatchObject({ state: 'good', encrypted: true });
    expect((await call('backups.restore', { backup: sealed?.id ?? '', toNew: 'unsealed' }))?.restore.ok).toBe(true);
    expect((await call('drills.take', { backup: sealed?.id ?? '', kit: kit.text }))?.drill.ok).toBe(true);
    expect((await call('backups.take', { plan: 'phrased' }))?.backup).toMatchObject({ state: 'good', encrypted: true });
    await call('plans.change', { ...phrased, passphrase: PHRASE });
    const renewed = (await call('keys.create', { rotate: true }))?.keys[0]?.recipient;
    made.push({ what: 'the next identity of this device', text: await kept(`identity:${renewed}`) });
    const anew = (await call('backups.reencrypt', { plan: 'sealed' }))?.results.map(({ state }) => state);
    expect(anew).toEqual(['reencrypted']);
    await call('keys.import', { file: kit.text });
    const backup = taken?.backup.id ?? '';
    await call('backups.verify', { backup });
    expect((await call('drills.take', { backup }))?.drill.ok).toBe(true);
    await call('drills.take', { backup, on: 'other' });
    expect((await call('backups.restore', { backup, toNew: 'copy2', on: 'other', jobs: 2 }))?.restore.ok).toBe(true);
    await call('backups.restore', { backup, toNew: 'copy3', on: 'wrong' });
    const replaced = await call('restores.replace', { backup, database: 'shop', confirm: 'shop' });
    expect(replaced?.restore.ok).toBe(true);
    const restore = replaced?.restore.id ?? '';
    await call('restores.previewUndo', { restore });
    expect((await call('restores.undo', { restore, confirm: 'shop' }))?.undo.database).toBe('shop');
    await app.tell(new AbortController().signal);
    for (const [name, input] of [
      ['doctor.run', {}],
      ['connections.list', {}],
      ['connections.test', { name: 'server' }],
      ['connections.test', { name: 'wrong' }],
      ['connections.probe', { name: 'new', host: '127.0.0.1', port: 1, user: 'stored', password: STORED }],
      ['connections.add', { name: '', host, port: 'x', user: 'stored', password: STORED }],
      ['connections.grantScript', { name: 'server' }],
      ['plans.add', { ...phrased, passphrase: PHRASE }],
      ['plans.add', { ...phrased, name: '', passphrase: PHRASE }],
      ['plans.list', {}],
      ['keys.list', {}],
      ['keys.import', { file: path.join(home, 'secrets.json') }],
      ['channels.test', { name: 'mail' }],
      ['channels.test', { name: 'hook' }],
      ['channels.test', { name: 'env-email' }],
      ['channels.add', { name: 'mail', settings: repeating.settings, secret: MAIL_PASSWORD }],
      ['channels.add', { name: 'bad', settings: { ...webhook, url: 'no url' }, secret: HMAC_KEY }],
      ['channels.list', {}],
      ['alerts.list', {}],
      ['metrics.get', {}],
      ['audit.list', { limit: 1000 }],
      ['audit.verify', {}],
      ['backups.schemaDiff', { backup }],
      ['restores.check', { backup, toNew: 'copy4', on: 'other' }],
      ['restores.list', {}],
      ['overview.get', {}],
      ['health.get', {}],
      ['settings.get', {}],
      ['runs.list', {}],
    ] as const)
      await call(name, input as never);

    const web = await startTestHost(app, { mayScrape: (shown) => app.isMetricsToken(shown) });
    const cookie = await signIn(web);
    for (const [name, input] of [
      ['connections.list', {}],
      ['connections.test', { name: 'wrong' }],
      ['connections.add', { name: 'server', host, port, user: 'stored', password: STORED }],
      ['connections.probe', { name: 'x', host, port, user: 'stored', password: WRONG }],
      ['doctor.run', {}],
      ['backups.show', { backup }],
      ['plans.add', { ...phrased, passphrase: PHRASE }],
      ['channels.add', { name: 'mail', settings: repeating.settings, secret: MAIL_PASSWORD }],
      ['channels.test', { name: 'mail' }],
      ['keys.list', {}],
      ['audit.list', {}],
      ['connections.add', `{"password":${JSON.stringify(STORED)}`],
      ['plans.add', `{"passphrase":${JSON.stringify(PHRASE)}`],
    ] as const) {
      const response = await fetch(at(web, `/api/call/${name}`), callRequest(input, cookie));
      said.push([`the web's answer of ${name}`, JSON.stringify([...response.headers]) + (await response.text())]);
    }
    for (const [shown, status] of [
      [token, 200],
      [`${token}x`, 401],
    ] as const) {
      const response = await fetch(at(web, '/metrics'), { headers: { authorization: `Bearer ${shown}` } });
      expect(response.status).toBe(status);
      said.push([`the metrics, ${status}`, JSON.stringify([...response.headers]) + (await response.text())]);
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
  tell('what the webhook got', hook.received);

  // The environment of Lifeboat itself is where a person put three of them; its children must not have inherited it.
  const given = ['the password from a variable', 'the master key', 'the password in SMTP_URL'];
  const isGiven = ({ what, where }: Sighting) => given.includes(what) && /^environ of (node|MainThread)/.test(where);
  const isKit = ({ what, where }: Sighting) => what === RECOVERY && kitFiles.includes(where);
  const canaries = [...GIVEN, ...made];
  expect(sightings(canaries, processes.seen()).filter((seen) => !isGiven(seen))).toEqual([]);
  expect(sightings(canaries, said)).toEqual([]);
  const inFiles = sightings(canaries, filesIn(home));
  expect(inFiles.filter((seen) => !isKit(seen))).toEqual([]);

  // All of this is worth what was looked at.
  expect(inFiles.map(({ where }) => where).toSorted()).toEqual(kitFiles.toSorted());
  expect(made.filter(({ text }) => text.length < 32)).toEqual([]);
  const places = processes.seen().map(([where]) => where);
  for (const program of ['pg_dump', 'pg_restore', 'pg_dumpall']) expect(places).toContain(`cmdline of ${program}`);
  expect(places).toContain('environ of pg_dump');
  expect(readFileSync(path.join(home, 'secrets.json'), 'utf8')).toContain('connection:server');
  const errors = said.flatMap(([where, text]) => (where === 'the error of channels.test' ? [text.toString()] : []));
  for (const code of ['authentication_failed', 'webhook_unreachable', 'mail_refused'])
    expect(errors.join('\n')).toContain(code);
  expect(hook.received.length).toBeGreaterThan(1);
  expect(said.length).toBeGreaterThan(70);
  expect(events.length).toBeGreaterThan(20);
});

/** Of an error and of what caused it, as far down as that goes. */
function allOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error];
  return [error, String(error), error.stack, ...(error.cause === undefined ? [] : allOf(error.cause))];
}

it.each([
  ['as it is', (text: string) => text],
  ['in base64', (text: string) => Buffer.from(`user:${text}`).toString('base64')],
  ['in hexadecimal', (text: string) => Buffer.from(text).toString('hex')],
  ['in a URL', encodeURIComponent],
  ['in JSON', (text: string) => JSON.stringify({ text })],
])('a secret %s is seen', (_how, show) => {
  const [canary] = GIVEN;
  if (!canary) throw new Error('there is no canary');
  const evidence: Evidence[] = [['here', `before ${show(canary.text.toString())} after`]];
  expect(sightings([canary], evidence)).toEqual([{ what: canary.what, where: 'here' }]);
});

it('a secret in a command line or in an environment is seen', async () => {
  const watch = watchProcesses();
  const child = spawn('sleep', ['60'], { argv0: MASTER, env: { SHOWN: STORED, PATH: process.env['PATH'] } });
  try {
    await once(child, 'spawn');
    const whats = () => sightings(GIVEN, watch.seen()).map(({ what, where }) => `${what}, ${where}`);
    await expect
      .poll(whats)
      .toEqual(expect.arrayContaining(['the master key, cmdline of sleep', 'the stored password, environ of sleep']));
  } finally {
    child.kill();
    watch.stop();
  }
});
