import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { annotate } from '../../../main/storage/manifests.ts';
import { baseOf } from '../../../main/storage/names.ts';
import { QUARANTINE_MS, quarantine, removeBackup, sweepQuarantine } from '../../../main/storage/remove.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { listTree, plantBackup } from '../helpers/files.ts';
import { START } from '../helpers/values.ts';

const STEPS = ['manifest-removed', 'manifest-removal-synced', 'archive-removed'];
const nothing = () => undefined;

async function plantWhole(folder: string) {
  const { backup } = await plantBackup(folder);
  await annotate(backup.manifestPath, { type: 'pin', pinned: true, at: START });
  for (const ending of ['sql', 'sql.age'])
    writeFileSync(path.join(folder, `${baseOf(path.basename(backup.path))}.globals.${ending}`), 'CREATE ROLE x;');
  return backup;
}

describe('removing a backup', () => {
  it('takes the manifest first, and leaves nothing of it', async () => {
    const folder = temporaryFolder();
    const { manifestPath, path: archive } = await plantWhole(folder);
    const steps: string[] = [];
    await removeBackup(manifestPath, archive, (step) => {
      steps.push(step);
      expect(existsSync(manifestPath)).toBe(false);
      expect(existsSync(archive)).toBe(step !== 'archive-removed');
    });
    expect(steps).toEqual(STEPS);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(STEPS)('can be done again after a crash at %s', async (last) => {
    const folder = temporaryFolder();
    const { manifestPath, path: archive } = await plantWhole(folder);
    const crash = (step: string) => {
      if (step === last) throw new Error('power cut');
    };
    await expect(removeBackup(manifestPath, archive, crash)).rejects.toThrow('power cut');
    await removeBackup(manifestPath, archive, nothing);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves every other file where it is', async () => {
    const folder = temporaryFolder();
    const others = [await plantWhole(folder), await plantWhole(folder)];
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    const before = listTree(folder);
    const { manifestPath, path: archive } = await plantWhole(folder);
    await removeBackup(manifestPath, archive, nothing);
    expect(listTree(folder)).toEqual(before);
    expect(others.every((other) => existsSync(other.path))).toBe(true);
  });

  it('removes an archive of several files, but not what a link in it leads to', async () => {
    const folder = temporaryFolder();
    const { backup } = await plantBackup(folder);
    const archive = path.join(folder, `${baseOf(path.basename(backup.path))}.sql`);
    const precious = path.join(temporaryFolder(), 'precious');
    writeFileSync(precious, '');
    mkdirSync(archive);
    symlinkSync(path.dirname(precious), path.join(archive, 'link'));
    await removeBackup(backup.manifestPath, archive, nothing);
    expect([existsSync(archive), existsSync(precious)]).toEqual([false, true]);
  });

  it('has nothing to do when the whole folder is gone', async () => {
    const gone = path.join(temporaryFolder(), 'gone');
    await expect(removeBackup(path.join(gone, 'a.json'), path.join(gone, 'a'), nothing)).resolves.toBeUndefined();
  });
});

describe('the quarantine', () => {
  it('takes what is there, and says where it is now', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a'), 'half');
    mkdirSync(path.join(folder, 'b'));
    const moved = await quarantine(folder, ['a', 'gone', 'b']);
    expect(moved).toEqual([path.join(folder, '.quarantine', 'a'), path.join(folder, '.quarantine', 'b')]);
    expect(readdirSync(folder)).toEqual(['.quarantine']);
    expect(await quarantine(folder, ['a', 'b'])).toEqual([]);
  });

  it('is not made for nothing', async () => {
    const folder = temporaryFolder();
    expect(await quarantine(folder, ['gone'])).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('holds things for 24 hours since they were moved there, and no longer', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a'), 'half');
    mkdirSync(path.join(folder, 'b'));
    writeFileSync(path.join(folder, 'b', 'toc.dat'), '');
    // What tools say about the age of a file is not asked.
    utimesSync(path.join(folder, 'a'), 0, 0);
    const moved = await quarantine(folder, ['a', 'b']);
    const latest = Math.max(...moved.map((file) => lstatSync(file).ctimeMs));
    const earliest = Math.min(...moved.map((file) => lstatSync(file).ctimeMs));
    expect(await sweepQuarantine(folder, new Date(earliest + QUARANTINE_MS - 2))).toBe(0);
    expect(moved.every((file) => existsSync(file))).toBe(true);
    expect(await sweepQuarantine(folder, new Date(latest + QUARANTINE_MS + 1))).toBe(2);
    expect(moved.some((file) => existsSync(file))).toBe(false);
  });

  it('is not there in most folders, and some folders are not there either', async () => {
    expect(await sweepQuarantine(temporaryFolder(), new Date())).toBe(0);
    expect(await sweepQuarantine(path.join(temporaryFolder(), 'gone'), new Date())).toBe(0);
  });

  it('is never a link: nothing elsewhere is deleted, and nothing goes there', async () => {
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    writeFileSync(path.join(elsewhere, 'precious'), '');
    writeFileSync(path.join(folder, 'a'), 'half');
    symlinkSync(elsewhere, path.join(folder, '.quarantine'));
    const far = new Date(Date.now() + 10 * QUARANTINE_MS);
    await expect(sweepQuarantine(folder, far)).rejects.toMatchObject({ code: 'unsafe_path' });
    await expect(quarantine(folder, ['a'])).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(readdirSync(elsewhere)).toEqual(['precious']);
    expect(existsSync(path.join(folder, 'a'))).toBe(true);
  });

  it('is left alone where the folder of the plan is a link', async () => {
    const elsewhere = temporaryFolder();
    writeFileSync(path.join(elsewhere, 'a'), 'mine');
    mkdirSync(path.join(elsewhere, '.quarantine'));
    writeFileSync(path.join(elsewhere, '.quarantine', 'precious'), '');
    const folder = path.join(temporaryFolder(), 'plan');
    symlinkSync(elsewhere, folder);
    const before = listTree(elsewhere);
    const far = new Date(Date.now() + 10 * QUARANTINE_MS);
    await expect(sweepQuarantine(folder, far)).rejects.toMatchObject({ code: 'unsafe_path' });
    await expect(quarantine(folder, ['a'])).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(listTree(elsewhere)).toEqual(before);
  });
});
