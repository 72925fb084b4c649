import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { archiveState, takeInventory } from '../../../main/storage/inventory.ts';
import { annotate, publishManifest } from '../../../main/storage/manifests.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { listTree, plantBackup } from '../helpers/files.ts';
import { aManifest, START } from '../helpers/values.ts';

describe('an inventory', () => {
  it('finds the backups of every plan under a root, with what was noted beside them', async () => {
    const root = temporaryFolder();
    const a = await plantBackup(path.join(root, 'a'));
    const b = await plantBackup(path.join(root, 'b'));
    await annotate(b.backup.manifestPath, { type: 'pin', pinned: true, at: START });
    const { backups, unknown } = await takeInventory(root);
    expect(unknown).toEqual([]);
    expect(backups).toEqual([
      {
        manifest: a.manifest,
        manifestPath: a.backup.manifestPath,
        path: a.backup.path,
        state: 'good',
        annotations: [],
        signature: 'unsigned',
      },
      {
        manifest: b.manifest,
        manifestPath: b.backup.manifestPath,
        path: b.backup.path,
        state: 'good',
        annotations: [{ type: 'pin', pinned: true, at: START }],
        signature: 'unsigned',
      },
    ]);
  });

  it('finds those of a single plan in its folder', async () => {
    const folder = temporaryFolder();
    const { manifest } = await plantBackup(folder);
    expect((await takeInventory(folder)).backups.map((found) => found.manifest)).toEqual([manifest]);
  });

  it('tells which archive is missing, and which has the wrong size', async () => {
    const folder = temporaryFolder();
    const missing = await plantBackup(folder);
    const short = await plantBackup(folder);
    const long = await plantBackup(folder);
    const replaced = await plantBackup(folder);
    rmSync(missing.backup.path);
    truncateSync(short.backup.path, 3);
    truncateSync(long.backup.path, 300);
    rmSync(replaced.backup.path);
    symlinkSync('/etc/hostname', replaced.backup.path);
    const { backups } = await takeInventory(folder);
    const states = new Map(backups.map((found) => [found.manifest.id, found.state]));
    expect(states.get(missing.manifest.id)).toBe('missing');
    for (const planted of [short, long, replaced]) expect(states.get(planted.manifest.id)).toBe('damaged');
  });

  it('reports what looks like a backup and is none', async () => {
    const folder = temporaryFolder();
    const { backup } = await plantBackup(folder);
    rmSync(backup.manifestPath);
    const broken = await plantBackup(folder);
    writeFileSync(broken.backup.manifestPath, '{');
    const { backups, unknown } = await takeInventory(folder);
    expect(backups).toEqual([]);
    expect(unknown).toHaveLength(3);
    expect(unknown).toContainEqual({ path: backup.path, problem: 'an archive without a manifest' });
    expect(unknown).toContainEqual({ path: broken.backup.path, problem: 'an archive without a manifest' });
    expect(unknown).toContainEqual({
      path: broken.backup.manifestPath,
      problem: expect.stringContaining('it is not JSON'),
    });
  });

  it('takes no notice of the things of others, nor of what is in quarantine', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    writeFileSync(path.join(folder, 'package.json'), '{}');
    mkdirSync(path.join(folder, 'photos'));
    writeFileSync(path.join(folder, 'photos', 'cat.dump'), 'miaow');
    await plantBackup(path.join(folder, '.quarantine'));
    expect(await takeInventory(folder)).toEqual({ backups: [], unknown: [] });
  });

  it('does not follow a link to a folder elsewhere', async () => {
    const root = temporaryFolder();
    const elsewhere = temporaryFolder();
    await plantBackup(elsewhere);
    symlinkSync(elsewhere, path.join(root, 'plan'));
    expect(await takeInventory(root)).toEqual({ backups: [], unknown: [] });
  });

  it('reports a folder that cannot be read', async () => {
    const gone = path.join(temporaryFolder(), 'gone');
    const { unknown } = await takeInventory(gone);
    expect(unknown[0]).toEqual({ path: gone, problem: 'it cannot be read (ENOENT)' });
  });

  it('changes nothing', async () => {
    const root = temporaryFolder();
    const { backup } = await plantBackup(path.join(root, 'a'));
    writeFileSync(path.join(root, 'a', `.${path.basename(backup.path)}.partial`), 'half');
    const before = listTree(root);
    await takeInventory(root);
    expect(listTree(root)).toEqual(before);
  });
});

describe('an archive of several files', () => {
  const parts = [
    { name: 'toc.dat', bytes: 3, sha256: 'c'.repeat(64) },
    { name: '1.dat', bytes: 5, sha256: 'd'.repeat(64) },
  ];

  async function plantFolder() {
    const manifest = aManifest({ format: 'directory', parts });
    const folder = temporaryFolder();
    const archive = path.join(folder, manifest.file);
    mkdirSync(archive);
    writeFileSync(path.join(archive, 'toc.dat'), 'toc');
    writeFileSync(path.join(archive, '1.dat'), '12345');
    await publishManifest(folder, manifest);
    return { manifest, folder, archive };
  }

  it('is good when each of them is there with its size', async () => {
    const { manifest, folder, archive } = await plantFolder();
    expect(await archiveState(archive, manifest)).toBe('good');
    expect(await takeInventory(folder)).toMatchObject({ backups: [{ state: 'good' }], unknown: [] });
  });

  it.each<[what: string, harm: (archive: string) => void, state: string]>([
    ['one of them is gone', (archive) => rmSync(path.join(archive, '1.dat')), 'damaged'],
    ['one of them is shorter', (archive) => truncateSync(path.join(archive, '1.dat'), 4), 'damaged'],
    [
      'a file stands in the place of the folder',
      (archive) => {
        rmSync(archive, { recursive: true });
        writeFileSync(archive, '');
      },
      'damaged',
    ],
    ['the folder is gone', (archive) => rmSync(archive, { recursive: true }), 'missing'],
  ])('is not when %s', async (_what, harm, state) => {
    const { manifest, archive } = await plantFolder();
    harm(archive);
    expect(await archiveState(archive, manifest)).toBe(state);
  });
});
