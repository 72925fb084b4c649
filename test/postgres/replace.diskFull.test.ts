import { chmodSync, chownSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { canMount, smallDisk } from './smallDisk.ts';
import { failure, filesUnder, take } from './support.ts';

const server = await startTestServer();

it.runIf(canMount)('a disk that fills up while a database is replaced leaves it serving as before', async () => {
  const disk = smallDisk(36);
  const { uid, gid } = statSync(server.host);
  for (const folder of [path.dirname(disk.dir), disk.dir]) chmodSync(folder, 0o755);
  chownSync(disk.dir, uid, gid);
  await server.sql(`CREATE TABLESPACE small LOCATION '${disk.dir}'`);
  // What replaces a database goes where that one is.
  await server.sql('CREATE DATABASE shop TEMPLATE template0 TABLESPACE small');
  await server.sql(
    `CREATE TABLE item AS SELECT i, repeat(md5(i::text), 30) AS noise FROM generate_series(1, 14000) i`,
    'shop',
  );
  // What is in memory alone takes no space yet.
  await server.sql('CHECKPOINT');
  const { app, home } = await openTestApp();
  await addPlan(app, server, { database: 'shop', fingerprint: 'hashes' });
  const backup = await take(app);
  await server.sql(`DELETE FROM item WHERE i > 5`, 'shop');

  const before = await server.databases();
  const order = { backup: backup.id, database: 'shop', confirm: 'shop' };
  await failure('server_disk_full', app.call('restores.replace', order));
  expect(await server.databases()).toEqual(before);
  expect(await server.sql('INSERT INTO item (i) VALUES (6) RETURNING i', 'shop')).toEqual([{ i: 6 }]);
  expect(await server.sql('SELECT count(*)::int AS n FROM item', 'shop')).toEqual([{ n: 6 }]);
  expect(filesUnder(path.join(home, 'scratch'))).toEqual([]);
  const { restores } = await app.call('restores.list', {});
  expect(restores).toMatchObject([{ kind: 'replace', state: 'failed' }]);

  // With room again, it takes place.
  await server.sql('TRUNCATE item', 'shop');
  const { restore } = await app.call('restores.replace', order);
  expect(restore).toMatchObject({ ok: true, rows: 14000 });
  await server.sql(`DROP DATABASE "${restore.previousDatabase ?? ''}"`);
  await server.sql('DROP DATABASE shop');
  await server.sql('DROP TABLESPACE small');
});
