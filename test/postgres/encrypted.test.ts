import { execFile, execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import { hashFile } from '../../main/storage/hash.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { PlanEncryption } from '../../shared/model/encryption.ts';
import { restoreCommand } from '../../shared/restoreCommand.ts';
import { fakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { giveKeys, type HomeKeys, importKey, loseKey } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { changeCatalog, dumpText, failure, manifestOf, namesBeside, take, tamper } from './support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql(
  `CREATE TABLE authors AS SELECT i AS id FROM generate_series(1, 10) i;
   CREATE TABLE items (id int PRIMARY KEY, name text);
   INSERT INTO items SELECT i, md5(i::text) || repeat(md5((i * 7)::text), 4) FROM generate_series(1, 3000) i;
   CREATE INDEX items_by_name ON items (name);`,
  'shop',
);
const run = promisify(execFile);

interface Sealed {
  readonly app: App;
  readonly home: string;
  readonly keys: HomeKeys;
  readonly backup: Backup;
}

const KEYS: PlanEncryption = { form: 'x25519', recipients: [] };
const PASSPHRASE: PlanEncryption = { form: 'passphrase', recipients: [] };

async function takeSealed(plan: Partial<CallInput<'plans.add'>> = {}): Promise<Sealed> {
  const { app, home } = await openTestApp({ env: safeTools().env });
  const keys = await giveKeys(home, plan.encryption?.form === 'hybrid' ? 'hybrid' : 'x25519');
  await addPlan(app, server, { database: 'shop', encryption: KEYS, ...plan });
  return { app, home, keys, backup: await take(app) };
}

/** The real programs, which say that they are new enough to restore SQL, and write down what they are asked. */
function safeTools() {
  const script = `if [ "$1" = --version ]; then "$REAL" --version | sed 's/[0-9]*\\.[0-9]*/15.99/'; exit; fi
printf '%s\\n' "$(basename "$REAL") $*" >> "$(dirname "$0")/asked"
exec "$REAL" "$@"`;
  const names = ['pg_dump', 'pg_restore', 'pg_dumpall', 'psql'];
  return fakeTools(server.binDir, Object.fromEntries(names.map((name) => [name, script])));
}

/** What the programs were asked since the last look. */
function asked(app: App): string {
  const file = path.join(app.config.toolDirs[0] ?? '', 'asked');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, '');
  return text;
}

/** What is left of anything decrypted. */
const scratchOf = (home: string) => filesOf(home).filter((name) => name.startsWith('scratch'));
const filesOf = (home: string) => globSync('**', { cwd: home }).filter((name) => !isFolder(home, name));
const isFolder = (home: string, name: string) => statSync(path.join(home, name)).isDirectory();

function identityFile({ identity }: { identity: string }): string {
  const file = path.join(temporaryFolder(), 'key.txt');
  writeFileSync(file, `${identity}\n`, { mode: 0o600 });
  return file;
}

let count = 0;
async function expectRestores(app: App, backup: Backup): Promise<void> {
  const toNew = `copy_${(count += 1)}`;
  const { restore } = await app.call('backups.restore', { backup: backup.id, toNew });
  expect(restore).toMatchObject({ ok: true, tables: 2, rows: 3010 });
  expect(await dumpText(server, toNew)).toBe((await dumpText(server, 'shop')).replaceAll('"shop"', toNew));
}

