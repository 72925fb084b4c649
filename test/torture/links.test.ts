import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { fakeClock } from '../helpers/clock.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { snapshotTree } from './support/folders.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';

const server = await startTestServer();
beforeAll(() => createSmallDatabase(server, 'shop', 50));

const formats = ['custom', 'directory'] as const;
const refused = { code: 'unsafe_path' };

/** A folder of somebody else's, which links lead to and which must stay as it is. */
function foreignFolder(): string {
  const dir = temporaryFolder('lifeboat-foreign-');
  writeFileSync(path.join(dir, 'precious'), 'precious');
  mkdirSync(path.join(dir, 'folder'));
  return dir;
}

async function openWithPlan(format: (typeof formats)[number], checkpoint: (step: string) => void = () => undefined) {
  const { app, home } = await openTestApp({ ports: { checkpoint } });
  await addPlan(app, server, { database: 'shop', format, retention: { last: 1 } });
  return { app, home, folder: path.join(home, 'backups', 'plan') };
}

const take = async (app: App) => (await app.call('backups.take', { plan: 'plan' })).backup;

describe.each(formats)('a link planted for a backup in the %s format', (format) => {
  it('in the place of the plan folder is refused', async () => {
    const foreign = foreignFolder();
    const before = snapshotTree(foreign);
    const { app, home, folder } = await openWithPlan(format);
    mkdirSync(path.join(home, 'backups'));
    symlinkSync(foreign, folder);

    await expect(take(app)).rejects.toMatchObject(refused);

    expect(snapshotTree(foreign)).toEqual(before);
    expect((await app.call('backups.list', {})).backups).toEqual([]);
  });

  it('in the place of the unfinished archive is refused', async () => {
    const foreign = foreignFolder();
    const before = snapshotTree(foreign);
    const { app, folder } = await openWithPlan(format, (step) => {
      if (step !== 'archive-synced') return;
      const [name = ''] = readdirSync(folder);
      renameSync(path.join(folder, name), path.join(foreign, '..', `${path.basename(foreign)}.stolen`));
      symlinkSync(path.join(foreign, format === 'custom' ? 'precious' : 'folder'), path.join(folder, name));
    });

    await expect(take(app)).rejects.toMatchObject(refused);

    rmSync(path.join(foreign, '..', `${path.basename(foreign)}.stolen`), { recursive: true });
    expect(snapshotTree(foreign)).toEqual(before);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['archive', 'archive-reread', (base: string) => `${base}.dump`],
    ['globals', 'archive-published', (base: string) => `${base}.globals.sql`],
    ['manifest', 'globals-published', (base: string) => `${base}.json`],
  ])('under the name of the %s to be is refused', async (_what, at, nameOf) => {
    const foreign = foreignFolder();
    const before = snapshotTree(foreign);
    let planted = '';
    const { app, folder } = await openWithPlan(format, (step) => {
      if (step !== at) return;
      const base = readdirSync(folder)[0]?.replace(/^\./, '').split('.')[0] ?? '';
      planted = nameOf(base);
      symlinkSync(path.join(foreign, 'precious'), path.join(folder, planted));
    });

    await expect(take(app)).rejects.toMatchObject(refused);

    expect(snapshotTree(foreign)).toEqual(before);
    expect(readdirSync(folder)).toEqual([planted]);
    expect((await app.call('backups.list', {})).backups).toEqual([]);
  });
});

describe('a link planted beside a backup', () => {
  async function prepare() {
    const { app, home, folder } = await openWithPlan('custom');
    return { app, home, folder, backup: await take(app), foreign: foreignFolder() };
  }
  const moveAndLink = (file: string, foreign: string) => {
    const target = path.join(foreign, path.basename(file));
    renameSync(file, target);
    symlinkSync(target, file);
  };
  const expectUnreadable = async (app: App, backup: Backup) => {
    const { results } = await app.call('backups.verify', { backup: backup.id });
    expect(results).toMatchObject([{ ok: false, reason: expect.stringContaining('Something unexpected stands at') }]);
    await expect(app.call('backups.restore', { backup: backup.id, toNew: 'never' })).rejects.toMatchObject(refused);
  };

  it('in the place of its manifest is not followed', async () => {
    const { app, folder, backup, foreign } = await prepare();
    moveAndLink(backup.manifestPath, foreign);

    await expectUnreadable(app, backup);

    const { app: fresh } = await openTestApp();
    const rebuilt = await fresh.call('catalog.rebuild', { dirs: [path.dirname(folder)] });
    expect(rebuilt).toMatchObject({ adopted: 0 });
    expect(rebuilt.details.map((entry) => entry.path).toSorted()).toEqual(
      [backup.manifestPath, backup.path].toSorted(),
    );
  });

  it('in the place of its archive is not followed', async () => {
    const { app, backup, foreign } = await prepare();
    moveAndLink(backup.path, foreign);

    await expectUnreadable(app, backup);
  });

  it('in the place of its proofs is not written through', async () => {
    const { app, backup, foreign } = await prepare();
    const before = snapshotTree(foreign);
    symlinkSync(path.join(foreign, 'precious'), backup.manifestPath.replace(/\.json$/, '.verified.json'));

    await expect(app.call('backups.pin', { backup: backup.id })).rejects.toMatchObject(refused);
    const { results } = await app.call('backups.verify', { backup: backup.id });

    expect(results).toMatchObject([{ ok: true }]);
    expect(snapshotTree(foreign)).toEqual(before);
  });

  it('is removed, and not what it leads to, when the backup is pruned', async () => {
    const { app, folder, backup, foreign } = await prepare();
    for (const file of [backup.manifestPath, backup.path]) moveAndLink(file, foreign);
    symlinkSync(path.join(foreign, 'precious'), backup.manifestPath.replace(/\.json$/, '.verified.json'));
    const before = snapshotTree(foreign);

    await app.call('backups.delete', { backup: backup.id, confirm: backup.id });

    expect(snapshotTree(foreign)).toEqual(before);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('in the place of the plan folder is not deleted through', async () => {
    const { app, folder, backup, foreign } = await prepare();
    const moved = path.join(foreign, 'moved');
    renameSync(folder, moved);
    symlinkSync(moved, folder);
    const before = snapshotTree(foreign);

    const deletion = app.call('backups.delete', { backup: backup.id, confirm: backup.id });

    await expect(deletion).rejects.toMatchObject(refused);
    expect(snapshotTree(foreign)).toEqual(before);
    expect((await app.call('backups.list', {})).backups).toEqual([backup]);
  });

  it.each(['.quarantine', 'plan folder'])('in the place of the %s is not swept through', async (place) => {
    const { app, home, folder } = await prepare();
    app.close();
    const foreign = temporaryFolder('lifeboat-foreign-');
    mkdirSync(path.join(foreign, '.quarantine'));
    writeFileSync(path.join(foreign, '.quarantine', 'precious'), 'precious');
    utimesSync(path.join(foreign, '.quarantine', 'precious'), 0, 0);
    if (place === '.quarantine') symlinkSync(path.join(foreign, '.quarantine'), path.join(folder, '.quarantine'));
    else {
      rmSync(folder, { recursive: true });
      symlinkSync(foreign, folder);
    }

    const afterTwoDays = fakeClock(new Date(Date.now() + 2 * 86_400_000).toISOString());
    await openTestApp({ home, ports: { clock: afterTwoDays } });

    expect(readFileSync(path.join(foreign, '.quarantine', 'precious'), 'utf8')).toBe('precious');
    expect(lstatSync(path.join(foreign, '.quarantine')).isDirectory()).toBe(true);
  });
});
