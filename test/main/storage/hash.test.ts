import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { combineParts, hashFile, hashParts } from '../../../main/storage/hash.ts';
import { temporaryFolder } from '../../helpers/app.ts';

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

describe('hashing a file', () => {
  it.each([0, 1, 1024 * 1024 - 1, 1024 * 1024, 2_500_000])('reads all of its %i bytes', async (size) => {
    const file = path.join(temporaryFolder(), 'file');
    const data = Buffer.alloc(size, 'lifeboat ');
    writeFileSync(file, data);
    let told = 0;
    const onBytes = (count: number) => {
      told += count;
    };
    expect(await hashFile(file, { onBytes })).toEqual({ bytes: size, sha256: sha256(data) });
    expect(told).toBe(size);
  });

  it('stops when it is told to', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, Buffer.alloc(3 * 1024 * 1024));
    const stop = new AbortController();
    const reason = new Error('enough');
    const hashing = hashFile(file, { signal: stop.signal, onBytes: () => stop.abort(reason) });
    await expect(hashing).rejects.toBe(reason);
  });

  it('does not follow a link, and says when the file is gone', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), 'x');
    symlinkSync('file', path.join(folder, 'link'));
    await expect(hashFile(path.join(folder, 'link'))).rejects.toMatchObject({ code: 'unsafe_path' });
    await expect(hashFile(path.join(folder, 'gone'))).rejects.toMatchObject({ code: 'file_missing' });
  });
});

describe('hashing a directory archive', () => {
  it('goes by the names of its files, in byte order', async () => {
    const folder = temporaryFolder();
    for (const name of ['b.dat', 'toc.dat', '10.dat', 'B.dat', '9.dat']) writeFileSync(path.join(folder, name), name);
    const parts = await hashParts(folder);
    expect(parts.map((part) => part.name)).toEqual(['10.dat', '9.dat', 'B.dat', 'b.dat', 'toc.dat']);
    expect(parts[0]).toEqual({ name: '10.dat', bytes: 6, sha256: sha256('10.dat') });
  });

  it.each<[what: string, plant: (file: string) => void]>([
    ['a link', (file) => symlinkSync('toc.dat', file)],
    ['a folder', (file) => mkdirSync(file)],
  ])('refuses one with %s in it', async (_what, plant) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'toc.dat'), 'toc');
    plant(path.join(folder, 'x'));
    await expect(hashParts(folder)).rejects.toMatchObject({ code: 'unsafe_path' });
  });

  it('makes one hash of all, which sha256sum shows too', async () => {
    const folder = temporaryFolder();
    for (const name of ['toc.dat', '3021.dat.gz', '10.dat.gz', 'blob_1.dat', 'Blobs.toc'])
      writeFileSync(path.join(folder, name), `contents of ${name}`);
    const shell = spawnSync('/bin/sh', ['-c', 'LC_ALL=C sha256sum * | sha256sum'], { cwd: folder, encoding: 'utf8' });
    const combined = combineParts(await hashParts(folder));
    expect(`${combined.sha256}  -\n`).toBe(shell.stdout);
    expect(combined.bytes).toBe(106);
  });

  it('makes the hash of nothing from an archive without files', () => {
    expect(combineParts([])).toEqual({ bytes: 0, sha256: sha256('') });
  });
});
