import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { AppError } from '../../shared/errors.ts';
import type { KeyForm } from '../../shared/model/encryption.ts';

/** What opens an archive: identities (`AGE-SECRET-KEY-…`) and passphrases, all of which are tried. */
export interface Keys {
  readonly identities: readonly string[];
  readonly passphrases: readonly string[];
}

/** Whom an archive is sealed for: recipients of one form, or whoever knows a passphrase. */
export type Sealing =
  | { readonly recipients: readonly string[] }
  | {
      readonly passphrase: string;
      /** log2 of the work of scrypt; 18 unless told. */
      readonly work?: number;
    };

export interface KeyPair {
  /** Secret. */
  readonly identity: string;
  readonly recipient: string;
}

export async function createKeyPair(form: KeyForm): Promise<KeyPair> {
  const identity = form === 'hybrid' ? await generateHybridIdentity() : await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** @throws AppError `bad_input` for anything but an age identity. */
export async function recipientOf(identity: string): Promise<string> {
  try {
    return await identityToRecipient(identity);
  } catch {
    throw notAnIdentity();
  }
}

/** Has no cause: the library's errors repeat what they were given, and that is a secret. */
export function notAnIdentity(): AppError {
  return new AppError(
    'bad_input',
    'That is not an age identity.',
    'An identity is one line that begins with AGE-SECRET-KEY-1 or AGE-SECRET-KEY-PQ-1.',
  );
}
