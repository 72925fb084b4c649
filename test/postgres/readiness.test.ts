import { rmSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSession } from '../../main/postgres/session.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { failure, take, tamper } from './support.ts';

const server = await startTestServer();
await server.sql(
  `CREATE ROLE plain LOGIN CREATEDB PASSWORD 'x'; CREATE ROLE humble LOGIN PASSWORD 'x';
   CREATE ROLE still LOGIN CREATEDB PASSWORD 'x'; ALTER ROLE still SET default_transaction_read_only = on;
   CREATE ROLE alone LOGIN CREATEDB PASSWORD 'x' CONNECTION LIMIT 2; CREATE ROLE keeper`,
);
await server.createDatabase('shop');
await server.sql(
  `CREATE EXTENSION citext; CREATE TABLE item (id serial, name citext);
   INSERT INTO item (name) SELECT 'item ' || i FROM generate_series(1, 100) i; ALTER TABLE item OWNER TO keeper;
   CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $f$ BEGIN PERFORM 1; END $f$;
   CREATE EVENT TRIGGER watch_ddl ON ddl_command_end EXECUTE FUNCTION on_ddl(); CREATE PUBLICATION news FOR TABLE item`,
  'shop',
);

async function prepared(change?: (manifest: Manifest) => Manifest) {
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'shop' });
  const backup = await take(app);
  if (change) await tamper(backup, change);
  const { host, port } = server;
  for (const user of ['plain', 'humble', 'still', 'alone'])
    await app.call('connections.add', { name: user, host, port, user, password: 'x' });
  await app.call('connections.add', { name: 'wrong', host, port, user: 'plain', password: 'y' });
  await app.call('connections.add', { name: 'gone', host, port, user: 'plain', database: 'nowhere', password: 'x' });
  await app.call('connections.add', { name: 'down', host: '127.0.0.1', port: 1, user: 'plain', password: 'x' });
  return { app, backup };
}

type Order = Partial<CallInput<'restores.check'>>;
interface Misfit {
  readonly order?: Order;
  readonly change?: (manifest: Manifest) => Manifest;
  readonly damage?: (backup: Backup) => void;
  /** The checks that must fail. */
  readonly codes: readonly string[];
  /** What the restore itself says. */
  readonly error: ErrorCode;
}

const withExtension = (name: string) => (manifest: Manifest) => ({
  ...manifest,
  contents: { ...manifest.contents, extensions: [...manifest.contents.extensions, { name, version: '1' }] },
});
const sortedBy = (collate: string) => (manifest: Manifest) => ({
  ...manifest,
  databaseProperties: { ...manifest.databaseProperties, collate },
});

const misfits: Record<string, Misfit> = {
  'a name that is taken': { order: { toNew: 'shop' }, codes: ['target'], error: 'database_exists' },
  'a role that may not create databases': {
    order: { on: 'humble', noOwner: true },
    codes: ['rights', 'superuser'],
    error: 'permission_denied',
  },
  'an owner that the role is no member of': {
    order: { on: 'plain' },
    codes: ['ownership', 'superuser'],
    error: 'target_unfit',
  },
  'objects for superusers': { order: { on: 'plain', noOwner: true }, codes: ['superuser'], error: 'target_unfit' },
  'roles that cannot be made': {
    order: { on: 'plain' },
    change: (manifest) => ({ ...manifest, contents: { ...manifest.contents, roles: ['departed'] } }),
    codes: ['roles', 'superuser'],
    error: 'roles_missing',
  },
  'a role whose transactions are read-only': {
    order: { on: 'still', noOwner: true },
    codes: ['writable', 'superuser'],
    error: 'target_unfit',
  },
  'a role whose connections are limited': {
    order: { on: 'alone', noOwner: true, jobs: 2 },
    codes: ['connections', 'superuser'],
    error: 'target_unfit',
  },
  'an extension that is not there': {
    change: withExtension('nothing_like_it'),
    codes: ['extensions'],
    error: 'extension_missing',
  },
  'an unknown locale': { change: sortedBy('xx_XX.UTF-8'), codes: ['collation'], error: 'target_unfit' },
  'a disk that is too small': {
    change: (manifest) => ({
      ...manifest,
      contents: {
        ...manifest.contents,
        tables: manifest.contents.tables.map((table) => ({ ...table, bytes: 2 ** 50 })),
      },
    }),
    codes: ['space'],
    error: 'server_disk_full',
  },
  'a server that is down': { order: { on: 'down' }, codes: ['connection'], error: 'server_unreachable' },
  'a wrong password': { order: { on: 'wrong' }, codes: ['connection'], error: 'authentication_failed' },
  'a maintenance database that is gone': { order: { on: 'gone' }, codes: ['connection'], error: 'no_database' },
  'programs that are too old': {
    change: (manifest) => ({ ...manifest, tool: { ...manifest.tool, version: '99.1' } }),
    codes: ['client'],
    error: 'tool_missing',
  },
  'an archive that is gone': {
    damage: ({ path }) => rmSync(path),
    codes: ['archive'],
    error: 'file_missing',
  },
  'an archive that was cut short': {
    damage: ({ path, storedBytes }) => truncateSync(path, storedBytes - 1),
    codes: ['archive'],
    error: 'hash_mismatch',
  },
  'a manifest that is gone': {
    damage: ({ manifestPath }) => rmSync(manifestPath),
    codes: ['archive'],
    error: 'file_missing',
  },
  'a manifest that is none': {
    damage: ({ manifestPath }) => truncateSync(manifestPath, 10),
    codes: ['archive'],
    error: 'manifest_invalid',
  },
  'a table that is not in the backup': {
    order: { tables: [{ schema: 'public', name: 'nothing' }] },
    codes: ['selection'],
    error: 'bad_input',
  },
};

