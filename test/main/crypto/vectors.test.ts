import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt } from '../../../main/crypto/decrypt.ts';
import { createKeyPair } from '../../../main/crypto/keys.ts';
import { keysOf, open } from '../helpers/age.ts';
import {
  type AgeFile,
  ageFile,
  base64,
  FILE_KEY,
  macOf,
  payloadOf,
  rawOf,
  type ScryptStanza,
  scryptStanza,
  stanza,
  uncanonical,
  type X25519Stanza,
  x25519Stanza,
} from '../helpers/ageFile.ts';

// One case for each class of the format's own test suite (C2SP/CCTV), all made here: everything but the one thing named is right.

const PASSPHRASE = 'password';
const pair = await createKeyPair('x25519');
const stranger = await createKeyPair('x25519');
const hybrid = await createKeyPair('hybrid');
const recipient = rawRecipient(pair.identity);
const keys = { identities: [pair.identity, hybrid.identity], passphrases: [PASSPHRASE] };
const full = Buffer.alloc(65_536, 1);
const oneByte = Buffer.from('x');

const mine = (change: X25519Stanza = {}) => x25519Stanza(recipient, change);
const theirs = (change: X25519Stanza = {}) => x25519Stanza(rawRecipient(stranger.identity), change);
const password = (change: ScryptStanza = {}) => scryptStanza(PASSPHRASE, change);
const other = stanza(['example.com/other', 'arg'], Buffer.from('a body of another kind'));

describe('is opened', () => {
  it.each<[string, AgeFile, Buffer?]>([
    ['a file for one key', { stanzas: [mine()] }],
    ['a file for a passphrase', { stanzas: [password()] }],
    ['a file for several keys', { stanzas: [theirs(), mine(), theirs()] }],
    [
      'a file with stanzas of kinds that are not known',
      { stanzas: [other, mine(), stanza(['grease', '~!#'], full.subarray(0, 500))] },
    ],
    ['a stanza with an empty body', { stanzas: [stanza(['empty'], Buffer.alloc(0)), mine()] }],
    ['a stanza whose last line is empty', { stanzas: [stanza(['full'], Buffer.alloc(48)), mine()] }],
    ['an X25519 stanza in small letters, being of another kind', { stanzas: [mine({ kind: 'x25519' }), mine()] }],
    ['an empty payload', { stanzas: [mine()], payload: payloadOf([Buffer.alloc(0)]) }, Buffer.alloc(0)],
    ['a full last chunk', { stanzas: [mine()], payload: payloadOf([full]) }, full],
    ['two chunks', { stanzas: [mine()], payload: payloadOf([full, oneByte]) }, Buffer.concat([full, oneByte])],
  ])('%s', async (_what, file, plain = Buffer.from('age')) => {
    expect((await open(ageFile(file), keys, [1000])).equals(plain)).toBe(true);
    expect((await open(ageFile(file), FILE_KEY, [1])).equals(plain)).toBe(true);
  });
});

describe('finds no key', () => {
  it.each<[string, AgeFile]>([
    ['for other keys only', { stanzas: [theirs(), theirs()] }],
    ['for another passphrase', { stanzas: [scryptStanza('another')] }],
    ['for kinds that are not known', { stanzas: [other] }],
    ['when the sealed file key was changed', { stanzas: [mine({ body: flipped })] }],
    ['when the share belongs to another', { stanzas: [mine({ share: recipient })] }],
    ['when the kind is in small letters', { stanzas: [mine({ kind: 'x25519' })] }],
    ['when scrypt is in capitals', { stanzas: [password({ kind: 'SCRYPT' })] }],
  ])('%s', async (_what, file) => {
    await expect(open(ageFile(file), keys)).rejects.toMatchObject({ code: 'key_missing' });
  });
});