describe('an encrypted backup', () => {
  it.each<[what: string, plan: Partial<CallInput<'plans.add'>>, ending: string]>([
    ['in the custom format', {}, '.dump.age'],
    ['of compressed SQL', { format: 'plain', compression: 'gzip:1' }, '.sql.gz.age'],
    ['of SQL', { format: 'plain', compression: 'none' }, '.sql.age'],
    ['that withstands quantum computers', { encryption: { form: 'hybrid', recipients: [] } }, '.dump.age'],
  ])('%s is proved, drilled and restored, and leaves nothing decrypted', async (_what, plan, ending) => {
    const { app, home, backup } = await takeSealed(plan);
    const base = path.basename(backup.manifestPath, '.json');
    expect(namesBeside(backup)).toEqual([`${base}${ending}`, `${base}.globals.sql.age`, `${base}.json`].toSorted());
    expect(backup).toMatchObject({ state: 'good', encrypted: true, verification: { level: 'decoded' } });
    expect(backup.storedBytes).toBeGreaterThan(backup.plainBytes);
    expect(await hashFile(backup.path)).toEqual({ bytes: backup.storedBytes, sha256: backup.storedSha256 });
    for (const level of ['checksum', 'decoded'] as const) {
      const { results } = await app.call('backups.verify', { backup: backup.id, level });
      expect(results).toEqual([{ backup: backup.id, level, ok: true }]);
    }
    if (plan.format !== 'plain') {
      const ready = await app.call('restores.check', { backup: backup.id, toNew: 'elsewhere' });
      expect(ready.checks.filter(({ ok, severity }) => !ok && severity === 'error')).toEqual([]);
      const { drill } = await app.call('drills.take', { backup: backup.id, on: 'server' });
      expect(drill).toMatchObject({ state: 'restored', rows: 3010 });
    }
    await expectRestores(app, backup);
    expect(scratchOf(home)).toEqual([]);
  });

  it('opens with age and pg_restore alone, by the key of the machine and by that of the kit', async () => {
    const { keys, backup } = await takeSealed();
    for (const pair of [keys.device, keys.recovery]) {
      const { stdout } = await run('age', ['-d', '-i', identityFile(pair), backup.path], { encoding: 'buffer' });
      const listed = execFileSync(path.join(server.binDir, 'pg_restore'), ['--list'], { input: stdout });
      expect(listed.toString()).toContain('TABLE DATA public items');
    }
    const globals = backup.path.replace('.dump.age', '.globals.sql.age');
    const { stdout } = await run('age', ['-d', '-i', identityFile(keys.recovery), globals]);
    expect(stdout).toContain(`CREATE ROLE ${server.user};`);
    expect((await manifestOf(backup)).encryption).toEqual({
      form: 'x25519',
      recipients: expect.arrayContaining([keys.device.recipient, keys.recovery.recipient]),
    });
  });

  it('is restored by the command that is shown for it', async () => {
    const { app, keys, backup } = await takeSealed();
    const { encryption } = await app.call('backups.show', { backup: backup.id });
    const folder = path.dirname(identityFile(keys.recovery));
    await run('sh', ['-c', restoreCommand(backup, encryption)], {
      cwd: folder,
      env: {
        PATH: `${server.binDir}:${process.env['PATH']}`,
        PGHOST: server.host,
        PGPORT: String(server.port),
        PGUSER: server.user,
        PGPASSWORD: server.password,
      },
    });
    expect(await server.sql('SELECT count(*)::int AS n FROM items', 'shop_restored')).toEqual([{ n: 3000 }]);
  });

  it('can be replaced by, salvaged from, and taken rows from', async () => {
    const { app, home, backup } = await takeSealed();
    await server.createDatabase('live');
    await server.sql('CREATE TABLE items (id int PRIMARY KEY, name text)', 'live');
    const rows = await app.call('backups.restoreRows', {
      backup: backup.id,
      into: 'live',
      tables: [{ schema: 'public', name: 'items' }],
    });
    expect(rows.restore).toMatchObject({ ok: true, rows: 3000 });
    const replaced = await app.call('restores.replace', { backup: backup.id, database: 'shop', confirm: 'shop' });
    expect(replaced.restore).toMatchObject({ ok: true, rows: 3010 });
    expect(scratchOf(home)).toEqual([]);
  });
});

describe('without the key', () => {
  it('an encrypted backup counts as not tested, never as bad, and nothing is written', async () => {
    const { app, home, keys, backup } = await takeSealed();
    await loseKey(home, keys.device);
    // A key that fits nothing is no better than none.
    await giveKeys(home);
    const before = await server.databases();

    expect((await app.call('backups.verify', { backup: backup.id, level: 'checksum' })).results[0]?.ok).toBe(true);
    await failure('key_missing', app.call('backups.verify', { backup: backup.id, level: 'decoded' }));
    const all = await app.call('backups.verify', { level: 'decoded' });
    expect(all.results).toEqual([{ backup: backup.id, level: 'checksum', ok: true, reason: expect.any(String) }]);
    const { drill } = await app.call('drills.take', { backup: backup.id, on: 'server' });
    expect(drill).toMatchObject({ state: 'untestable', missing: { code: 'key_missing' } });
    const { checks } = await app.call('restores.check', { backup: backup.id, toNew: 'never' });
    expect(checks.find(({ code }) => code === 'key')).toMatchObject({ ok: false, severity: 'error' });
    await failure('key_missing', app.call('backups.restore', { backup: backup.id, toNew: 'never' }));
    await failure(
      'key_missing',
      app.call('restores.replace', { backup: backup.id, database: 'shop', confirm: 'shop' }),
    );

    expect(await server.databases()).toEqual(before);
    expect((await app.call('backups.show', { backup: backup.id })).backup.state).toBe('good');
    expect(scratchOf(home)).toEqual([]);
  });

  it('a home that knows nothing but the folder and the kit restores it', async () => {
    const { keys, backup } = await takeSealed();
    const { app, home } = await openTestApp();
    const { host, port, user, password } = server;
    await app.call('connections.add', { name: 'server', host, port, user, password });
    const rebuilt = await app.call('catalog.rebuild', { dirs: [path.dirname(path.dirname(backup.path))] });
    expect(rebuilt).toMatchObject({ adopted: 1, missing: 0, unknown: 0 });
    await importKey(home, keys.recovery);
    await expectRestores(app, (await app.call('backups.show', { backup: backup.id })).backup);
  });
});

