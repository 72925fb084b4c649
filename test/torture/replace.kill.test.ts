import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { changeCatalog } from '../postgres/support.ts';
import { prepareHome } from './support/crash.ts';
import { folderForFile } from './support/folders.ts';
import { namedSteps } from './support/steps.ts';
import { startVictim } from './support/victim.ts';

const server = await startTestServer();
const steps = namedSteps();
const plan = 'daily';
const database = 'shop';
const thrice = (names: readonly string[]) => [1, 2, 3].flatMap((round) => names.map((step) => [step, round] as const));
/** From here on the databases have changed places. */
const afterSwap = new Set(['swap.committed', 'replace.record', 'undo.record']);

const home = folderForFile('lifeboat-replace-');
let backup = '';

/** The state that the backup holds; each test brings in another one, to be replaced. */
const IN_BACKUP = 'as it was';

beforeAll(async () => {
  await server.createDatabase(database);
  await server.sql(
    `CREATE TABLE state (id int PRIMARY KEY, word text); INSERT INTO state VALUES (1, '${IN_BACKUP}');
     CREATE TABLE item AS SELECT generate_series(1, 200) AS n`,
    database,
  );
  await prepareHome(home, server, { name: plan, database });
  const { app } = await openQuietly();
  backup = (await app.call('backups.take', { plan })).backup.id;
  app.close();
});

async function openQuietly() {
  const { createApp } = await import('../../main/app.ts');
  const { readConfig } = await import('../../main/config.ts');
  const app = await createApp({
    config: readConfig({ home, env: {}, cwd: home }),
    actor: { user: 'tester', host: 'here', door: 'cli' },
  });
  return { app };
}

/** What serves under the name: it must be there, let people in, and hold one whole state. */
async function served(): Promise<string> {
  const rows = await server.sql<{ word: string; n: number }>(
    'SELECT word, (SELECT count(*)::int FROM item) AS n FROM state',
    database,
  );
  expect(rows).toHaveLength(1);
  const [row] = rows;
  expect(row?.n).toBe(row?.word === IN_BACKUP ? 200 : 0);
  return row?.word ?? '';
}

const kept = async () => (await server.databases()).filter((name) => /^shop_(before|undone)_/.test(name));

/** Writes a state that no backup has. */
async function write(word: string): Promise<void> {
  await server.sql(`UPDATE state SET word = '${word}'; TRUNCATE item`, database);
}

async function forgetAll(): Promise<void> {
  for (const name of await kept()) await server.sql(`DROP DATABASE "${name}"`);
}

async function killed(order: { action: 'replace' | 'undo'; target: string; step: string }) {
  const victim = startVictim({ home, plan, confirm: database, backup, ...order });
  expect(await victim.ended).toEqual({ signal: 'SIGKILL', code: null, stderr: '' });
  // Any command does what this does: it opens Lifeboat.
  const { app } = await openTestApp({ home });
  await victim.childrenGone();
  expect((await server.databases()).filter((name) => name.startsWith('lifeboat_'))).toEqual([]);
  const closed = await server.sql('SELECT datname FROM pg_database WHERE NOT datallowconn AND NOT datistemplate');
  expect(closed).toEqual([]);
  const { runs } = await app.call('runs.list', { limit: 5 });
  expect(runs.filter(({ endedAt }) => endedAt === null)).toEqual([]);
  return app;
}

describe('a replacement', () => {
  it('passes every step that the source names', async () => {
    const passed = new Set<string>();
    const { app } = await openTestApp({ home, ports: { checkpoint: (step) => void passed.add(step) } });
    await write('to be replaced');
    await app.call('restores.replace', { backup, database, confirm: database });
    expect(steps.replace.filter((step) => !passed.has(step))).toEqual([]);
    expect(await served()).toBe(IN_BACKUP);
    await forgetAll();
  });

  it.each(thrice(steps.replace))('killed at %s (round %i) leaves one whole state', async (step, round) => {
    const word = `${step} ${round}`;
    await write(word);
    const app = await killed({ action: 'replace', target: database, step });
    expect(await served()).toBe(afterSwap.has(step) ? IN_BACKUP : word);
    expect(await kept()).toHaveLength(afterSwap.has(step) ? 1 : 0);
    const { restores } = await app.call('restores.list', { limit: 1 });
    if (afterSwap.has(step)) {
      expect(restores).toMatchObject([{ kind: 'replace', state: 'succeeded' }]);
      // What was replaced can be had back.
      await app.call('restores.undo', { restore: restores[0]?.id ?? '', confirm: database });
      expect(await served()).toBe(word);
    }
    await forgetAll();
  });
});

it('whose server is away at the first start afterwards is finished as soon as it is back', async () => {
  await write('away');
  const victim = startVictim({
    home,
    plan,
    confirm: database,
    backup,
    action: 'replace',
    target: database,
    step: 'swap.committed',
  });
  expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
  await victim.childrenGone();
  changeCatalog(home, 'UPDATE connections SET port = 1');
  const { app, events } = await openTestApp({ home });
  const last = async (of: typeof app) =>
    (await of.call('runs.list', { limit: 5 })).runs.find(({ kind }) => kind === 'restore');
  expect(events).toContainEqual({ type: 'note', message: expect.stringContaining('is put in order later') });
  expect(await last(app)).toMatchObject({ kind: 'restore', endedAt: null });
  app.close();
  changeCatalog(home, 'UPDATE connections SET port = ?', server.port);
  const { app: again } = await openTestApp({ home });
  expect(await last(again)).toMatchObject({ kind: 'restore', state: 'succeeded' });
  expect(await served()).toBe(IN_BACKUP);
  await forgetAll();
});

describe('an undoing', () => {
  it.each(thrice(steps.undo))('killed at %s (round %i) leaves one whole state', async (step, round) => {
    const word = `${step} ${round}`;
    await write(word);
    const before = await openQuietly();
    const { restore } = await before.app.call('restores.replace', { backup, database, confirm: database });
    before.app.close();
    expect(await served()).toBe(IN_BACKUP);
    const app = await killed({ action: 'undo', target: restore.id, step });
    expect(await served()).toBe(afterSwap.has(step) ? word : IN_BACKUP);
    expect(await kept()).toHaveLength(1);
    // It can be done again, whichever way it went.
    const { restores } = await app.call('restores.list', { limit: 1 });
    const last = afterSwap.has(step) ? (restores[0]?.id ?? '') : restore.id;
    await app.call('restores.undo', { restore: last, confirm: database });
    expect(await served()).toBe(afterSwap.has(step) ? IN_BACKUP : word);
    await forgetAll();
  });
});
