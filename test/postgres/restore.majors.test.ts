import { expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { tamper, take } from './support.ts';

const server = await startTestServer();
await server.cloneSample('shop');
const [{ major } = { major: 0 }] = await server.sql<{ major: number }>(
  `SELECT current_setting('server_version_num')::int / 10000 AS major`,
);

/** Only one major is installed: the backup is made to say that it came from another. */
it.each([
  ['older', -1, true],
  ['newer', 1, false],
] as const)('a backup of an %s major is restored, and told', async (name, step, ok) => {
  const { app } = await openTestApp();
  await addPlan(app, server, { database: 'shop', fingerprint: 'hashes' });
  const backup = await take(app);
  await tamper(backup, (value) => ({ ...value, serverVersion: `${major + step}.2` }));
  const order = { backup: backup.id, toNew: `from_${name}` };
  const { checks } = await app.call('restores.check', order);
  expect(checks.find(({ code }) => code === 'version')).toMatchObject({ ok, severity: ok ? 'note' : 'warning' });
  const { restore } = await app.call('backups.restore', order);
  expect(restore).toMatchObject({ ok: true, differences: [] });
  // Rows and their hashes are compared all the same; a definition that is missing would be seen.
  expect(restore.rows).toBeGreaterThan(100_000);
});
