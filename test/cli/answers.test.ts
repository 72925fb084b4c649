import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CallName, type CallOutput, calls } from '../../shared/contract.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { tamper } from '../postgres/support.ts';

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql(
  'CREATE TABLE items (id int PRIMARY KEY, name text); INSERT INTO items VALUES (1, $$one$$), (2, $$two$$)',
  'shop',
);

/** A home with the connection `main` and the plan `nightly`. */
async function prepared() {
  const home = temporaryFolder();
  const env = { CANARY: server.password };
  const cli = (...args: string[]) => runCliHere(args, { home, env });
  const answer = async <Name extends CallName>(name: Name, ...args: string[]): Promise<CallOutput<Name>> => {
    const { code, stdout } = await cli(...args, '--json');
    expect({ code, stdout }).toMatchObject({ code: 0 });
    const parsed: unknown = JSON.parse(stdout);
    // Strict: what the contract does not promise is not there either.
    expect(calls[name].output.parse(parsed)).toEqual(parsed);
    return parsed as CallOutput<Name>;
  };
  const human = async (...args: string[]) => {
    const { stdout, stderr, code } = await cli(...args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };
  const flags = ['--host', server.host, '--port', String(server.port), '--user', server.user];
  await answer('connections.add', 'connection', 'add', 'main', ...flags, '--password-env', 'CANARY');
  await answer('plans.add', 'plan', 'add', 'nightly', '--connection', 'main', '--database', 'shop');
  return { home, cli, answer, human };
}

describe('the JSON of each command is what the contract says, and its words are for a person:', () => {
  it('backup, backups, show, pin, unpin, delete', async () => {
    const { answer, human, cli } = await prepared();
    const { backup } = await answer('backups.take', 'backup', 'nightly');
    const id = backup.id.slice(0, 8);
    expect(backup).toMatchObject({
      plan: 'nightly',
      database: 'shop',
      state: 'good',
      verification: { level: 'decoded' },
    });
    expect((await answer('backups.list', 'backups', '--plan', 'nightly', '--limit', '1')).backups).toHaveLength(1);
    expect((await answer('backups.show', 'show', 'latest:nightly')).contents?.tables).toMatchObject([
      { name: 'items', rows: 2 },
    ]);
    expect(await human('backups')).toMatch(new RegExp(`^BACKUP .*\n${id} +nightly +shop +now .*decoded +good`));
    expect(await human('show', id)).toMatch(/public\.items +2 rows/);
    expect((await answer('backups.pin', 'pin', id)).backup.pinned).toBe(true);
    expect(await human('backups')).toMatch(/good, pinned/);
    expect((await cli('delete', id, '--confirm', id)).code).toBe(4);
    expect((await answer('backups.unpin', 'unpin', id)).backup.pinned).toBe(false);
    const unconfirmed = await cli('delete', id);
    expect(unconfirmed.code).toBe(4);
    expect(unconfirmed.stderr).toContain(`Type: lifeboat delete ${id} --confirm ${id}`);
    expect((await answer('backups.delete', 'delete', id, '--confirm', id)).backup.id).toBe(backup.id);
    expect(existsSync(backup.path)).toBe(false);
    expect(await human('backups')).toMatch(/^No backup yet\.\n/);
  });

  it('plan add with keys or a passphrase, and show', async () => {
    const { home, answer, human } = await prepared();
    const { recovery } = await giveKeys(home);
    await giveKeys(home, 'hybrid');
    const add = (name: string, ...flags: string[]) =>
      answer('plans.add', 'plan', 'add', name, '--connection', 'main', '--database', 'shop', ...flags);
    const encryptionOf = async (name: string, ...flags: string[]) => (await add(name, ...flags)).plans[0]?.encryption;
    expect(await encryptionOf('keys', '--encrypt')).toEqual({ form: 'x25519', recipients: [] });
    expect(await encryptionOf('others', '--encrypt-to', recovery.recipient)).toEqual({
      form: 'x25519',
      recipients: [recovery.recipient],
    });
    expect(await encryptionOf('quantum', '--post-quantum')).toEqual({ form: 'hybrid', recipients: [] });
    expect(await encryptionOf('phrase', '--encrypt-passphrase-env', 'CANARY')).toEqual({
      form: 'passphrase',
      recipients: [],
    });
    expect(await human('plan', 'show', 'others')).toContain('for this machine, the recovery key and 1 other recipient');
    const { backup } = await answer('backups.take', 'backup', 'keys');
    expect((await answer('backups.show', 'show', backup.id)).encryption?.recipients).toHaveLength(2);
    const shown = await human('show', backup.id);
    expect(shown).toContain('with age, for 2 keys');
    expect(shown).toContain(`age --decrypt --identity key.txt ${backup.path} | pg_restore`);
  });

  it('restore --replace, undo, restores, forget', async () => {
    await server.createDatabase('replaced');
    await server.sql('CREATE TABLE items AS SELECT generate_series(1, 5) AS n', 'replaced');
    const { answer, human, cli } = await prepared();
    await answer('plans.add', 'plan', 'add', 'other', '--connection', 'main', '--database', 'replaced');
    const id = (await answer('backups.take', 'backup', 'other')).backup.id.slice(0, 8);
    await server.sql('DELETE FROM items WHERE n > 2', 'replaced');
    const asked = await cli('restore', id, '--replace', 'replaced');
    expect(asked.code).toBe(4);
    expect(asked.stderr).toContain('public.items: 2 rows now, 5 rows in the backup.');
    expect(asked.stderr).toContain(`Type: lifeboat restore ${id} --replace replaced --confirm replaced`);
    expect((await cli('restore', id, '--replace', 'replaced', '--confirm', 'Replaced')).code).toBe(4);
    const confirmed = ['--replace', 'replaced', '--confirm', 'replaced', '--keep-days', '3'];
    const { restore } = await answer('restores.replace', 'restore', id, ...confirmed);
    expect(restore).toMatchObject({ ok: true, rows: 5, database: 'replaced' });
    expect(await human('restores')).toMatch(/^RESTORE .*\n.* replace +replaced +succeeded +replaced_before_/);
    await server.sql('INSERT INTO items VALUES (6)', 'replaced');
    const unsure = await cli('undo', restore.id);
    expect(unsure.code).toBe(4);
    expect(unsure.stderr).toContain('public.items: 5 rows then, 6 rows now');
    const { undo } = await answer('restores.undo', 'undo', restore.id, '--confirm', 'replaced');
    expect(await server.sql('SELECT count(*)::int AS n FROM items', 'replaced')).toEqual([{ n: 2 }]);
    const kept = undo.previousDatabase ?? '';
    expect((await cli('forget', undo.restore)).stderr).toContain(`--confirm ${kept}`);
    expect((await answer('restores.forget', 'forget', undo.restore, '--confirm', kept)).dropped).toBe(kept);
    expect(await server.databases()).not.toContain(kept);
  });

  it('verify', async () => {
    const { answer, human, cli } = await prepared();
    const { backup } = await answer('backups.take', 'backup');
    expect((await answer('backups.verify', 'verify', 'latest', '--level', 'checksum')).results).toMatchObject([
      { level: 'checksum', ok: true },
    ]);
    expect(await human('verify', '--all')).toMatch(/decoded +good/);
    await rm(backup.path);
    const bad = await cli('verify', '--all', '--json');
    expect(bad.code).toBe(1);
    expect(bad.json()).toMatchObject({ results: [{ backup: backup.id, ok: false }] });
    expect((await cli('verify')).code).toBe(2);
    expect((await cli('verify', 'latest', '--all')).code).toBe(2);
  });

  it('drill', async () => {
    const { answer, human, cli } = await prepared();
    const { backup } = await answer('backups.take', 'backup');
    const { drill } = await answer('drills.take', 'drill', 'latest');
    expect(drill).toMatchObject({
      backup: backup.id,
      ok: true,
      state: 'restored',
      tables: 1,
      rows: 2,
      differences: [],
    });
    expect(await human('drill', 'latest', '--on', 'main')).toMatch(
      /Place +a scratch database on main, gone again\nTime to restore .*\nCompared +1 table, 2 rows\n[^]*equals the backup/,
    );
    expect(await human('backups')).toContain('restored');
    await tamper(backup, (value) => ({ ...value, serverVersion: '99.1' }));
    const untestable = await cli('drill', 'latest', '--json');
    expect(untestable.code).toBe(3);
    expect(untestable.json()).toMatchObject({ drill: { state: 'untestable', missing: { code: 'major_missing' } } });
    const climbed = await cli('verify', 'latest', '--level', 'restored');
    expect(climbed.code).toBe(3);
    expect(climbed.stdout).toMatch(/checksum +good so far +The backup comes from PostgreSQL 99/);
    await tamper(backup, (value) => ({
      ...value,
      serverVersion: backup.serverVersion,
      fingerprint: { ...value.fingerprint, tables: value.fingerprint.tables.map((table) => ({ ...table, rows: 3 })) },
    }));
    const different = await cli('drill', 'latest');
    expect(different.code).toBe(1);
    expect(different.stdout).toMatch(/rows +public\.items +3 +2/);
    await rm(backup.path);
    expect((await cli('drill', backup.id, '--json')).json()).toMatchObject({ drill: { state: 'damaged', ok: false } });
    expect((await cli('drill', backup.id)).code).toBe(1);
  });

  it('restore', async () => {
    const { answer, human, cli } = await prepared();
    await answer('backups.take', 'backup');
    const { restore } = await answer(
      'backups.restore',
      'restore',
      'latest',
      '--to-new',
      'shop_json',
      '--jobs',
      '1',
      '--no-owner',
    );
    expect(restore).toMatchObject({ ok: true, tables: 1, rows: 2, database: 'shop_json', differences: [] });
    expect(await human('restore', 'latest', '--to-new', 'shop_words', '--only', 'schema')).toContain(
      'It equals the backup.',
    );
    expect((await cli('restore', 'latest')).code).toBe(2);
    expect((await cli('restore', 'latest', '--to-new', 'shop')).code).toBe(4);
  });

  it('plan', async () => {
    const { answer, human, cli } = await prepared();
    const { plans } = await answer(
      'plans.add',
      ...'plan add rare --connection main --database shop --schedule none --keep monthly=12 --keep-days 3'.split(' '),
      ...'--fingerprint counts --format directory --jobs 2 --compression gzip:2 --drill never'.split(' '),
    );
    expect(plans).toMatchObject([
      {
        schedule: null,
        retention: { monthly: 12, days: 3 },
        fingerprint: 'counts',
        format: 'directory',
        jobs: 2,
        drillEvery: 'never',
      },
    ]);
    expect((await answer('plans.list', 'plan', 'list')).plans.map(({ name }) => name)).toEqual(['nightly', 'rare']);
    expect((await answer('plans.next', 'plan', 'next', 'nightly', '--count', '3')).slots).toHaveLength(3);
    expect((await answer('plans.next', 'plan', 'next', 'rare')).slots).toEqual([]);
    expect(await human('plan', 'next', 'rare')).toContain('has no schedule');
    expect(await human('plan', 'show', 'nightly')).toMatch(
      /Schedule +0 2 \* \* \*.*\nNext +.*, then .*\nKeeps +days=7\nDrills +the newest backup each week\n/,
    );
    expect(await human('plan', 'add', 'all', '--connection', 'main', '--database', 'shop', '--keep-days', '0')).toMatch(
      /Keeps +everything/,
    );
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await answer('plans.pause', 'plan', 'pause', 'nightly', '--until', until)).plans[0]?.paused).toEqual({
      until,
    });
    expect(await human('plan', 'pause', 'nightly')).toBe('nightly is paused until resumed.\n');
    expect(await human('plan', 'list')).toMatch(/nightly .* paused/);
    expect((await answer('plans.resume', 'plan', 'resume', 'nightly')).plans[0]?.paused).toBeNull();
    expect((await answer('plans.remove', 'plan', 'remove', 'rare')).plans).toHaveLength(1);
    expect((await cli('plan', 'add', 'x', '--connection', 'main')).code).toBe(2);
    expect(
      (await cli('plan', 'add', 'x', '--connection', 'main', '--database', 'd', '--keep', 'days=1', '--keep-days', '2'))
        .code,
    ).toBe(2);
  });

  it('connection', async () => {
    const { answer, human, cli } = await prepared();
    expect((await answer('connections.list', 'connection', 'list')).connections).toMatchObject([
      { name: 'main', passwordFrom: 'env' },
    ]);
    expect(
      (await answer('connections.test', 'connection', 'test', 'main')).connection.databases.map(({ name }) => name),
    ).toContain('shop');
    expect(await human('connection', 'test', 'main')).toMatch(/^main answers: PostgreSQL \d+/);
    expect((await cli('connection', 'remove', 'main')).code).toBe(4);
    await answer('plans.remove', 'plan', 'remove', 'nightly');
    expect((await answer('connections.remove', 'connection', 'remove', 'main')).connections).toEqual([]);
    expect(await human('connection', 'list')).toMatch(/^No connection yet\./);
  });

  it('prune', async () => {
    const { answer, human } = await prepared();
    expect(await human('prune')).toMatch(/^No backup to prune\./);
    await answer('plans.add', 'plan', 'add', 'short', '--connection', 'main', '--database', 'shop', '--keep', 'last=1');
    const { backup } = await answer('backups.take', 'backup', 'short');
    await answer('backups.take', 'backup', 'short');
    const preview = await answer('plans.prune', 'prune', 'short', '--dry-run');
    expect(preview.deleted.map((gone) => gone.backup)).toEqual([backup.id]);
    expect(await human('prune', 'short', '--dry-run')).toContain('1 backup would be deleted, 1 kept.');
    expect(await answer('plans.prune', 'prune', 'short')).toEqual(preview);
    expect(existsSync(backup.path)).toBe(false);
  });

  it('runs, log, status, doctor', async () => {
    const { answer, human } = await prepared();
    expect(await human('runs')).toMatch(/^Nothing has run yet\./);
    const { run } = await answer('backups.take', 'backup');
    expect((await answer('runs.list', 'runs', '--limit', '1')).runs).toMatchObject([{ id: run.id, kind: 'backup' }]);
    expect((await answer('runs.log', 'log', run.id.slice(0, 8))).lines.at(-1)).toMatchObject({ event: 'run.ended' });
    expect(await human('log', run.id)).toMatch(/^backup of nightly, .*: succeeded\n(.*\n)*.* run\.ended /);
    expect((await answer('status.get', 'status')).plans).toMatchObject([{ plan: 'nightly', state: 'protected' }]);
    expect(await human('status')).toMatch(/\nnightly +protected +now \(/);
    expect((await answer('doctor.run', 'doctor')).connections).toMatchObject([{ name: 'main', reachable: true }]);
    expect(await human('doctor')).toMatch(/CONNECTION +REACHABLE/);
  });

  it('catalog', async () => {
    const { answer, human, home } = await prepared();
    const { backup } = await answer('backups.take', 'backup');
    expect(await answer('catalog.check', 'catalog', 'check')).toEqual({ ok: true, problems: [] });
    const copy = path.join(home, 'copy.db');
    expect(await answer('catalog.copy', 'catalog', 'copy', copy)).toEqual({ file: copy });
    expect(existsSync(copy)).toBe(true);
    const fresh = temporaryFolder();
    const dir = path.dirname(path.dirname(backup.path));
    const adopted = await runCliHere(['catalog', 'rebuild', '--dir', dir, '--json'], { home: fresh });
    expect(calls['catalog.rebuild'].output.parse(adopted.json())).toMatchObject({ adopted: 1, missing: 0 });
    expect(await human('catalog', 'rebuild')).toMatch(/^0 backups adopted, 0 missing/);
  });
});
