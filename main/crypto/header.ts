import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { AppError } from '../../shared/errors.ts';
import { HeaderReader, headerDamaged, type HeaderText, MAX_HEADER, parseHeader } from './headerText.ts';
import { type Keys, notAnIdentity, type Sealing } from './keys.ts';
import { passphraseIdentity, passphraseRecipient } from './passphrase.ts';
import { checkRecipients, notARecipient } from './recipients.ts';

/**
 * Makes the header of an age file and the key of its payload. The library makes both for an empty file; the key is seen by taking part
 * as a recipient that writes nothing.
 * @throws AppError `bad_input` for recipients that cannot be used, or not together, and for an empty passphrase.
 */
export async function makeHeader(sealing: Sealing): Promise<{ readonly header: Buffer; readonly fileKey: Uint8Array }> {
  const encrypter = new Encrypter();
  let fileKey: Uint8Array | null = null;
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  if ('passphrase' in sealing) {
    checkPassphrase(sealing.passphrase);
    encrypter.addRecipient(passphraseRecipient(sealing.passphrase, sealing.work));
  } else {
    addRecipients(encrypter, checkRecipients(sealing.recipients));
  }
  let empty: Uint8Array;
  try {
    empty = await encrypter.encrypt(new Uint8Array());
  } catch (error) {
    // A recipient whose spelling is right may still be no point or no key that anything can be sealed for.
    throw 'passphrase' in sealing ? error : notARecipient(error);
  }
  const header = empty.length > MAX_HEADER ? null : new HeaderReader(0).add(empty)?.header;
  if (!header) throw tooManyRecipients();
  if (fileKey === null) throw new Error('age-encryption gave no key to seal');
  return { header: Buffer.from(header), fileKey };
}

function addRecipients(encrypter: Encrypter, recipients: readonly string[]): void {
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw notARecipient(error);
    }
  }
}

/**
 * The key of the payload behind a header, authenticated. Of the keys given, those that fit are found by trying; a file's own key is only checked.
 * @throws AppError `key_missing` when none of the keys fits, `archive_damaged` when the header is not whole, `bad_input` for a key that is none.
 */
export async function unwrap(header: Buffer, key: Keys | Uint8Array): Promise<Uint8Array> {
  const parsed = parseHeader(header);
  if (key instanceof Uint8Array) {
    checkMac(parsed, key);
    return key;
  }
  const decrypter = new Decrypter();
  for (const identity of key.identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      // What the library says of it would repeat the secret.
      throw notAnIdentity();
    }
  }
  for (const passphrase of key.passphrases) decrypter.addIdentity(passphraseIdentity(passphrase));
  if (parsed.stanzas.length > 1 && parsed.stanzas.some(([kind]) => kind === 'scrypt')) throw headerDamaged();
  try {
    const fileKey = await decrypter.decryptHeader(header);
    checkMac(parsed, fileKey);
    return fileKey;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Error && error.message.startsWith('no identity matched')) throw keyMissing(error);
    throw headerDamaged(error);
  }
}

function checkMac({ covered, mac }: HeaderText, fileKey: Uint8Array): void {
  const key = Buffer.from(hkdfSync('sha256', fileKey, '', 'header', 32));
  if (!timingSafeEqual(createHmac('sha256', key).update(covered).digest(), mac)) throw headerDamaged();
}

function checkPassphrase(passphrase: string): void {
  if (passphrase !== '') return;
  throw new AppError('bad_input', 'The passphrase is empty.', 'Choose five words or more.');
}

function tooManyRecipients(): AppError {
  return new AppError(
    'bad_input',
    `These are too many recipients: the header would be larger than ${MAX_HEADER / 1024} KiB.`,
    'Encrypt for fewer.',
  );
}

function keyMissing(cause: unknown): AppError {
  return new AppError(
    'key_missing',
    'None of the keys at hand opens this backup.',
    'Take the recovery kit and import its key with `lifeboat key import`, or use the machine that made the backup.',
    { cause },
  );
}