describe('a restore names what is in its way before it writes anything', () => {
  it.each(Object.entries(misfits))('%s', async (_, { order, change, damage, codes, error }) => {
    const { app, backup } = await prepared(change);
    damage?.(backup);
    const before = await server.databases();
    const whole = { backup: backup.id, toNew: 'never_made', ...order };
    const { checks } = await app.call('restores.check', whole);
    const errors = checks.filter(({ ok, severity }) => !ok && severity === 'error');
    expect(errors.map(({ code }) => code).sort()).toEqual([...codes].sort());
    await failure(error, app.call('backups.restore', whole));
    expect(await server.databases()).toEqual(before);
    expect(await server.sql(`SELECT 1 FROM pg_roles WHERE rolname = 'departed'`)).toEqual([]);
  });

  it('a tablespace that is gone, and goes on without it', async () => {
    await server.createDatabase('spread');
    const session = await openSession(server.access, 'spread');
    await session.query('SET allow_in_place_tablespaces = on');
    await session.query(`CREATE TABLESPACE fast LOCATION ''`);
    await session.close();
    await server.sql('CREATE TABLE quick TABLESPACE fast AS SELECT generate_series(1, 10) AS n', 'spread');
    const { app } = await openTestApp();
    await addPlan(app, server, { database: 'spread' });
    const { id: backup } = await take(app);
    await server.sql('DROP DATABASE spread');
    await server.sql('DROP TABLESPACE fast');
    const order = { backup, toNew: 'gathered' };
    await failure('target_unfit', app.call('backups.restore', order));
    const { checks } = await app.call('restores.check', order);
    const { fix } = checks.find(({ ok }) => !ok) ?? {};
    expect(fix).toEqual({ noTablespaces: true });
    const { restore } = await app.call('backups.restore', { ...order, ...fix });
    expect(restore).toMatchObject({ ok: true, differences: [], rows: 10 });
  });
});

it('only what is wanted has to fit', async () => {
  const { app, backup } = await prepared();
  const tables = [{ schema: 'public', name: 'item' }];
  const order = { backup: backup.id, toNew: 'part', on: 'plain', noOwner: true, tables };
  const { checks } = await app.call('restores.check', order);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

it('a target that is fit has nothing against it but what a person should know', async () => {
  const { app, backup } = await prepared();
  const { checks, client, serverVersion } = await app.call('restores.check', { backup: backup.id, toNew: 'fit' });
  expect(checks.filter(({ ok }) => !ok).map(({ code, severity }) => [code, severity])).toEqual([
    ['publications', 'warning'],
  ]);
  expect(client).toBe(backup.toolVersion);
  expect(serverVersion).toBe(backup.serverVersion);
});
