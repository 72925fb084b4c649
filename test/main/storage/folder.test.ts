import { chmodSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPlanFolder, restrictToUser, syncFolder } from '../../../main/storage/folder.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { listTree, modeOf } from '../helpers/files.ts';

describe('the folder of a plan', () => {
  it('is made for its user alone, with the root above it', async () => {
    const root = path.join(realpathSync(temporaryFolder()), 'disk', 'backups');
    const folder = await openPlanFolder(root, 'daily');
    expect(folder).toBe(path.join(root, 'daily'));
    expect([modeOf(root), modeOf(folder)]).toEqual(['700', '700']);
  });

  it('is found again as it was left', async () => {
    const root = realpathSync(temporaryFolder());
    const folder = await openPlanFolder(root, 'daily');
    writeFileSync(path.join(folder, 'a'), 'a');
    // Somebody let a group read the backups; that is not ours to undo.
    chmodSync(folder, 0o750);
    expect(await openPlanFolder(root, 'daily')).toBe(folder);
    expect(modeOf(folder)).toBe('750');
    expect(listTree(folder)).toHaveLength(1);
  });

  it.each(['../outside', '/etc', '..', '.', 'a/b', 'C:\\x'])('of a plan called %s stays in the root', async (name) => {
    const root = realpathSync(temporaryFolder());
    const folder = await openPlanFolder(root, name);
    expect(path.dirname(folder)).toBe(root);
  });

  it('may stand under a root that is a link', async () => {
    const disk = realpathSync(temporaryFolder());
    const link = path.join(realpathSync(temporaryFolder()), 'backups');
    symlinkSync(disk, link);
    expect(await openPlanFolder(link, 'daily')).toBe(path.join(disk, 'daily'));
  });

  it('is refused when it is a link, even into the root', async () => {
    const root = realpathSync(temporaryFolder());
    mkdirSync(path.join(root, 'other'));
    for (const target of [temporaryFolder(), 'other']) {
      symlinkSync(target, path.join(root, 'daily'));
      await expect(openPlanFolder(root, 'daily')).rejects.toMatchObject({ code: 'unsafe_path' });
      rmSync(path.join(root, 'daily'));
    }
    symlinkSync('nowhere', path.join(root, 'daily'));
    await expect(openPlanFolder(root, 'daily')).rejects.toMatchObject({ code: 'unsafe_path' });
  });

  it('is refused when a file stands in its place, or in that of the root', async () => {
    const root = realpathSync(temporaryFolder());
    writeFileSync(path.join(root, 'daily'), 'mine');
    await expect(openPlanFolder(root, 'daily')).rejects.toMatchObject({ code: 'unsafe_path' });
    await expect(openPlanFolder(path.join(root, 'daily'), 'daily')).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(listTree(root)).toHaveLength(1);
  });
});

describe('a file or folder', () => {
  it('can be left to its user alone', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'file');
    writeFileSync(file, '', { mode: 0o666 });
    chmodSync(folder, 0o777);
    await restrictToUser(file);
    await restrictToUser(folder);
    expect([modeOf(file), modeOf(folder)]).toEqual(['600', '700']);
  });

  it('that is a folder can be made durable; one that is gone cannot', async () => {
    await expect(syncFolder(temporaryFolder())).resolves.toBeUndefined();
    await expect(syncFolder(path.join(temporaryFolder(), 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
