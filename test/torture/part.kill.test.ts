import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../../main/app.ts';
import { readConfig } from '../../main/config.ts';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { prepareHome } from './support/crash.ts';
import { folderForFile, listTree } from './support/folders.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';
import { namedSteps } from './support/steps.ts';
import { startVictim } from './support/victim.ts';

const server = await startTestServer();
const plan = 'daily';
const home = folderForFile('lifeboat-part-');

beforeAll(async () => {
  await createSmallDatabase(server, 'shop');
  await prepareHome(home, server, { name: plan, database: 'shop', format: 'plain' });
  const config = readConfig({ home, env: {}, cwd: home });
  const own = await createApp({ config, actor: { user: 'tester', host: 'here', door: 'cli' } });
  await own.call('backups.take', { plan });
  own.close();
});

it.each(namedSteps().part)('a part of plain SQL, killed at %s, leaves nothing after the next command', async (step) => {
  const before = await server.databases();
  const victim = startVictim({ home, plan, action: 'part', step });
  expect(await victim.ended).toEqual({ signal: 'SIGKILL', code: null, stderr: '' });
  const clusters = () => readdirSync(victim.folder).filter((name) => name.startsWith('lifeboat-pg-'));
  const dumped = () => listTree(path.join(home, 'scratch')).filter((name) => name.includes('part-'));
  expect([clusters().length, dumped().length]).toEqual([1, 1]);
  process.env['TMPDIR'] = victim.folder;
  try {
    await openTestApp({ home });
    expect([clusters(), dumped()]).toEqual([[], []]);
  } finally {
    delete process.env['TMPDIR'];
  }
  expect(await server.databases()).toEqual(before);
  await victim.childrenGone();
});
