import type * as fs from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { checkSpace, diskSpace } from '../../../main/storage/space.ts';
import { temporaryFolder } from '../../helpers/app.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, statfs: vi.fn<typeof fs.statfs>(real.statfs) };
});

/** Two thousand blocks of a KiB, a thousand of them free, and two thirds of those for us. */
function smallDisk(): void {
  vi.mocked(statfs).mockResolvedValueOnce({ bavail: 666, bfree: 1000, blocks: 2000, bsize: 1024 } as never);
}

describe('the space on a disk', () => {
  it('is what an ordinary user may have', async () => {
    smallDisk();
    expect(await diskSpace('/disk')).toEqual({ freeBytes: 666 * 1024, totalBytes: 2000 * 1024 });
  });

  it('is told for a folder that is still to be made', async () => {
    const folder = temporaryFolder();
    const { totalBytes } = await diskSpace(path.join(folder, 'not', 'there', 'yet'));
    expect(totalBytes).toBe((await diskSpace(folder)).totalBytes);
    expect(totalBytes).toBeGreaterThan(0);
  });

  it('is not told for what lies in a file', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(diskSpace(path.join(file, 'x'))).rejects.toMatchObject({ code: 'unsafe_path' });
  });
});

describe('the space for a backup', () => {
  const free = 666 * 1024;

  it.each([
    ['one and a half times the previous backup', free / 1.5, free * 100],
    ['the size of the database when there is no previous backup', null, free],
  ])('must be %s', async (_what, previous, database) => {
    smallDisk();
    await expect(checkSpace('/disk', previous, database)).resolves.toBeUndefined();
    smallDisk();
    const more = previous === null ? checkSpace('/disk', null, database + 1) : checkSpace('/disk', previous + 1, 0);
    await expect(more).rejects.toMatchObject({ code: 'disk_low' });
  });

  it('is not asked for when nothing is known', async () => {
    vi.mocked(statfs).mockClear();
    await expect(checkSpace('/disk', null, null)).resolves.toBeUndefined();
    expect(statfs).not.toHaveBeenCalled();
  });

  it('that is lacking is told in figures, with a way out', async () => {
    smallDisk();
    await expect(checkSpace('/disk', 2 * 1024 * 1024, null)).rejects.toMatchObject({
      message: 'The disk of /disk has 666 KiB free; this backup probably needs 3 MiB.',
      nextStep: expect.stringContaining('lifeboat prune'),
    });
  });
});
