import type * as FileSystem from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { startTestServer } from '../helpers/server.ts';
import { beforeFailure } from './failing.ts';

/** Bytes that still fit into files opened from now on; the place of a real small disk on machines that cannot mount one. */
const disk = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  const open: typeof real.open = async (...args) => {
    const handle = await real.open(...args);
    const write = handle.write.bind(handle) as (data: Uint8Array) => Promise<{ bytesWritten: number }>;
    handle.write = (async (data: Uint8Array) => {
      if (disk.left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      // A disk that is nearly full takes a part.
      const part = data.subarray(0, Math.min(data.length, disk.left));
      disk.left -= part.length;
      return await write(part);
    }) as typeof handle.write;
    return handle;
  };
  return { ...real, open };
});

const server = await startTestServer();
await server.createDatabase('shop');
await server.sql(`CREATE TABLE item AS SELECT i, md5(i::text) AS code FROM generate_series(1, 20000) i`, 'shop');

afterEach(() => {
  disk.left = Number.POSITIVE_INFINITY;
});

it.each([0, 1, 100_000, 200_001])('fails when the disk takes %i bytes and no more', async (bytes) => {
  const { expectFailure } = await beforeFailure(server, { database: 'shop' });
  disk.left = bytes;
  const error = await expectFailure('disk_full', () => {
    disk.left = Number.POSITIVE_INFINITY;
  });
  expect(error.message).toMatch(/disk of .+ is full/);
});
