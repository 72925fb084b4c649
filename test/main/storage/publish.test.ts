import type * as fs from 'node:fs/promises';
import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { patiently, publishFile, publishFolder } from '../../../main/storage/publish.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { listTree } from '../helpers/files.ts';

const broken = vi.hoisted(() => ({ link: null as string | null }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const link: typeof real.link = (from, to) =>
    broken.link === null ? real.link(from, to) : Promise.reject(Object.assign(new Error('no'), { code: broken.link }));
  return { ...real, link };
});

function makePartial(folder: string): string {
  const partial = path.join(folder, '.a.partial');
  writeFileSync(partial, 'new');
  return partial;
}

describe.each([null, 'EPERM', 'ENOTSUP', 'EXDEV'])('publishing a file where link answers %s', (code) => {
  beforeEach(() => {
    broken.link = code;
    return () => {
      broken.link = null;
    };
  });

  it('gives it its name, and takes the other one away', async () => {
    const folder = temporaryFolder();
    const partial = makePartial(folder);
    const { ino } = statSync(partial);
    expect(await publishFile(partial, 'a')).toBe(path.join(folder, 'a'));
    expect(listTree(folder)).toHaveLength(1);
    expect(statSync(path.join(folder, 'a')).ino).toBe(ino);
  });

  it.each<[what: string, plant: (file: string) => void]>([
    ['a file', (file) => writeFileSync(file, 'old')],
    ['a folder', (file) => mkdirSync(file)],
    ['a link', (file) => symlinkSync('somewhere', file)],
  ])('never takes the place of %s', async (_what, plant) => {
    const folder = temporaryFolder();
    const partial = makePartial(folder);
    plant(path.join(folder, 'a'));
    const before = listTree(folder);
    await expect(publishFile(partial, 'a')).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(listTree(folder)).toEqual(before);
  });

  it('fails when there is nothing to publish', async () => {
    await expect(publishFile(path.join(temporaryFolder(), '.a.partial'), 'a')).rejects.toMatchObject({
      code: 'file_missing',
    });
  });
});

describe('publishing a file', () => {
  it('does not take a full disk for one without hard links', async () => {
    const folder = temporaryFolder();
    const partial = makePartial(folder);
    broken.link = 'ENOSPC';
    await expect(publishFile(partial, 'a')).rejects.toMatchObject({ code: 'disk_full' });
    broken.link = null;
    expect(readFileSync(partial, 'utf8')).toBe('new');
  });

  it('leaves other names of the same file alone', async () => {
    const folder = temporaryFolder();
    const partial = makePartial(folder);
    linkSync(partial, path.join(folder, 'other'));
    await publishFile(partial, 'a');
    expect(listTree(folder).map((line) => line.split(' ')[0])).toEqual(['a', 'other']);
  });
});

describe('publishing a folder', () => {
  it('gives it its name', async () => {
    const folder = temporaryFolder();
    const partial = path.join(folder, '.a.partial');
    mkdirSync(partial);
    writeFileSync(path.join(partial, 'toc.dat'), 'toc');
    expect(await publishFolder(partial, 'a')).toBe(path.join(folder, 'a'));
    expect(listTree(folder).map((line) => line.split(' ')[0])).toEqual(['a/', 'a/toc.dat']);
  });

  it('never takes the place of something, not even of an empty folder', async () => {
    const folder = temporaryFolder();
    const partial = path.join(folder, '.a.partial');
    mkdirSync(partial);
    mkdirSync(path.join(folder, 'a'));
    await expect(publishFolder(partial, 'a')).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(listTree(folder)).toEqual(['.a.partial/', 'a/']);
  });
});

describe('patience', () => {
  it('is not had with errors of other systems than Windows', async () => {
    const action = vi.fn<() => Promise<void>>(() =>
      Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })),
    );
    await expect(patiently(action)).rejects.toThrow('busy');
    expect(action).toHaveBeenCalledTimes(process.platform === 'win32' ? 121 : 1);
  });
});
