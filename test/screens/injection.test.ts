import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { quoteIdentifier } from '../../main/postgres/session.ts';
import { canFakeTools, fakeTools } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { changeCatalog } from '../postgres/support.ts';
import { PAYLOADS } from './payloads.ts';
import { routesTo } from './routes.ts';
import { expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();
const server = await startTestServer();

it('has 30 payloads, which are names that PostgreSQL takes as they are', () => {
  expect(new Set(PAYLOADS).size).toBe(30);
  for (const payload of PAYLOADS) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(63);
});

it('runs nothing that the name of a plan, database, schema or table holds', async () => {
  const [first = ''] = PAYLOADS;
  const names = PAYLOADS.map(quoteIdentifier);
  await server.createDatabase(first);
  await server.sql(
    names.map((name) => `CREATE SCHEMA ${name}; CREATE TABLE ${name}.${name} (${name} int);`).join('\n'),
    first,
  );
  const { app, home } = await openTestApp();
  for (const payload of PAYLOADS) await addPlan(app, server, { name: payload, database: payload });
  const { backup, run } = await app.call('backups.take', { plan: first });
  // A backup of each of the others, too; taking them all for real would take long.
  for (const payload of PAYLOADS.slice(1)) {
    changeCatalog(
      home,
      `INSERT INTO backups (id, plan, connection, database, state, format, created_at, duration_ms, path, manifest_path, plain_bytes, stored_bytes,
         sha256, stored_sha256, encrypted, level, level_at, pinned, server_version, tool_version, warnings, sequence)
       SELECT ?, ?, connection, ?, state, format, created_at, duration_ms, path || ?, manifest_path || ?, plain_bytes, stored_bytes,
         sha256, stored_sha256, encrypted, level, level_at, pinned, server_version, tool_version, json_array(?), sequence FROM backups WHERE id = ?`,
      randomUUID(),
      payload,
      payload,
      payload,
      payload,
      payload,
      backup.id,
    );
  }
  const { backups } = await app.call('backups.list', {});
  expect(backups.map(({ database }) => database).toSorted()).toEqual(PAYLOADS.toSorted());

  const { page, go, complaints } = await openScreens(app);
  for (const payload of PAYLOADS) await expectShown(page.getByRole('article', { name: payload, exact: true }));
  for (const route of routesTo({ plan: first, backup: backup.id, runs: [run.id] })) await go(route);
  const drawer = page.getByRole('dialog');
  for (const { id, database } of backups) {
    await go(`/backups/${id}`);
    await expectShown(drawer.getByText(database).first());
  }
  await go(`/backups/${backup.id}`);
  for (const payload of PAYLOADS) {
    await drawer.getByText(`${payload}: one table`, { exact: true }).click();
    await expectShown(drawer.getByRole('cell', { name: payload, exact: true }));
  }
  expect(complaints).toEqual([]);
});

it.skipIf(!canFakeTools)('runs nothing that an error holds, of the server or of its programs', async () => {
  await server.createDatabase('plain');
  const { env } = fakeTools(server.binDir, {
    pg_dump: `cat >&2 <<'PAYLOADS'\n${PAYLOADS.map((payload) => `pg_dump: error: ${payload}`).join('\n')}\nPAYLOADS\nexit 1`,
  });
  const { app } = await openTestApp({ env });
  const { host, port, user, password } = server;
  await addPlan(app, server, { name: 'dump', database: 'plain' });
  for (const [index, payload] of PAYLOADS.entries()) {
    // The server's answer names the role that it does not let in, or the database that it does not have.
    const stranger = index % 2 === 0;
    await app.call('connections.add', { name: payload, host, port, user: stranger ? payload : user, password });
    await app.call('plans.add', { name: payload, connection: payload, database: payload, schedule: null });
  }
  const { plans } = await app.call('plans.list', {});
  for (const { name } of plans) await app.call('backups.take', { plan: name }).catch(() => undefined);
  const { runs } = await app.call('runs.list', {});
  expect(runs.map(({ state }) => state)).toEqual(PAYLOADS.map(() => 'failed').concat('failed'));
  expect(new Set(runs.map(({ error }) => error?.code)).size).toBe(3);

  const { page, go, complaints } = await openScreens(app);
  await expectShown(page.getByText(/^the last run failed: .*<img src=x onerror=alert\(10\)>/).first());
  for (const route of routesTo({ plan: PAYLOADS[0] ?? '', backup: null, runs: [] })) await go(route);
  const drawer = page.getByRole('dialog');
  for (const { id } of runs) {
    await go(`/runs/${id}`);
    await expectShown(drawer.getByText(/^Next step:/));
  }
  await go(`/runs/${runs.find(({ plan }) => plan === 'dump')?.id}`);
  await drawer.getByRole('button', { name: 'Show detail' }).click();
  await expectShown(drawer.getByText(PAYLOADS.at(-1) ?? '').first());
  expect(complaints).toEqual([]);
});
