import { gzipSync, zstdCompressSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeFile, decompressor, startDecoder } from '../../../main/postgres/decode.ts';
import type { Compression } from '../../../shared/model/plan.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { NEW_DUMP } from '../helpers/smallDump.ts';

const signal = new AbortController().signal;
const ways: [method: Compression['method'], pack: (text: string) => Buffer][] = [
  ['none', (text) => Buffer.from(text)],
  ['gzip', (text) => gzipSync(text)],
  ['zstd', (text) => zstdCompressSync(text)],
];

async function expectWhole(decoding: Promise<void>): Promise<void> {
  await expect(decoding).resolves.toBeUndefined();
}

async function decodeStream(method: Compression['method'], bytes: Buffer, size = bytes.length || 1): Promise<void> {
  const decoder = startDecoder('plain', { method, level: 1 }, 'pg_restore', signal);
  for (let at = 0; at < bytes.length; at += size) await decoder.write(bytes.subarray(at, at + size));
  await decoder.end();
}

async function decodeOnDisk(method: Compression['method'], bytes: Buffer): Promise<void> {
  const file = path.join(temporaryFolder(), 'a.sql');
  writeFileSync(file, bytes);
  await decodeFile(file, 'plain', { method, level: 1 }, 'pg_restore', signal);
}

describe.each(ways)('decoding a plain dump (compression: %s)', (method, pack) => {
  const packed = pack(NEW_DUMP);

  it('finds a whole one to be whole, as a stream and on disk', async () => {
    await expectWhole(decodeStream(method, packed));
    await expectWhole(decodeStream(method, packed, 7));
    await expectWhole(decodeOnDisk(method, packed));
  });

  it('finds one that was cut, wherever', async () => {
    // The last bytes may be newlines, or the checksum of an empty rest.
    const end = method === 'none' ? NEW_DUMP.trimEnd().length : packed.length;
    for (let length = 0; length < end; length += method === 'none' ? 37 : 11)
      await expect(decodeStream(method, packed.subarray(0, length)), `cut at ${length}`).rejects.toMatchObject({
        code: 'archive_damaged',
      });
    await expect(decodeOnDisk(method, packed.subarray(0, end - 1))).rejects.toMatchObject({ code: 'archive_damaged' });
  });

  it('finds one that holds nothing', async () => {
    await expect(decodeStream(method, pack(''))).rejects.toMatchObject({ code: 'archive_damaged' });
    await expect(decodeStream(method, Buffer.alloc(0))).rejects.toMatchObject({ code: 'archive_damaged' });
  });

  it('finds one that was cut before it was packed', async () => {
    await expect(decodeStream(method, pack(NEW_DUMP.slice(0, 900)))).rejects.toMatchObject({ code: 'archive_damaged' });
  });
});

describe('decoding a compressed dump', () => {
  it.each(ways.slice(1))('takes what is far larger unpacked than packed (%s)', async (method, pack) => {
    const dump = NEW_DUMP.replace('1\tone\n', 'x\ty\n'.repeat(500_000));
    await expectWhole(decodeStream(method, pack(dump), 64));
  });

  it('finds noise in the middle, and takes all that still comes', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row}\t${row * 7919}\n`).join('');
    const packed = gzipSync(NEW_DUMP.replace('1\tone\n', rows));
    const middle = packed.length >> 1;
    packed.fill(0xa5, middle, middle + 64);
    await expect(decodeStream('gzip', packed, 1000)).rejects.toMatchObject({ code: 'archive_damaged' });
  });

  it('needs no stream where nothing was compressed', () => {
    expect(decompressor({ method: 'none', level: 0 })).toBeNull();
  });
});

describe('decoding an archive', () => {
  it('says that pg_restore is missing when it is', async () => {
    const file = path.join(temporaryFolder(), 'a.dump');
    writeFileSync(file, 'PGDMP');
    const none = { method: 'none', level: 0 } as const;
    await expect(decodeFile(file, 'custom', none, '/nowhere/pg_restore', signal)).rejects.toMatchObject({
      code: 'tool_missing',
    });
    const decoder = startDecoder('custom', none, '/nowhere/pg_restore', signal);
    await decoder.write(Buffer.from('PGDMP')).catch(() => undefined);
    await expect(decoder.end()).rejects.toMatchObject({ code: 'tool_missing' });
  });
});
