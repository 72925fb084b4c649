import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { startContender } from './support/contender.ts';
import { prepareHome } from './support/crash.ts';
import { holdTool } from './support/heldTool.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';

const ROUNDS = 50;
const plan = 'daily';
const server = await startTestServer();
beforeAll(() => createSmallDatabase(server, 'shop', 50));

describe('two processes told to back up the same plan at once', () => {
  it(`take one backup, and one says who holds the plan, in each of ${ROUNDS} rounds`, async () => {
    const home = temporaryFolder();
    await prepareHome(home, server, { name: plan, database: 'shop', fingerprint: 'counts' });
    const held = holdTool(server.binDir, path.join(home, 'held'), 'pg_dump', '*--snapshot=*');
    const contenders = await Promise.all([1, 2].map(() => startContender(home, held.dir, plan)));
    const { app } = await openTestApp({ home });

    for (let round = 1; round <= ROUNDS; round += 1) {
      const answers = contenders.map(async ({ pid, backUp }) => ({ pid, answer: await backUp() }));
      // The winner cannot end before its pg_dump is let go, so whoever answers first has lost.
      await held.arrivals(round);
      const both = held.arrivals(round + 1).then(() => Promise.reject(new Error('both processes run pg_dump')));
      both.catch(() => undefined);
      const loser = await Promise.race([...answers, both]);
      const holder = contenders.find(({ pid }) => pid !== loser.pid)?.pid;
      expect(loser.answer).toMatchObject({
        ok: false,
        kind: 'refused',
        error: { code: 'busy', message: expect.stringContaining(`process ${holder} has been running a backup`) },
      });

      await held.release();
      const winner = (await Promise.all(answers)).find(({ pid }) => pid === holder);
      expect(winner?.answer).toEqual({ ok: true, backup: expect.any(String) });
      const { backups } = await app.call('backups.list', { plan, limit: 1_000 });
      expect(backups).toHaveLength(round);
    }
    const { results } = await app.call('backups.verify', {});
    expect(results.filter(({ ok }) => ok)).toHaveLength(ROUNDS);
  });
});

describe('a backup that is being read', () => {
  /** A plan with three backups whose policy keeps one, and an app whose pg_restore stands still. */
  async function prepare() {
    const { app, home } = await openTestApp();
    await addPlan(app, server, { name: plan, database: 'shop', retention: { last: 1 } });
    const oldest = (await app.call('backups.take', { plan })).backup;
    for (let more = 0; more < 2; more += 1) await app.call('backups.take', { plan });
    const held = holdTool(server.binDir, path.join(home, 'held'), 'pg_restore', '*--file=/dev/null*|*--dbname=*');
    const { app: reader } = await openTestApp({ home, env: { LIFEBOAT_PG_BIN: held.dir } });
    return { app, oldest, held, reader };
  }

  it.each(['verify', 'restore'] as const)('by a %s is neither pruned nor deleted', async (kind) => {
    const { app, oldest, held, reader } = await prepare();
    const database = `copy_for_${kind}`;
    const reading =
      kind === 'verify'
        ? reader.call('backups.verify', { backup: oldest.id }).then(({ results }) => results[0]?.ok)
        : reader.call('backups.restore', { backup: oldest.id, toNew: database }).then(({ restore }) => restore.ok);
    await held.arrivals(1);

    const preview = await app.call('plans.prune', { name: plan, dryRun: true });
    const pruned = await app.call('plans.prune', { name: plan });
    const deletion = app.call('backups.delete', { backup: oldest.id, confirm: oldest.id });

    await expect(deletion).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining(`process ${process.pid} has been running a ${kind}`),
    });
    expect(preview).toEqual(pruned);
    expect(pruned.deleted).toHaveLength(1);
    expect(pruned.kept.map((kept) => kept.backup)).toContain(oldest.id);
    await held.release();
    expect(await reading).toBe(true);
    // Read to its end, it is as any other.
    const { deleted } = await app.call('plans.prune', { name: plan });
    expect(deleted.map(({ backup }) => backup)).toEqual([oldest.id]);
  });
});

it('a start beside a running backup leaves it alone', async () => {
  const home = temporaryFolder();
  await prepareHome(home, server, { name: plan, database: 'shop' });
  const held = holdTool(server.binDir, path.join(home, 'held'), 'pg_dump', '*--snapshot=*');
  const contender = await startContender(home, held.dir, plan);
  const answer = contender.backUp();
  await held.arrivals(1);

  const { app, events } = await openTestApp({ home });

  expect(events).toEqual([]);
  expect((await app.call('runs.list', {})).runs).toEqual([
    expect.objectContaining({ kind: 'backup', state: 'running' }),
  ]);
  await held.release();
  expect(await answer).toMatchObject({ ok: true });
});
