import { describe, expect, it } from 'vitest';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { createKeyPair } from '../../../main/crypto/keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { open, seal, sealWith } from '../helpers/age.ts';

// Seeded: a case that failed fails again.
const pair = await createKeyPair('x25519');
const keys = { identities: [pair.identity], passphrases: ['password'] };
const KNOWN = new Set(['key_missing', 'archive_damaged']);

describe('whatever was made of a file', () => {
  it('5,000 headers end in an error that is known, or in what was sealed', { timeout: 60_000 }, async () => {
    const random = generator(1);
    const plain = Buffer.from('what was sealed');
    const other = await createKeyPair('x25519');
    const hybrid = await createKeyPair('hybrid');
    const seeds = [
      await seal(plain, { recipients: [pair.recipient] }),
      await seal(plain, { recipients: [other.recipient, pair.recipient] }),
      await seal(plain, { recipients: [hybrid.recipient] }),
      await seal(plain, { passphrase: 'password', work: 1 }),
    ];
    const found = new Map<string, number>();
    for (let round = 0; round < 5000; round += 1) {
      const seed = seeds[round % seeds.length] ?? plain;
      const verdict = await verdictOf(mutated(seed, random), keys, plain);
      found.set(verdict, (found.get(verdict) ?? 0) + 1);
    }
    expect([...found.keys()].filter((verdict) => verdict !== 'the same' && !KNOWN.has(verdict))).toEqual([]);
    // The generator leaves some as they were, so that it is known to start from files that can be opened.
    expect(found.get('the same')).toBeGreaterThan(10);
    expect(found.get('archive_damaged')).toBeGreaterThan(1000);
    expect(found.get('key_missing')).toBeGreaterThan(100);
  });

  it('2,000 flipped bits, 500 cuts and 50 tails are all found', { timeout: 60_000 }, async () => {
    const random = generator(2);
    const plain = Buffer.alloc(66_000, 5);
    const encryptor = await startEncryption({ recipients: [pair.recipient] });
    const large = sealWith(encryptor, plain);
    const small = await seal(plain.subarray(0, 300), { recipients: [pair.recipient] });
    const missed: string[] = [];
    const check = async (what: string, bytes: Buffer, key: typeof keys | Uint8Array = keys) => {
      const verdict = await verdictOf(bytes, key, null);
      if (!KNOWN.has(verdict)) missed.push(`${what}: ${verdict}`);
    };
    for (let bit = 0; bit < 2000; bit += 1) {
      // Every bit of the first bytes, which are the header's, and then any; with the keys, and with the file's own.
      const file = bit % 2 === 0 ? large : small;
      const at = bit < 1600 ? bit % (small.length * 8) : Math.floor(random() * file.length * 8);
      const bytes = Buffer.from(file);
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
      await check(`bit ${at}`, bytes, file === large ? encryptor.fileKey : keys);
    }
    for (let cut = 0; cut < 500; cut += 1) {
      const file = cut < 100 ? large : small;
      const length = cut < 100 ? Math.floor(random() * file.length) : cut % file.length;
      await check(`cut to ${length}`, file.subarray(0, length));
    }
    for (let tail = 0; tail < 50; tail += 1) {
      const extra = Buffer.alloc(1 + Math.floor(random() * 100_000), tail);
      await check(`tail of ${extra.length}`, Buffer.concat([tail % 2 === 0 ? large : small, extra]));
    }
    expect(missed).toEqual([]);
  });
});

async function verdictOf(bytes: Buffer, key: typeof keys | Uint8Array, plain: Buffer | null): Promise<string> {
  try {
    const opened = await open(bytes, key, [4096]);
    return plain?.equals(opened) ? 'the same' : 'opened, and something else';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

const WORDS = [
  '\n',
  '\n--- ',
  '-> ',
  '-> scrypt AAAA 30\n',
  '-> X25519 ',
  ' ',
  '\r\n',
  '=',
  'A'.repeat(64),
  '\0',
  '\u00ff',
  'age-encryption.org/v1\n',
];

function mutated(seed: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(seed);
  // The header alone, and a little of what follows.
  const reach = bytes.indexOf('\n--- ') + 50;
  const below = (limit: number) => Math.floor(random() * limit);
  for (let change = below(4); change > 0; change -= 1) {
    const at = below(reach);
    const length = below(40);
    const kind = below(6);
    if (kind === 0) bytes[at] = below(256);
    if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    if (kind === 2)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(WORDS[below(WORDS.length)] ?? ''), bytes.subarray(at)]);
    if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    if (kind === 4) bytes = bytes.subarray(0, at);
    if (kind === 5)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(below(3000), below(256)), bytes.subarray(at)]);
  }
  return bytes;
}

/** Mulberry32: numbers from 0 to 1 that are the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
