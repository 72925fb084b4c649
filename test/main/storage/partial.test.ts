import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPartial, openPartialFolder } from '../../../main/storage/partial.ts';
import { publishFile } from '../../../main/storage/publish.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { listTree, modeOf } from '../helpers/files.ts';

describe('a file in the making', () => {
  it('is hidden, and readable to its user alone', async () => {
    const folder = temporaryFolder();
    await using partial = await openPartial(folder, 'a.dump');
    expect(partial.path).toBe(path.join(folder, '.a.dump.partial'));
    expect(modeOf(partial.path)).toBe('600');
  });

  it('holds what was written, and says its size and SHA-256', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 1000 })), async (chunks) => {
        await using partial = await openPartial(folder, 'a.dump');
        for (const chunk of chunks) await partial.write(chunk);
        const whole = Buffer.concat(chunks);
        expect(partial.bytes).toBe(whole.length);
        expect(await partial.finish()).toEqual({
          bytes: whole.length,
          sha256: createHash('sha256').update(whole).digest('hex'),
        });
        expect(readFileSync(partial.path).equals(whole)).toBe(true);
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  it.each<[what: string, plant: (file: string) => void]>([
    ['a file', (file) => writeFileSync(file, 'mine')],
    ['a link', (file) => symlinkSync(path.join(path.dirname(file), 'target'), file)],
    ['a folder', (file) => mkdirSync(file)],
  ])('is not opened where %s stands already', async (_what, plant) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'target'), 'precious');
    plant(path.join(folder, '.a.dump.partial'));
    const before = listTree(folder);
    await expect(openPartial(folder, 'a.dump')).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(listTree(folder)).toEqual(before);
  });

  it('is not written through a link that leads to nothing', async () => {
    const folder = temporaryFolder();
    symlinkSync(path.join(folder, 'target'), path.join(folder, '.a.dump.partial'));
    await expect(openPartial(folder, 'a.dump')).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(existsSync(path.join(folder, 'target'))).toBe(false);
  });

  it('needs its folder', async () => {
    await expect(openPartial(path.join(temporaryFolder(), 'gone'), 'a')).rejects.toMatchObject({
      code: 'file_missing',
    });
  });

  it('is gone when it is discarded, finished or not, once or twice', async () => {
    const folder = temporaryFolder();
    const unfinished = await openPartial(folder, 'a.dump');
    await unfinished.write(Buffer.from('x'));
    await unfinished.discard();
    const finished = await openPartial(folder, 'b.dump');
    await finished.finish();
    await finished.discard();
    await finished.discard();
    expect(listTree(folder)).toEqual([]);
  });

  it('is gone when what made it failed', async () => {
    const folder = temporaryFolder();
    const failing = async () => {
      await using partial = await openPartial(folder, 'a.dump');
      await partial.write(Buffer.from('x'));
      throw new Error('pg_dump died');
    };
    await expect(failing()).rejects.toThrow('pg_dump died');
    expect(listTree(folder)).toEqual([]);
  });

  it('can be disposed of after it was published, and stays', async () => {
    const folder = temporaryFolder();
    {
      await using partial = await openPartial(folder, 'a.dump');
      await partial.write(Buffer.from('x'));
      await partial.finish();
      await publishFile(partial.path, 'a.dump');
    }
    expect(listTree(folder)).toHaveLength(1);
    expect(readFileSync(path.join(folder, 'a.dump'), 'utf8')).toBe('x');
  });
});

describe('a folder in the making', () => {
  it('is hidden and private, and so is what another program put there', async () => {
    const folder = temporaryFolder();
    await using partial = await openPartialFolder(folder, 'a.dump');
    expect(partial.path).toBe(path.join(folder, '.a.dump.partial'));
    writeFileSync(path.join(partial.path, 'toc.dat'), 'toc', { mode: 0o644 });
    await partial.finish();
    expect([modeOf(partial.path), modeOf(path.join(partial.path, 'toc.dat'))]).toEqual(['700', '600']);
  });

  it('is not opened where something stands already', async () => {
    const folder = temporaryFolder();
    symlinkSync(temporaryFolder(), path.join(folder, '.a.dump.partial'));
    await expect(openPartialFolder(folder, 'a.dump')).rejects.toMatchObject({ code: 'unsafe_path' });
  });

  it('does not follow a link that stands in it', async () => {
    const outside = path.join(temporaryFolder(), 'outside');
    writeFileSync(outside, 'precious', { mode: 0o644 });
    await using partial = await openPartialFolder(temporaryFolder(), 'a.dump');
    symlinkSync(outside, path.join(partial.path, 'toc.dat'));
    await expect(partial.finish()).rejects.toMatchObject({ code: 'unsafe_path' });
    expect(modeOf(outside)).toBe('644');
  });

  it('is gone with all that is in it when it is discarded', async () => {
    const folder = temporaryFolder();
    const partial = await openPartialFolder(folder, 'a.dump');
    writeFileSync(path.join(partial.path, 'toc.dat'), 'toc');
    await partial.discard();
    await partial.discard();
    expect(listTree(folder)).toEqual([]);
  });
});