describe('refuses a header with', () => {
  const swap = (from: string | RegExp, to: string) => (text: string) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    return changed;
  };
  it.each<[string, AgeFile]>([
    ['another version', { stanzas: [mine()], header: swap('v1', 'v2') }],
    ['line ends of Windows', { stanzas: [mine()], header: (text) => text.replaceAll('\n', '\r\n') }],
    ['one spurious carriage return', { stanzas: [mine()], header: swap('v1\n', 'v1\r\n') }],
    ['no stanza', { stanzas: [] }],
    [
      'its stanzas in another order than the MAC has them',
      { stanzas: [other, mine()], mac: () => macLine(mine(), other) },
    ],
    ['a MAC of another key', { stanzas: [mine()], fileKey: Buffer.alloc(16) }],
    ['no MAC', { stanzas: [mine()], mac: () => '\n' }],
    ['an empty MAC', { stanzas: [mine()], mac: () => ' \n' }],
    ['no space before the MAC', { stanzas: [mine()], mac: (line) => line.slice(1) }],
    ['a second space before the MAC', { stanzas: [mine()], mac: (line) => ` ${line}` }],
    ['a space behind the MAC', { stanzas: [mine()], mac: (line) => line.replace('\n', ' \n') }],
    ['letters behind the MAC', { stanzas: [mine()], mac: (line) => line.replace('\n', 'AAA\n') }],
    ['a short MAC', { stanzas: [mine()], mac: (line) => `${line.slice(0, -9)}\n` }],
    ['a padded MAC', { stanzas: [mine()], mac: (line) => line.replace('\n', '=\n') }],
    ['a MAC that is not canonical', { stanzas: [mine()], mac: (line) => `${uncanonical(line.trimEnd())}\n` }],
    ['a MAC that never ends', { stanzas: [mine()], mac: (line) => line.trimEnd().padEnd(200_000, 'A') }],
    ['a stanza that does not begin like one', { stanzas: [mine()], header: swap('-> ', '-) ') }],
    ['a stanza without a space behind its arrow', { stanzas: [mine()], header: swap('-> ', '->') }],
    ['a stanza without arguments', { stanzas: ['->\n\n', mine()] }],
    ['a stanza whose only argument is empty', { stanzas: ['-> \n\n', mine()] }],
    ['an empty argument', { stanzas: [stanza(['other', '', 'x'], oneByte), mine()] }],
    ['a space behind the arguments', { stanzas: [stanza(['other', ''], oneByte), mine()] }],
    ['a letter that is not ASCII', { stanzas: [stanza(['\u00fcber'], oneByte), mine()] }],
    ['a control character', { stanzas: [stanza(['a\u0001b'], oneByte), mine()] }],
    ['a tab between arguments', { stanzas: [mine()], header: swap('X25519 ', 'X25519\t') }],
    ['a body that is missing', { stanzas: ['-> other\n', mine()] }],
    ['a body whose empty last line is missing', { stanzas: [stanza(['x'], Buffer.alloc(48)).slice(0, -1), mine()] }],
    ['a body that ends twice', { stanzas: ['-> other\nAAAA\nAAAA\n', mine()] }],
    ['a line that is too long', { stanzas: [`-> other\n${'A'.repeat(68)}\n\n`, mine()] }],
    ['a padded body', { stanzas: ['-> other\nAA==\n', mine()] }],
    ['a body that is not canonical', { stanzas: ['-> other\nAB\n', mine()] }],
    ['a body of a length that no bytes have', { stanzas: ['-> other\nA\n', mine()] }],
    ['a body in the URL alphabet', { stanzas: ['-> other\n-_-_\n', mine()] }],
    ['spaces around a body', { stanzas: ['-> other\n AAAA\n', mine()] }],
    ['an X25519 stanza without a share', { stanzas: [stanza(['X25519'], Buffer.alloc(32))] }],
    ['an argument too many for X25519', { stanzas: [mine({ extra: 'more' })] }],
    ['a share that is short', { stanzas: [mine({ share: Buffer.alloc(31, 1) })] }],
    ['a share that is long', { stanzas: [mine({ share: Buffer.alloc(33, 1) })] }],
    ['a share of low order', { stanzas: [mine({ share: Buffer.alloc(32) })] }],
    ['a share that is not canonical', { stanzas: [mine()], header: (text) => spoilWord(text, 'X25519 ') }],
    ['a file key that is long', { stanzas: [mine({ fileKey: Buffer.alloc(24) })], fileKey: Buffer.alloc(24) }],
    ['a sealed file key that is short', { stanzas: [mine({ body: (body) => body.subarray(1) })] }],
    ['a hybrid stanza without a share', { stanzas: [stanza(['mlkem768x25519'], Buffer.alloc(32))] }],
    [
      'a hybrid share that is short',
      { stanzas: [stanza(['mlkem768x25519', base64(Buffer.alloc(1119))], Buffer.alloc(32))] },
    ],
    ['scrypt beside another stanza', { stanzas: [password(), mine()] }],
    ['scrypt behind another stanza', { stanzas: [mine(), password()] }],
    ['scrypt twice', { stanzas: [password(), password()] }],
    ['scrypt beside a stanza of a kind that is not known', { stanzas: [other, password()] }],
    ['scrypt with an argument too many', { stanzas: [password({ args: (args) => [...args, '10'] })] }],
    ['scrypt without work', { stanzas: [password({ args: (args) => args.slice(0, 2) })] }],
    ['scrypt with a short salt', { stanzas: [password({ salt: Buffer.alloc(15) })] }],
    ['scrypt with a long salt', { stanzas: [password({ salt: Buffer.alloc(17) })] }],
    ['scrypt with an empty salt', { stanzas: [password({ args: ([kind = '', , work = '']) => [kind, '', work] })] }],
    [
      'scrypt with a salt that is not canonical',
      { stanzas: [password()], header: (text) => spoilWord(text, 'scrypt ') },
    ],
    ['scrypt with a long file key', { stanzas: [password({ fileKey: Buffer.alloc(24) })], fileKey: Buffer.alloc(24) }],
    ...[
      '0',
      '010',
      '+10',
      '-10',
      '0x0a',
      'aaaa',
      '10 ',
      '10aa',
      '1e1',
      '21',
      '23',
      '30',
      '99',
      '18446744073709551616',
    ].map((work): [string, AgeFile] => [`scrypt that asks for work of ${work}`, { stanzas: [password({ work })] }]),
  ])('%s', async (_what, file) => {
    const bytes = ageFile(file);
    for (const sizes of [[1000], [7]])
      await expect(open(bytes, keys, sizes)).rejects.toMatchObject({ code: 'archive_damaged' });
  });

  it('any armor: what we write is binary', async () => {
    const text = `-----BEGIN AGE ENCRYPTED FILE-----\n${base64(ageFile({ stanzas: [mine()] }))}\n-----END AGE ENCRYPTED FILE-----\n`;
    await expect(open(Buffer.from(text), keys)).rejects.toMatchObject({ code: 'archive_damaged' });
  });
});

