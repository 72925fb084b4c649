import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';

/** What comes before the 32 bytes of an Ed25519 public key in its DER form. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signs. Its public half is 32 bytes in base64. */
export interface SigningKey {
  readonly key: string;
  /** Base64. */
  sign(text: string): string;
}

/** A new Ed25519 key as text to keep: PKCS8 in base64. Secret. */
export function createSigningSecret(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}

/** @throws AppError `secret_unavailable` for what is no such secret; it is not repeated. */
export function readSigningSecret(secret: string): SigningKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('another kind of key');
  } catch {
    throw new AppError(
      'secret_unavailable',
      'The key that signs the manifests of this machine is damaged.',
      'Restore secrets.json from a copy.',
    );
  }
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    key: der.subarray(-32).toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}

/** Whether the text was signed so with this key's other half; false for anything that is no key or no signature. */
export function isSigned(text: string, { key, value }: { readonly key: string; readonly value: string }): boolean {
  const bytes = bytesOf(key);
  if (bytes === null) return false;
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text), publicKey, Buffer.from(value, 'base64'));
  } catch {
    return false;
  }
}

/** @throws AppError `bad_input` */
export function checkSigningKey(key: string): string {
  if (bytesOf(key) !== null) return key;
  throw new AppError(
    'bad_input',
    'That is not the signing key of a machine.',
    'It is 44 characters that end with =; the recovery kit of that machine has it.',
  );
}

/** In its only spelling, so that a key is known by its text. */
function bytesOf(key: string): Buffer | null {
  const bytes = Buffer.from(key, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === key ? bytes : null;
}
