import { Decrypter, Encrypter } from 'age-encryption';
import { AppError } from '../../shared/errors.ts';
import type { Keys, Sealing } from './keys.ts';
import { NONCE } from './payload.ts';

/** A header of ten post-quantum recipients has about 20 KiB; what is far longer is not one. */
const MAX_HEADER = 1024 * 1024;

/**
 * Makes the header of an age file and the key of its payload. The library makes both for an empty file; the key is seen by taking part
 * as a recipient that writes nothing.
 * @throws AppError `bad_input` for a recipient that is none.
 */
export async function makeHeader(sealing: Sealing): Promise<{ readonly header: Buffer; readonly fileKey: Uint8Array }> {
  const encrypter = new Encrypter();
  let fileKey: Uint8Array | null = null;
  if ('passphrase' in sealing) {
    encrypter.setPassphrase(sealing.passphrase);
    if (sealing.work !== undefined) encrypter.setScryptWorkFactor(sealing.work);
  } else {
    for (const recipient of sealing.recipients) addRecipient(encrypter, recipient);
    encrypter.addRecipient({
      wrapFileKey(key) {
        fileKey = Uint8Array.from(key);
        return [];
      },
    });
  }
  const empty = Buffer.from(await encrypter.encrypt(new Uint8Array()));
  const end = headerEnd(empty);
  const header = empty.subarray(0, end ?? 0);
  if ('passphrase' in sealing) {
    fileKey = await unwrap(header, { identities: [], passphrases: [sealing.passphrase] });
  }
  if (end === null || fileKey === null) throw new Error('age-encryption wrote no header');
  return { header, fileKey };
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (error) {
    throw new AppError(
      'bad_input',
      `${JSON.stringify(recipient)} is not an age recipient.`,
      'A recipient is one line that begins with age1; `lifeboat key show` prints those of this machine.',
      { cause: error },
    );
  }
}

/** Where the header in these bytes ends; null when it does not end in them. */
export function headerEnd(head: Buffer): number | null {
  const mac = head.indexOf('\n--- ');
  if (mac < 0) return null;
  const end = head.indexOf('\n', mac + 1);
  return end < 0 ? null : end + 1;
}

/** True while these bytes may still be the beginning of a header. */
export function mayBeHeader(head: Buffer): boolean {
  const magic = Buffer.from('age-encryption.org/v1\n');
  const seen = Math.min(head.length, magic.length);
  return head.length <= MAX_HEADER + NONCE && head.subarray(0, seen).equals(magic.subarray(0, seen));
}

/**
 * The key of the payload behind a header, authenticated.
 * @throws AppError `key_missing` when none of the keys fits, `archive_damaged` when the header is not whole.
 */
export async function unwrap(header: Uint8Array, { identities, passphrases }: Keys): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  for (const passphrase of passphrases) decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decryptHeader(header);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched')) throw keyMissing(error);
    throw headerDamaged(error);
  }
}

function keyMissing(cause: unknown): AppError {
  return new AppError(
    'key_missing',
    'None of the keys at hand opens this backup.',
    'Take the recovery kit and import its key with `lifeboat key import`, or use the machine that made the backup.',
    { cause },
  );
}

export function headerDamaged(cause?: unknown): AppError {
  return new AppError(
    'archive_damaged',
    'The header of the encrypted archive is damaged.',
    'Restore from another backup, and check the disk.',
    { cause },
  );
}