describe('refuses a payload', () => {
  const whole = payloadOf([full, full, oneByte]);
  const SEALED = 65_552;
  it.each<[string, Buffer]>([
    ['that is not there', Buffer.alloc(0)],
    ['shorter than a tag', Buffer.alloc(15)],
    ['with a bad tag', flipped(payloadOf([oneByte]))],
    ['with a bad tag in its second chunk', flipped(payloadOf([full, oneByte]))],
    ['with a bad tag in its full second chunk', flipped(payloadOf([full, full]))],
    ['whose last chunk is not marked', payloadOf([oneByte], -1)],
    ['whose full last chunk is not marked', payloadOf([full, full], -1)],
    ['whose last chunk is missing', whole.subarray(0, 2 * SEALED)],
    ['whose last chunk is cut short', whole.subarray(0, -1)],
    ['whose last chunk is empty after a full one', payloadOf([full, Buffer.alloc(0)])],
    [
      'whose chunks are in another order',
      Buffer.concat([whole.subarray(SEALED, 2 * SEALED), whole.subarray(0, SEALED), whole.subarray(2 * SEALED)]),
    ],
    ['with a chunk twice', Buffer.concat([whole.subarray(0, SEALED), whole])],
    ['with a chunk left out', Buffer.concat([whole.subarray(0, SEALED), whole.subarray(2 * SEALED)])],
    ['that ends early, marked as such', Buffer.concat([payloadOf([full], 0), whole.subarray(SEALED)])],
    ['with a short chunk in its middle', payloadOf([oneByte, oneByte])],
    ['with a byte behind its end', Buffer.concat([payloadOf([oneByte]), Buffer.alloc(1)])],
    ['with a second payload behind its end', Buffer.concat([payloadOf([full]), payloadOf([full])])],
    ['of another file', payloadOf([oneByte], 0, Buffer.alloc(16))],
  ])('%s', async (_what, payload) => {
    const bytes = ageFile({ stanzas: [mine()], payload });
    for (const sizes of [[65_552], [60_001]])
      await expect(open(bytes, keys, sizes)).rejects.toMatchObject({ code: 'archive_damaged' });
    await expect(open(bytes, FILE_KEY)).rejects.toMatchObject({ code: 'archive_damaged' });
  });

  it('without the whole of its nonce', async () => {
    for (const nonce of [Buffer.alloc(0), Buffer.alloc(15, 9)]) {
      const bytes = ageFile({ stanzas: [mine()], nonce, payload: Buffer.alloc(0) });
      await expect(open(bytes, keys)).rejects.toMatchObject({ code: 'archive_damaged' });
    }
  });
});

it('a header beyond all size is given up on without reading on', async () => {
  let read = 0;
  const endless = async function* () {
    yield Buffer.from('age-encryption.org/v1\n');
    for (;;) {
      read += 1;
      yield Buffer.from('-> other\nAAAA\n');
    }
  };

  await expect(decrypt(endless(), keysOf(pair.identity)).next()).rejects.toMatchObject({ code: 'archive_damaged' });
  expect(read * 14).toBeLessThan(70_000);
});

function macLine(...stanzas: readonly string[]): string {
  return ` ${base64(macOf(FILE_KEY, `age-encryption.org/v1\n${stanzas.join('')}---`))}\n`;
}

function spoilWord(text: string, before: string): string {
  const at = text.indexOf(before) + before.length;
  const [word = ''] = /^\S+/.exec(text.slice(at)) ?? [];
  return text.slice(0, at) + uncanonical(word) + text.slice(at + word.length);
}

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}

/** Of an identity, which is bech32: five bits a character, and a checksum of six behind. */
function rawRecipient(identity: string): Buffer {
  const letters = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';
  const bits = identity
    .slice('AGE-SECRET-KEY-1'.length, -6)
    .split('')
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const scalar = Buffer.from(Array.from({ length: 32 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2)));
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), scalar]);
  return rawOf(createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })));
}
