import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectRecovery, prepareHome } from './support/crash.ts';
import { folderForFile } from './support/folders.ts';
import { seeded } from './support/random.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';
import { startVictim } from './support/victim.ts';

const MOMENTS = 20;
const plan = 'daily';
const server = await startTestServer();
beforeAll(() => createSmallDatabase(server, 'shop'));

describe.each(['custom', 'directory'] as const)('a backup in the %s format', (format) => {
  const home = folderForFile('lifeboat-kill-');
  beforeAll(() => prepareHome(home, server, { name: plan, database: 'shop', format, retention: { last: 2 } }));

  it(`survives kill -9 at ${MOMENTS} random moments`, async () => {
    const seed = Number(process.env['LIFEBOAT_SEED'] ?? Date.now());
    console.log(`killing at random moments: LIFEBOAT_SEED=${seed}`);
    const random = seeded(seed);
    // The first one makes keys and warms caches, and lasts longer than any that is killed.
    const duration = Math.min(await unharmedDuration(home), await unharmedDuration(home));
    const ends = { killed: 0, interrupted: 0 };
    let earlier = await listed(home);

    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const victim = startVictim({ home, plan, action: 'backup' });
      await victim.ready;
      // The moment is what is tested here; nothing waits for anything.
      await delay(random.below(duration));
      victim.kill();
      const { signal, stderr } = await victim.ended;
      expect(stderr).toBe('');

      const { app, backups, run } = await expectRecovery(home, plan, victim.childrenGone);

      const ids = backups.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(earlier));
      expect(ids.length - earlier.length).toBeLessThanOrEqual(1);
      if (signal === 'SIGKILL') ends.killed += 1;
      else expect(ids).toHaveLength(earlier.length + 1);
      if (run?.state === 'interrupted') ends.interrupted += 1;
      await app.call('backups.take', { plan });
      await app.call('plans.prune', { name: plan });
      app.close();
      earlier = await listed(home);
    }
    // Most of the moments must have hit the work itself, or nothing was tested.
    expect(ends.interrupted).toBeGreaterThan(MOMENTS / 3);
    expect(ends.killed).toBeGreaterThanOrEqual(ends.interrupted);
  });
});

async function unharmedDuration(home: string): Promise<number> {
  const victim = startVictim({ home, plan, action: 'backup' });
  await victim.ready;
  const began = performance.now();
  expect(await victim.ended).toEqual({ signal: null, code: 0, stderr: '' });
  return performance.now() - began;
}

async function listed(home: string): Promise<string[]> {
  const { app } = await openTestApp({ home });
  const { backups } = await app.call('backups.list', { plan });
  app.close();
  return backups.map(({ id }) => id);
}
