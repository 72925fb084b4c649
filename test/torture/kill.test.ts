import { linkSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { entryKind } from '../../main/storage/names.ts';
import { partialName } from '../../main/storage/partial.ts';
import { openTestApp } from '../helpers/app.ts';
import { giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { expectRecovery, prepareHome } from './support/crash.ts';
import { folderForFile } from './support/folders.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';
import { namedSteps } from './support/steps.ts';
import { startVictim } from './support/victim.ts';

const server = await startTestServer();
const formats = ['custom', 'directory'] as const;
const kinds = [
  { kind: 'in the custom format', rounds: 1, change: { format: 'custom' } },
  { kind: 'in the directory format', rounds: 2, change: { format: 'directory' } },
  { kind: 'that is encrypted', rounds: 1, change: { encryption: { form: 'x25519', recipients: [] as string[] } } },
] as const;
const steps = namedSteps();
const times = (rounds: number, names: readonly string[]) =>
  [1, 2].slice(0, rounds).flatMap((round) => names.map((step) => [step, round] as const));
const plan = 'daily';
const afterPublication = ['manifest-published', 'folder-synced'];

beforeAll(() => createSmallDatabase(server, 'shop'));

/** Runs Lifeboat until it kills itself at a step. */
async function killAt(home: string, action: 'backup' | 'prune', step: string, occurrence = 1) {
  const victim = startVictim({ home, plan, action, step, occurrence });
  expect(await victim.ended).toEqual({ signal: 'SIGKILL', code: null, stderr: '' });
  return victim;
}

describe.each(kinds)('a backup $kind', ({ rounds, change }) => {
  const home = folderForFile('lifeboat-kill-');
  beforeAll(async () => {
    await giveKeys(home);
    await prepareHome(home, server, { name: plan, database: 'shop', ...change, retention: { last: 2 } });
  });
  const listed = async () => {
    const { app } = await openTestApp({ home });
    const { backups } = await app.call('backups.list', { plan });
    app.close();
    return backups.map(({ id }) => id);
  };

  it('passes every step that the source names', async () => {
    const passed: string[] = [];
    const { app } = await openTestApp({ home, ports: { checkpoint: (step) => passed.push(step) } });
    await app.call('backups.take', { plan });
    expect(passed.toSorted()).toEqual(steps.backup.toSorted());
    expect(passed.slice(-2)).toEqual(afterPublication);
  });

  it.each(times(rounds, steps.backup))('killed at %s (round %i) harms nothing', async (step) => {
    const earlier = await listed();

    const victim = await killAt(home, 'backup', step);

    const { app, backups, run } = await expectRecovery(home, plan, victim.childrenGone);
    const published = afterPublication.includes(step);
    expect(run).toMatchObject({ kind: 'backup', state: published ? 'succeeded' : 'interrupted' });
    expect(backups.map(({ id }) => id)).toEqual([...(published ? [run?.backup] : []), ...earlier]);
    const { backup } = await app.call('backups.take', { plan });
    expect(backup.state).toBe('good');
    await app.call('plans.prune', { name: plan });
  });

  it('killed while its manifest had both names keeps the one that counts', async () => {
    const earlier = await listed();
    const victim = await killAt(home, 'backup', 'manifest-published');
    const folder = path.join(home, 'backups', plan);
    const manifest = readdirSync(folder).find(
      (name) => entryKind(name) === 'manifest' && !earlier.some((id) => name.includes(id.slice(0, 8))),
    );
    linkSync(path.join(folder, manifest ?? ''), path.join(folder, partialName(manifest ?? '')));

    const { backups } = await expectRecovery(home, plan, victim.childrenGone);

    expect(backups).toHaveLength(earlier.length + 1);
  });
});

describe.each(formats)('a prune of backups in the %s format', (format) => {
  const home = folderForFile('lifeboat-kill-');
  beforeAll(() => prepareHome(home, server, { name: plan, database: 'shop', format, retention: { last: 1 } }));
  const takeUpTo = async (count: number) => {
    const { app } = await openTestApp({ home });
    for (;;) {
      const { backups } = await app.call('backups.list', { plan });
      if (backups.length >= count) {
        app.close();
        return backups.map(({ id }) => id);
      }
      await app.call('backups.take', { plan });
    }
  };

  it('passes every step that the source names', async () => {
    const passed: string[] = [];
    await takeUpTo(2);
    const { app } = await openTestApp({ home, ports: { checkpoint: (step) => passed.push(step) } });
    await app.call('plans.prune', { name: plan });
    expect(passed.toSorted()).toEqual(steps.prune.toSorted());
  });

  it.each(times(2, steps.prune))(
    'killed at %s (deletion %i) loses only what it was deleting',
    async (step, deletion) => {
      const [newest] = await takeUpTo(3);

      const victim = await killAt(home, 'prune', step, deletion);

      const { app, backups, run } = await expectRecovery(home, plan, victim.childrenGone);
      expect(run).toMatchObject({ kind: 'prune', state: 'interrupted' });
      expect(backups).toHaveLength(3 - deletion);
      expect(backups[0]?.id).toBe(newest);
      await app.call('plans.prune', { name: plan });
      expect((await app.call('backups.list', { plan })).backups.map(({ id }) => id)).toEqual([newest]);
    },
  );

  it('killed again while the next start finishes the deletion is finished by the one after', async () => {
    const [newest] = await takeUpTo(2);
    await killAt(home, 'prune', 'marked-deleting');
    const second = await killAt(home, 'prune', 'manifest-removed');

    const { app, events } = await openTestApp({ home });

    await second.childrenGone();
    expect(events).toContainEqual({ type: 'note', message: expect.stringMatching(/^Finished deleting the backup/) });
    expect((await app.call('backups.list', { plan })).backups.map(({ id }) => id)).toEqual([newest]);
    expect((await app.call('backups.verify', {})).results).toEqual([expect.objectContaining({ ok: true })]);
  });
});