describe('with a passphrase', () => {
  it('a plan opens its backups, also those of an earlier passphrase', async () => {
    // Without roles to save: each file takes its time with a passphrase.
    const { env } = fakeTools(server.binDir, { pg_dumpall: 'exit 1' });
    const { app, home } = await openTestApp({ env });
    const plan = { database: 'shop', encryption: PASSPHRASE };
    await addPlan(app, server, { ...plan, passphrase: 'first correct horse' });
    const backup = await take(app);
    const order = { name: 'plan', connection: 'server', schedule: null, ...plan };
    await app.call('plans.change', { ...order, passphrase: 'second battery staple' });
    const { results } = await app.call('backups.verify', { backup: backup.id, level: 'decoded' });
    expect(results).toEqual([{ backup: backup.id, level: 'decoded', ok: true }]);
    expect((await manifestOf(backup)).encryption).toEqual({ form: 'passphrase', recipients: [] });
    for (const secret of ['correct horse', 'battery staple'])
      for (const name of filesOf(home)) expect(readFileSync(path.join(home, name), 'latin1')).not.toContain(secret);
  });
});

describe('damage', () => {
  it('that its manifest was made to agree with is found before pg_restore sees anything', async () => {
    const { app, home, backup } = await takeSealed();
    const bytes = readFileSync(backup.path);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(backup.path, bytes);
    const { sha256 } = await hashFile(backup.path);
    await tamper(backup, (manifest) => ({ ...manifest, storedSha256: sha256 }));
    const before = await server.databases();
    asked(app);
    await failure('archive_damaged', app.call('backups.restore', { backup: backup.id, toNew: 'never' }));
    expect(asked(app)).toBe('');
    const { results } = await app.call('backups.verify', { backup: backup.id, level: 'decoded' });
    expect(results).toMatchObject([{ ok: false }]);
    expect(await server.databases()).toEqual(before);
    expect(scratchOf(home)).toEqual([]);
  });

  it('does not let a whole archive of somebody else stand in, sealed for the same keys', async () => {
    const { app, backup, keys } = await takeSealed();
    const forged = path.join(temporaryFolder(), 'forged');
    const plain = execFileSync('age', ['-d', '-i', identityFile(keys.device), backup.path]);
    plain[plain.length - 1] = (plain[plain.length - 1] ?? 0) ^ 1;
    execFileSync('age', ['-r', keys.device.recipient, '-o', forged], { input: plain });
    writeFileSync(backup.path, readFileSync(forged));
    const { bytes, sha256 } = await hashFile(backup.path);
    await tamper(backup, (manifest) => ({ ...manifest, storedSha256: sha256, storedBytes: bytes }));
    asked(app);
    await failure('hash_mismatch', app.call('backups.restore', { backup: backup.id, toNew: 'never' }));
    expect(asked(app)).toBe('');
  });

  it('that the manifest knows of keeps a look at the restore from reading it, too', async () => {
    const { app, backup } = await takeSealed();
    const check = () => app.call('restores.check', { backup: backup.id, toNew: 'never' });
    expect((await check()).checks.filter(({ ok }) => !ok)).toEqual([]);
    const bytes = readFileSync(backup.path);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(backup.path, bytes);
    expect((await check()).checks.find(({ ok }) => !ok)?.message).toContain('SHA-256');
  });

  it('leaves a salvage what stands before it', async () => {
    const { app, home, backup } = await takeSealed({ compression: 'none' });
    const bytes = readFileSync(backup.path);
    // The definitions and the rows of the first table come before it.
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(backup.path, bytes);
    await failure('hash_mismatch', app.call('backups.restore', { backup: backup.id, toNew: 'never' }));
    const { restore } = await app.call('backups.restore', { backup: backup.id, toNew: 'salvaged', salvage: true });
    expect(restore.ok).toBe(false);
    expect(restore.errors[0]).toContain('SHA-256');
    expect(restore.rows).toBe(10);
    expect(restore.differences).toMatchObject([{ object: 'public.items' }]);
    expect(scratchOf(home)).toEqual([]);
  });
});

describe('a plan', () => {
  it('is not backed up when its keys are gone, whatever keys of another form there are', async () => {
    const { app, home } = await openTestApp();
    await giveKeys(home);
    await addPlan(app, server, { database: 'shop', encryption: KEYS });
    changeCatalog(home, 'DELETE FROM keys');
    await failure('secret_unavailable', app.call('backups.take', { plan: 'plan' }));
    await giveKeys(home, 'hybrid');
    await failure('secret_unavailable', app.call('backups.take', { plan: 'plan' }));
    expect(existsSync(path.join(home, 'backups'))).toBe(false);
  });
});

it('shows no identity, no passphrase and no file key: not in arguments, logs, manifests or the catalog', async () => {
  const { app, home, keys, backup } = await takeSealed();
  await expectRestores(app, backup);
  await app.call('backups.verify', { backup: backup.id, level: 'decoded' });
  const secrets = [keys.device.identity, keys.recovery.identity];
  const told = asked(app);
  expect(told).toContain('pg_restore');
  for (const secret of secrets) expect(told).not.toContain(secret);
  const files = globSync('**', { cwd: home }).filter((name) => !isFolder(home, name));
  for (const name of files)
    for (const secret of secrets) expect(readFileSync(path.join(home, name), 'latin1')).not.toContain(secret);
});
