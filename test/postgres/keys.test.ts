import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { loseKey } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { dumpText, failure, manifestOf, namesBeside, take, writtenText } from './support.ts';

const run = promisify(execFile);
const server = await startTestServer();
await server.createDatabase('shop');
await server.sql('CREATE TABLE item AS SELECT i AS id, md5(i::text) AS name FROM generate_series(1, 500) i', 'shop');

const KEYS = { form: 'x25519' as const, recipients: [] };

/** A plan that is encrypted for keys, and the kit that had to be made before. */
async function openEncrypted(plan: Partial<CallInput<'plans.add'>> = {}) {
  const { app, home, events } = await openTestApp();
  const out = path.join(temporaryFolder(), 'kit.txt');
  const { keys } = await app.call('keys.recovery', { out });
  await addPlan(app, server, { database: 'shop', encryption: KEYS, ...plan });
  return { app, home, events, kit: out, recovery: keys[0]?.recipient ?? '' };
}

const deviceOf = async (app: App) =>
  (await app.call('keys.list', {})).keys.find(({ role, retiredAt }) => role === 'device' && retiredAt === null);

/** The commands of a kit, as somebody would type them, in a shell that knows the server and nothing else. */
async function typeCommands(kit: string): Promise<string> {
  const commands = readFileSync(kit, 'utf8')
    .split('\n')
    .flatMap((line) => /^# +\$ (.*)$/.exec(line)?.slice(1) ?? []);
  const { host, port, user, password } = server;
  const env = {
    PATH: `${server.binDir}:${process.env['PATH']}`,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
  };
  const script = ['set -euo pipefail', ...commands].join('\n');
  return (await run('bash', ['-c', script], { cwd: path.dirname(kit), env })).stdout;
}

describe('a plan that is encrypted for keys', () => {
  it('is refused until there is a recovery kit of its form, and gets a key of this machine', async () => {
    const { app } = await openTestApp();
    const error = await failure('kit_missing', addPlan(app, server, { database: 'shop', encryption: KEYS }));
    expect(error.nextStep).toContain('lifeboat key recovery --out');
    await app.call('keys.recovery', { form: 'hybrid' });
    const plan = { name: 'plan', connection: 'server', database: 'shop', schedule: null, encryption: KEYS };
    await failure('kit_missing', app.call('plans.add', plan));
    await app.call('plans.add', { ...plan, encryption: null });
    await failure('kit_missing', app.call('plans.change', plan));

    await app.call('keys.recovery', {});
    await app.call('plans.change', plan);
    const backup = await take(app);
    expect(backup.encrypted).toBe(true);
    const { keys } = await app.call('keys.list', {});
    const sealedFor = keys.filter(({ form }) => form === 'x25519').map(({ recipient }) => recipient);
    expect((await manifestOf(backup)).encryption?.recipients.toSorted()).toEqual(sealedFor.toSorted());
    expect(sealedFor).toHaveLength(2);
  });
});

describe('a recovery kit', () => {
  it.each(['custom', 'plain'] as const)(
    'brings a database back by the commands it prints, format %s',
    async (format) => {
      const database = `lost_${format}`;
      await server.createDatabase(database);
      await server.sql(
        `CREATE TABLE item AS SELECT i, 'it''s \\' || i AS name FROM generate_series(1, 50) i; CREATE VIEW big AS SELECT * FROM item`,
        database,
      );
      const { app } = await openEncrypted({ database, format });
      const kit = path.join(temporaryFolder(), 'the kit.txt');
      await app.call('keys.recovery', { out: kit });
      const backup = await take(app);
      const before = await dumpText(server, database);
      if (format === 'custom') await server.sql(`DROP DATABASE ${database}`);

      const said = await typeCommands(kit);

      expect(said.match(new RegExp(backup.storedSha256, 'g'))).toHaveLength(2);
      const restored = format === 'custom' ? database : 'restored';
      expect((await dumpText(server, restored)).replaceAll(restored, database)).toBe(
        before.replaceAll(restored, database),
      );
      // Nothing decrypted stays.
      expect(readdirSync(path.dirname(kit)).toSorted()).toEqual(['the kit.html', 'the kit.txt']);
    },
  );

  it('is proved by a drill that has nothing else, and advised about until then', async () => {
    const { app, kit, recovery } = await openEncrypted();
    const backup = await take(app);
    const advised = async () => (await app.call('status.get', {})).advisories?.map(({ code }) => code);
    const provedAt = async () =>
      (await app.call('keys.list', {})).keys.find(({ recipient }) => recipient === recovery)?.provedAt;
    expect(await advised()).toEqual(['kit_unproved']);

    // With the keys of this machine, nothing is said of the kit.
    await app.call('drills.take', { backup: backup.id, on: 'server' });
    expect(await provedAt()).toBeNull();
    // Another kit does not open it.
    const other = path.join(temporaryFolder(), 'other.txt');
    await (await openTestApp()).app.call('keys.recovery', { out: other });
    const { drill: foreign } = await app.call('drills.take', { backup: backup.id, on: 'server', kit: other });
    expect(foreign).toMatchObject({ ok: false, state: 'untestable', missing: { code: 'key_missing' } });
    expect(await provedAt()).toBeNull();

    const { drill } = await app.call('drills.take', { backup: backup.id, on: 'server', kit });
    expect(drill).toMatchObject({ ok: true, state: 'restored', rows: 500 });
    expect(await provedAt()).toEqual(expect.any(String));
    expect(await advised()).toBeUndefined();

    const plan = { name: 'plan', connection: 'server', database: 'shop', schedule: null };
    await app.call('plans.change', plan);
    expect(await take(app)).toMatchObject({ encrypted: true });
    await app.call('plans.change', { ...plan, encryption: null });
    const plain = await take(app);
    await failure('bad_input', app.call('drills.take', { backup: plain.id, on: 'server', kit }));
  });

  it('opens the backups of a machine that lost its key, once it is imported', async () => {
    const { app, home, kit } = await openEncrypted();
    const backup = await take(app);
    const device = await deviceOf(app);
    await loseKey(home, { recipient: device?.recipient ?? '', identity: '' });
    const restore = () => app.call('backups.restore', { backup: backup.id, toNew: 'found_again' });
    await failure('key_missing', restore());
    const { run: unopened } = await app.call('backups.take', { plan: 'plan' });
    expect(unopened.advisories.map(({ code }) => code)).toContain('device_key_lost');
    await app.call('keys.import', { file: kit });
    expect((await restore()).restore).toMatchObject({ ok: true, rows: 500 });
  });

  it('gives no call, event, log or record an identity', async () => {
    const { app, home, events, kit } = await openEncrypted();
    const answers: unknown[] = [
      await app.call('keys.create', { rotate: true }),
      await app.call('keys.recovery', { form: 'hybrid', out: path.join(path.dirname(kit), 'pq.txt') }),
      await app.call('keys.import', { file: kit }),
      await app.call('keys.list', {}),
    ];
    const backup = await take(app);
    answers.push(await app.call('drills.take', { backup: backup.id, on: 'server', kit }));
    answers.push(await app.call('backups.reencrypt', { all: true }));
    answers.push(await app.call('backups.show', { backup: backup.id }), await app.call('plans.list', {}));
    const secret = /AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{20}/i;
    expect(readFileSync(kit, 'utf8')).toMatch(secret);
    expect(JSON.stringify([answers, events])).not.toMatch(secret);
    expect(writtenText(home)).not.toMatch(secret);
  });
});

it('a catalog that was lost knows the keys of its machine again when it is rebuilt', async () => {
  const { app, home } = await openEncrypted();
  const { id } = await take(app);
  app.close();
  rmSync(path.join(home, 'catalog.db'));
  const { app: next } = await openTestApp({ home });
  await next.call('catalog.rebuild', {});
  expect((await next.call('backups.verify', { backup: id })).results).toMatchObject([{ ok: true, level: 'decoded' }]);
  expect((await next.call('keys.list', {})).keys.map(({ role }) => role)).toEqual(['device']);
});

describe('re-encryption', () => {
  const reencrypt = async (app: App, order: CallInput<'backups.reencrypt'>) =>
    (await app.call('backups.reencrypt', order)).results;
  const onlyBackup = async (app: App): Promise<Backup> => {
    const { backups } = await app.call('backups.list', {});
    expect(backups).toHaveLength(1);
    return backups[0] as Backup;
  };

  it('follows a rotation: the new backup is the old one in all but whom it is sealed for', async () => {
    const { app, kit } = await openEncrypted();
    const old = await take(app);
    await app.call('backups.pin', { backup: old.id });
    await app.call('drills.take', { backup: old.id, on: 'server' });
    const before = await manifestOf(old);
    const [first] = (await app.call('keys.create', { rotate: true })).keys;
    expect((await app.call('backups.verify', { backup: old.id })).results).toMatchObject([{ ok: true }]);

    const [result] = await reencrypt(app, { plan: 'plan' });

    const backup = await onlyBackup(app);
    expect(result).toEqual({ backup: old.id, state: 'reencrypted', by: backup.id });
    const now = await manifestOf(backup);
    const { id: _id, file: _file, storedSha256: _stored, signature: signed, ...rest } = now;
    const { encryption, globals, reencryptedFrom, ...same } = rest;
    expect(signed?.key).toBe(before.signature?.key);
    expect(reencryptedFrom).toBe(old.id);
    expect(before).toMatchObject(same);
    expect(encryption?.recipients).toContain(first?.recipient);
    expect(encryption?.recipients).toHaveLength(2);
    expect(globals?.file).not.toBe(before.globals?.file);
    const base = path.basename(backup.manifestPath, '.json');
    expect(namesBeside(backup)).toEqual(
      ['.dump.age', '.globals.sql.age', '.json', '.verified.json'].map((ending) => `${base}${ending}`),
    );
    const { sha256, signature } = old;
    expect(backup).toMatchObject({ pinned: true, verification: { level: 'restored' }, sha256, signature });
    expect((await app.call('drills.list', { backup: backup.id })).drills).toMatchObject([{ backup: backup.id }]);
    expect((await app.call('drills.take', { backup: backup.id, on: 'server', kit })).drill.ok).toBe(true);
    expect(await reencrypt(app, { all: true })).toEqual([{ backup: backup.id, state: 'already' }]);
  });

  it('encrypts what was not, and changes one form for another', async () => {
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'shop' });
    const plain = await take(app);
    await failure('bad_input', app.call('backups.reencrypt', { backup: plain.id }));
    expect(await reencrypt(app, { all: true })).toEqual([]);
    await app.call('keys.recovery', {});
    const plan = { name: 'plan', connection: 'server', database: 'shop', schedule: null };
    await app.call('plans.change', { ...plan, encryption: KEYS });
    await reencrypt(app, { backup: plain.id });
    expect(await onlyBackup(app)).toMatchObject({ encrypted: true, sha256: plain.sha256 });

    const hybrid = { form: 'hybrid' as const, recipients: [] };
    await app.call('keys.recovery', { form: 'hybrid' });
    await app.call('plans.change', { ...plan, encryption: hybrid });
    expect(await reencrypt(app, { all: true })).toMatchObject([{ state: 'reencrypted' }]);
    const backup = await onlyBackup(app);
    expect((await manifestOf(backup)).encryption?.form).toBe('hybrid');
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'sealed_twice' });
    expect(restore.ok).toBe(true);
  });

  it('is finished where it was published and the old backup was not removed', async () => {
    const { app, home } = await openEncrypted();
    const old = await take(app);
    await app.call('keys.create', { rotate: true });
    app.close();
    const fail = (step: string) => {
      if (step === 'folder-synced') throw new Error('stopped here');
    };
    const { app: failing } = await openTestApp({ home, ports: { checkpoint: fail } });
    await failure('internal', failing.call('backups.reencrypt', { backup: old.id }));
    failing.close();
    const { app: next } = await openTestApp({ home });
    expect((await next.call('catalog.rebuild', {})).adopted).toBe(1);
    await next.call('backups.pin', { backup: old.id });

    const [result] = await reencrypt(next, { backup: old.id });
    expect(await onlyBackup(next)).toMatchObject({ id: result?.by, sha256: old.sha256, pinned: true });
  });

  it('leaves a damaged backup as it is, and goes on with the others', async () => {
    const { app } = await openEncrypted();
    const [bad, good] = [await take(app), await take(app)];
    const bytes = readFileSync(bad.path);
    bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
    writeFileSync(bad.path, bytes);
    await app.call('keys.create', { rotate: true });
    const results = await reencrypt(app, { plan: 'plan' });
    expect(results).toMatchObject([
      { backup: good.id, state: 'reencrypted' },
      { backup: bad.id, state: 'failed', reason: expect.stringMatching(/does not authenticate/) },
    ]);
    expect(namesBeside(bad).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(namesBeside(bad)).toContain(path.basename(bad.path));
  });
});
