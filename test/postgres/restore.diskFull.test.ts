import { chmodSync, chownSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { canMount, smallDisk } from './smallDisk.ts';
import { failure, take } from './support.ts';

const server = await startTestServer();

it.runIf(canMount)('a disk that fills up while a restore runs ends it, and leaves nothing', async () => {
  await server.createDatabase('shop');
  await server.sql(
    `CREATE TABLE item AS SELECT i, repeat(md5(i::text), 30) AS noise FROM generate_series(1, 30000) i; CREATE INDEX ON item (noise)`,
    'shop',
  );
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'shop', fingerprint: 'hashes' });
  const backup = await take(app);
  // Whatever names no tablespace goes onto the small disk; the server's own files stay where there is room.
  const disk = smallDisk(12);
  const { uid, gid } = statSync(server.host);
  for (const folder of [path.dirname(disk.dir), disk.dir]) chmodSync(folder, 0o755);
  chownSync(disk.dir, uid, gid);
  await server.sql(`CREATE TABLESPACE small LOCATION '${disk.dir}'`);
  await server.sql(`ALTER ROLE ${server.user} SET default_tablespace = small`);
  const order = { backup: backup.id, noTablespaces: true };
  const before = await server.databases();
  await failure('server_disk_full', app.call('backups.restore', { ...order, toNew: 'too_big' }));
  expect(await server.databases()).toEqual(before);
  // The server goes on, and so does the disk, once something else is restored.
  await server.sql(`ALTER ROLE ${server.user} RESET default_tablespace`);
  const { restore } = await app.call('backups.restore', { ...order, toNew: 'fits' });
  expect(restore).toMatchObject({ ok: true, differences: [] });
  await server.sql('DROP TABLESPACE small');
});
