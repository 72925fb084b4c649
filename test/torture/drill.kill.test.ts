import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../main/app.ts';
import { readConfig } from '../../main/config.ts';
import { openTestApp } from '../helpers/app.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { prepareHome } from './support/crash.ts';
import { folderForFile, listTree } from './support/folders.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';
import { namedSteps } from './support/steps.ts';
import { startVictim } from './support/victim.ts';

const server = await startTestServer();
const plan = 'daily';
const steps = namedSteps().drill;
const ofClusters = steps.filter((step) => step !== 'drill-scratch-created');
const ofScratch = steps.filter((step) => step !== 'drill-cluster-started');

const home = folderForFile('lifeboat-kill-');
beforeAll(async () => {
  await createSmallDatabase(server, 'shop');
  const encryption = { form: 'x25519' as const, recipients: [] };
  await giveKeys(home);
  await prepareHome(home, server, { name: plan, database: 'shop', encryption });
  const config = readConfig({ home, env: {}, cwd: home });
  const app = await createApp({ config, actor: { user: 'tester', host: 'here', door: 'cli' } });
  await app.call('backups.take', { plan });
  app.close();
});

/** Runs a drill until it kills itself at a step. */
async function killAt(step: string, on?: string) {
  const victim = startVictim({ home, plan, action: 'drill', step, ...(on !== undefined && { on }) });
  expect(await victim.ended).toEqual({ signal: 'SIGKILL', code: null, stderr: '' });
  return victim;
}

/** What the drills have decrypted. */
const decrypted = () => listTree(path.join(home, 'scratch')).filter((name) => name.includes('archive-'));

/** Any command does what this does: it opens Lifeboat. */
async function expectCleared(clusters: () => string[]) {
  expect(decrypted()).toHaveLength(1);
  const { app, events } = await openTestApp({ home });
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  expect(notes[0]).toMatch(/^The drill of daily of process \d+ was cut short\./);
  expect([clusters(), decrypted()]).toEqual([[], []]);
  const { runs } = await app.call('runs.list', { plan, limit: 1 });
  expect(runs).toMatchObject([{ kind: 'drill', state: 'interrupted' }]);
  const { backups } = await app.call('backups.list', {});
  expect(backups).toMatchObject([{ state: 'good', verification: { level: 'decoded' } }]);
  expect((await app.call('drills.list', {})).drills).toEqual([]);
  return notes;
}

describe('a drill in a throwaway cluster', () => {
  it.each(ofClusters)('killed at %s: the next command removes the cluster', async (step) => {
    const victim = await killAt(step);
    const clusters = () => readdirSync(victim.folder).filter((name) => name.startsWith('lifeboat-pg-'));
    const left = step === 'drill-checked' ? 0 : 1;
    process.env['TMPDIR'] = victim.folder;
    try {
      // Another home's is not theirs to remove.
      const stranger = await openTestApp();
      stranger.app.close();
      expect(clusters()).toHaveLength(left);
      const notes = await expectCleared(clusters);
      expect(notes.slice(1)).toEqual(
        left === 0 ? [] : ['Removed 1 throwaway cluster(s) of processes that are no more.'],
      );
    } finally {
      delete process.env['TMPDIR'];
    }
    await victim.childrenGone();
  });
});

describe('a drill on a connection', () => {
  it.each(ofScratch)('killed at %s: the next command drops the scratch database', async (step) => {
    const before = await server.databases();
    const victim = await killAt(step, 'server');
    expect((await server.databases()).length - before.length).toBe(step === 'drill-checked' ? 0 : 1);
    await expectCleared(() => []);
    expect(await server.databases()).toEqual(before);
    await victim.childrenGone();
  });
});
