import { AppError } from '../../shared/errors.ts';
import type { SignatureState } from '../../shared/model/encryption.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { addSigner, listSigners } from '../catalog/signers.ts';
import { createSigningSecret, isSigned, readSigningSecret, type SigningKey } from '../crypto/signatures.ts';
import { signedText } from '../storage/manifests.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/** Its name in the secret store. */
const SECRET = 'signing';

/**
 * The public half of the key that signs this machine's manifests, for the recovery kit: 32 bytes in base64. The key is made at its first use.
 * @throws AppError `secret_unavailable`
 */
export async function signingKey(context: Context): Promise<string> {
  return (await ownKey(context)).key;
}

/** Signs a manifest; where the key cannot be had, the backup is worth no less, and the run says so. */
export async function signManifest(context: Context, manifest: Manifest, scope: Scope): Promise<Manifest> {
  try {
    const own = await ownKey(context);
    return { ...manifest, signature: { key: own.key, value: own.sign(signedText(manifest)) } };
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    scope.log.write('warn', 'backup.unsigned', { message });
    scope.advise({
      code: 'unsigned',
      message: `The backup is whole, but its manifest could not be signed: ${message}`,
      nextStep,
    });
    return manifest;
  }
}

/** Says who wrote a manifest, from the manifest and the text that its signature is over. */
export type Judge = (manifest: Manifest, text: string) => SignatureState;

/** Knows the keys that this machine trusts now: its own, those it had before, and those it was told of. */
export async function signatureJudge(context: Context): Promise<Judge> {
  const trusted = new Set(listSigners(context.db));
  // The catalog may be a new one; the key outlives it in the secret store.
  const secret = await context.ports.secrets.get(SECRET).catch(() => null);
  if (secret !== null) {
    try {
      trusted.add(readSigningSecret(secret).key);
    } catch {
      // What cannot be read has signed nothing that could be told from a forgery.
    }
  }
  return ({ signature }, text) => {
    if (!signature) return 'unsigned';
    if (!isSigned(text, signature)) return 'invalid';
    return trusted.has(signature.key) ? 'valid' : 'foreign';
  };
}

async function ownKey(context: Context): Promise<SigningKey> {
  const { secrets, clock } = context.ports;
  if ((await secrets.get(SECRET)) === null) await secrets.set(SECRET, createSigningSecret());
  // Read again: of two processes that made one at the same time, the key that stayed counts.
  const secret = await secrets.get(SECRET);
  if (secret === null)
    throw new AppError('secret_unavailable', 'The secret store does not keep what it is given.', 'Look at its disk.');
  const own = readSigningSecret(secret);
  addSigner(context.db, own.key, clock.now());
  return own;
}
