import { randomBytes, scrypt } from 'node:crypto';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { AppError } from '../../shared/errors.ts';
import { aead } from './aead.ts';
import { decodeBase64, encodeBase64, headerDamaged } from './headerText.ts';

/** log2 of the work for new files: about a second and 256 MiB. */
const WORK = 18;
/** What a file may ask for at most, 1 GiB: a header can name any number, before anything in it is known to be authentic. */
const MOST_WORK = 20;
const SALT = 16;
const BLOCK = 8;
/** A key seals one file key only, so that its nonce may be constant. */
const NONCE = Buffer.alloc(12);

/** Like the library's, but in a thread of its own: there it would hold up everything else for a second or two. */
export function passphraseRecipient(passphrase: string, work = WORK): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT);
      const key = await deriveKey(passphrase, salt, work);
      return [new Stanza(['scrypt', encodeBase64(salt), String(work)], aead.seal(key, NONCE, fileKey))];
    },
  };
}

/** Opens what was sealed with this passphrase. Throws AppError `archive_damaged` for a stanza that age would not have written. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args }) => args[0] === 'scrypt');
      if (!stanza) return null;
      const [, encodedSalt = '', work = ''] = stanza.args;
      const salt = decodeBase64(encodedSalt);
      const wellFormed = stanzas.length === 1 && stanza.args.length === 3 && /^[1-9]\d?$/.test(work);
      if (!wellFormed || salt?.length !== SALT || stanza.body.length !== 32) throw headerDamaged();
      if (Number(work) > MOST_WORK) throw tooMuchWork(work);
      return aead.open(await deriveKey(passphrase, salt, Number(work)), NONCE, stanza.body);
    },
  };
}

function deriveKey(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
  const N = 2 ** work;
  const label = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
  // What it takes is 128 * N * r, and a little.
  const options = { N, r: BLOCK, p: 1, maxmem: 128 * BLOCK * (N + 32) };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, label, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function tooMuchWork(work: string): AppError {
  return new AppError(
    'archive_damaged',
    `The header of the archive asks for 2^${work} rounds to try a passphrase; Lifeboat writes 2^${WORK} and does at most 2^${MOST_WORK}.`,
    'If the file is really yours, open it with the `age` program.',
  );
}
