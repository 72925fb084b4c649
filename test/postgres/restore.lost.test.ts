import { expect, it } from 'vitest';
import { canFakeTools, fakeTools, gate } from '../fixtures/fake-tools/fakeTools.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { crash, startAgain } from './faults.ts';
import { failure, take } from './support.ts';

// A server of its own: it is stopped.
const server = await startTestServer();

it.runIf(canFakeTools)('a restore whose server stops says that its unfinished database is left', async () => {
  const { wait, arrival, open } = gate();
  const pg_restore = `case "$*" in *--dbname*) ${wait} ;; esac\nexec "$REAL" "$@"`;
  const { app } = await openTestApp({ env: fakeTools(server.binDir, { pg_restore }).env });
  await server.createDatabase('shop');
  await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS id', 'shop');
  await addPlan(app, server, { database: 'shop' });
  const { id } = await take(app);
  const failing = failure('server_unreachable', app.call('backups.restore', { backup: id, toNew: 'copy' }));
  await arrival();
  crash(server);
  await open();
  await failing;
  const { runs } = await app.call('runs.list', { limit: 1 });
  const scratch = /^The unfinished database lifeboat_restoring_\w+ could not be dropped\.$/;
  expect(runs[0]?.advisories).toMatchObject([{ code: 'scratch_left', message: expect.stringMatching(scratch) }]);
  startAgain(server);
});
