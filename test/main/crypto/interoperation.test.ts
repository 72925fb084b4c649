import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { afterAll, describe, expect, it } from 'vitest';
import { nativeAead, portableAead } from '../../../main/crypto/aead.ts';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { createKeyPair } from '../../../main/crypto/keys.ts';
import { age, ageTyped, hasAge, keysOf, open, seal, sealWith } from '../helpers/age.ts';

const EDGES = [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 1024 * 1024];
/** Whole chunks, sealed chunks, what a pipe gives, and sizes that fit nothing. */
const PIECES = [[65_536], [65_552], [8192], [1, 65_535, 7, 131_073, 4099]];
const CIPHERS = { native: nativeAead, portable: portableAead };

const classic = await createKeyPair('x25519');
const hybrid = await createKeyPair('hybrid');
const folder = mkdtempSync(path.join(os.tmpdir(), 'lifeboat-age-'));
const identityFile = path.join(folder, 'key.txt');
writeFileSync(identityFile, `${classic.identity}\n`);
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(Object.entries(CIPHERS))('with the %s cipher', (_name, cipher) => {
  it.each(EDGES)('what is sealed is what is opened: %i bytes', async (size) => {
    const plain = randomBytes(size);
    for (const sizes of PIECES) {
      const sealed = await seal(plain, { recipients: [classic.recipient] }, sizes, cipher);
      const opened = await open(sealed, keysOf(classic.identity), sizes, cipher);
      expect(opened.equals(plain), `pieces of ${sizes.join(', ')}`).toBe(true);
    }
  });

  it.runIf(hasAge).each(EDGES)('age opens what we seal, and we what age seals: %i bytes', async (size) => {
    const plain = randomBytes(size);
    const sealed = await seal(plain, { recipients: [classic.recipient] }, [10_007], cipher);
    expect(age(['--decrypt', '-i', identityFile], sealed).equals(plain)).toBe(true);
    const theirs = age(['--encrypt', '-r', classic.recipient], plain);
    expect((await open(theirs, keysOf(classic.identity), [10_007], cipher)).equals(plain)).toBe(true);
  });

  it.each([0, 65_536, 65_537])('the library opens hybrid files of ours, and we its: %i bytes', async (size) => {
    const plain = randomBytes(size);
    const decrypter = new Decrypter();
    decrypter.addIdentity(hybrid.identity);
    const sealed = await seal(plain, { recipients: [hybrid.recipient] }, [10_007], cipher);
    expect(plain.equals(await decrypter.decrypt(sealed))).toBe(true);
    const encrypter = new Encrypter();
    encrypter.addRecipient(hybrid.recipient);
    const theirs = Buffer.from(await encrypter.encrypt(plain));
    expect((await open(theirs, keysOf(hybrid.identity), [10_007], cipher)).equals(plain)).toBe(true);
  });
});

describe('a file', () => {
  it('for several recipients is opened by each of them, and by nobody else', async () => {
    const others = [await createKeyPair('hybrid'), await createKeyPair('hybrid')];
    const pairs = [hybrid, ...others];
    const plain = randomBytes(1000);
    const sealed = await seal(plain, { recipients: pairs.map(({ recipient }) => recipient) });
    for (const { identity } of pairs)
      expect((await open(sealed, keysOf(classic.identity, identity))).equals(plain)).toBe(true);
    const stranger = await createKeyPair('hybrid');
    await expect(open(sealed, keysOf(stranger.identity, classic.identity))).rejects.toMatchObject({
      code: 'key_missing',
    });
    await expect(open(sealed, keysOf())).rejects.toMatchObject({ code: 'key_missing' });
  });

  it('can be read back with its own key while it is made, and with no other', async () => {
    const encryptor = await startEncryption({ recipients: [classic.recipient] });
    const plain = randomBytes(70_000);
    const sealed = sealWith(encryptor, plain);
    expect((await open(sealed, encryptor.fileKey)).equals(plain)).toBe(true);
    await expect(open(sealed, randomBytes(16))).rejects.toMatchObject({ code: 'archive_damaged' });
  });

  it('says the same of a key each time: two files of one plain text share nothing', async () => {
    const plain = Buffer.alloc(64);
    const [one, two] = [
      await seal(plain, { recipients: [classic.recipient] }),
      await seal(plain, { recipients: [classic.recipient] }),
    ];
    expect(one.subarray(-80).equals(two.subarray(-80))).toBe(false);
  });

  it.runIf(hasAge && process.platform === 'linux')(
    'with a passphrase goes both ways between age and us',
    { timeout: 30_000 },
    async () => {
      const plain = randomBytes(100_000);
      const passphrase = 'correct horse, 电池';
      const file = (name: string) => path.join(folder, name);
      writeFileSync(file('plain'), plain);
      ageTyped(['--passphrase', '-o', file('theirs'), file('plain')], [passphrase, passphrase]);
      const keys = { identities: [classic.identity], passphrases: [passphrase] };
      expect((await open(readFileSync(file('theirs')), keys)).equals(plain)).toBe(true);
      writeFileSync(file('ours'), await seal(plain, { passphrase, work: 12 }));
      ageTyped(['--decrypt', '-o', file('opened'), file('ours')], [passphrase]);
      expect(readFileSync(file('opened')).equals(plain)).toBe(true);
    },
  );
});
