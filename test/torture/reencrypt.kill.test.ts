import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../../main/app.ts';
import { readConfig } from '../../main/config.ts';
import { takeInventory } from '../../main/storage/inventory.ts';
import { openTestApp } from '../helpers/app.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { prepareHome } from './support/crash.ts';
import { folderForFile } from './support/folders.ts';
import { namedSteps } from './support/steps.ts';
import { startVictim } from './support/victim.ts';

const server = await startTestServer();
const plan = 'daily';
const steps = namedSteps().reencrypt;
const home = folderForFile('lifeboat-kill-');
const folder = path.join(home, 'backups', plan);
const beforePublication = [
  'reencryption-claimed',
  'archive-resealed',
  'globals-resealed',
  'archive-published',
  'globals-published',
];

beforeAll(async () => {
  await server.createDatabase('shop');
  await server.sql('CREATE TABLE item AS SELECT generate_series(1, 100) AS id', 'shop');
  // The catalog is made by whoever opens it first.
  await giveKeys(home);
  await prepareHome(home, server, { name: plan, database: 'shop', encryption: { form: 'x25519', recipients: [] } });
  const config = readConfig({ home, env: {}, cwd: home });
  const app = await createApp({ config, actor: { user: 'tester', host: 'here', door: 'cli' } });
  const { backup } = await app.call('backups.take', { plan });
  await app.call('backups.pin', { backup: backup.id });
  app.close();
});

const openHome = async () => (await openTestApp({ home })).app;

it('passes every step that the source names', async () => {
  const passed: string[] = [];
  const { app } = await openTestApp({ home, ports: { checkpoint: (step) => passed.push(step) } });
  await app.call('keys.create', { rotate: true });
  await app.call('backups.reencrypt', { plan });
  expect(passed.toSorted()).toEqual(steps.toSorted());
});

it.each(steps)(
  'killed at %s, it is finished by whoever comes next, and at no moment is there no backup',
  async (step) => {
    const before = await openHome();
    const [old] = (await before.call('backups.list', { plan })).backups;
    const [key] = (await before.call('keys.create', { rotate: true })).keys;
    before.close();
    const victim = startVictim({ home, plan, action: 'reencrypt', step });
    expect(await victim.ended).toEqual({ signal: 'SIGKILL', code: null, stderr: '' });
    const { backups: whole } = await takeInventory(folder);
    expect(whole.filter(({ state }) => state === 'good').length).toBeGreaterThan(0);
    expect(whole.filter(({ state }) => state !== 'good')).toEqual([]);

    const app = await openHome();
    const { backups: found } = await app.call('backups.list', { plan });
    expect(found).toMatchObject([{ sha256: old?.sha256, pinned: true, state: 'good' }]);
    // Up to the manifest it is the old one, from then on the new one.
    expect(found[0]?.id === old?.id).toBe(beforePublication.includes(step));
    await app.call('backups.reencrypt', { plan });

    const { backups } = await app.call('backups.list', { plan });
    expect(backups).toMatchObject([{ sha256: old?.sha256, pinned: true }]);
    expect((await app.call('backups.show', { backup: 'latest' })).encryption?.recipients).toContain(key?.recipient);
    expect((await app.call('backups.verify', {})).results).toMatchObject([{ ok: true, level: 'decoded' }]);
    const names = readdirSync(folder).filter((name) => name !== '.quarantine');
    expect(names.filter((name) => !name.includes(backups[0]?.id.slice(0, 8) ?? ''))).toEqual([]);
  },
);
