import { Encrypter } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { readIdentities } from '../../../main/crypto/identities.ts';
import { createKeyPair, recipientOf } from '../../../main/crypto/keys.ts';
import { formOf } from '../../../main/crypto/recipients.ts';
import { keysOf, open, seal } from '../helpers/age.ts';

const classic = await createKeyPair('x25519');
const hybrid = await createKeyPair('hybrid');
// Whole as text, both: the base point of P-256, and the X25519 point with which everybody has the same secret, zero.
const TAG = 'age1tag1qd43050juykyy3lchnnw2caygre8wqmasyk7kvaq7jsnj3wcnrpfvt5hxye';
const LOW_ORDER = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z';

describe('what is sealed', () => {
  it('needs a recipient', async () => {
    await expect(startEncryption({ recipients: [] })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(startEncryption({ passphrase: '' })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('never has recipients of both forms, which the library itself would accept', async () => {
    const recipients = [hybrid.recipient, classic.recipient];
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    await expect(startEncryption({ recipients })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('cannot share a file'),
    });
  });

  it('names a recipient once, however often it was given', async () => {
    const sealed = await seal(Buffer.from('x'), { recipients: [classic.recipient, classic.recipient] });
    expect(sealed.toString('latin1').match(/^-> X25519 /gm)).toHaveLength(1);
  });

  it('is for no more recipients than a header that we would read has room for', async () => {
    const recipients: string[] = [];
    for (let count = 0; count < 45; count += 1) recipients.push((await createKeyPair('hybrid')).recipient);
    await expect(startEncryption({ recipients })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('too many'),
    });
    const plain = Buffer.from('for all a plan can have');
    const sealed = await seal(plain, { recipients: [...recipients.slice(0, 21), hybrid.recipient] });
    expect(await open(sealed, keysOf(hybrid.identity))).toEqual(plain);
  });

  it.each([
    ['a hardware key', TAG, 'hardware key or a plugin'],
    ['a plugin', 'age1yubikey1qfffffffffffff', 'hardware key or a plugin'],
    ['an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA', 'not an age recipient'],
    ['an identity', classic.identity, 'not an age recipient'],
    ['a mistyped recipient', classic.recipient.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')), 'mistyped'],
    ['half a hybrid recipient', hybrid.recipient.slice(0, 900), 'mistyped'],
    ['a point that keeps no secret', LOW_ORDER, 'mistyped'],
    ['nothing', '', 'not an age recipient'],
  ])('is not for %s', async (_what, recipient, message) => {
    await expect(startEncryption({ recipients: [recipient] })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(message),
    });
  });
});

describe('a key', () => {
  it('belongs to its recipient, and says of which form it is', async () => {
    expect(await recipientOf(classic.identity)).toBe(classic.recipient);
    expect(await recipientOf(hybrid.identity)).toBe(hybrid.recipient);
    expect(formOf(classic.recipient)).toBe('x25519');
    expect(formOf(hybrid.recipient)).toBe('hybrid');
  });

  it('is not repeated by the error about it', async () => {
    const mistyped = classic.identity.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'));
    const sealed = await seal(Buffer.from('x'), { recipients: [classic.recipient] });
    const asRecipient = seal(Buffer.from('x'), { recipients: [mistyped] });
    for (const attempt of [
      recipientOf(mistyped),
      open(sealed, keysOf(mistyped)),
      readIdentities(mistyped),
      asRecipient,
    ]) {
      const error: unknown = await attempt.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'bad_input' });
      expect((error as Error).cause).toBeUndefined();
      expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain(mistyped.slice(20, 40));
    }
  });
});

describe('a file of keys', () => {
  it('may have comments, several keys, and the line ends and marks of any system', async () => {
    const text = `\uFEFF# created: 2026-01-01\r\n# public key: ${classic.recipient}\r\n${classic.identity}\r\n\r\n  ${hybrid.identity}  \n${classic.identity}`;
    expect(await readIdentities(text)).toEqual([classic, hybrid]);
  });

  it('may be typed from paper in small letters', async () => {
    expect(await readIdentities(classic.identity.toLowerCase())).toEqual([classic]);
  });

  it.each([
    ['is empty', '', 'no key in it'],
    ['has only comments', '# public key: age1', 'no key in it'],
    ['holds a recipient', `# mine\n${classic.recipient}\n`, 'Line 2 of the keys is a recipient'],
    ['has one bad line among good ones', `${classic.identity}\nAGE-SECRET-KEY-1QQQ\n`, 'Line 2'],
    ['holds a key of a plugin', 'AGE-PLUGIN-YUBIKEY-1QQQ', 'plugin'],
    ['holds an SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----', 'SSH'],
    ['is encrypted', 'age-encryption.org/v1\n-> scrypt', 'itself encrypted'],
    ['is encrypted and armored', '\n-----BEGIN AGE ENCRYPTED FILE-----\n', 'itself encrypted'],
    ['is no such file at all', '#'.repeat(300_000), 'too long'],
  ])('is refused when it %s', async (_why, text, message) => {
    await expect(readIdentities(text)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(message),
    });
  });
});
