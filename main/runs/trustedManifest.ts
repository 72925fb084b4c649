import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { SignatureState } from '../../shared/model/encryption.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { readManifestText } from '../storage/manifests.ts';
import type { Context } from './context.ts';
import { signatureJudge } from './signing.ts';

/**
 * The manifest of a backup, to act upon: not one that somebody else put there. What was signed must stay so, and by a key that is trusted.
 * @throws AppError `signature_invalid`, and those of reading a manifest.
 */
export async function readTrustedManifest(context: Context, backup: Backup): Promise<Manifest> {
  return (await readTrusted(context, backup)).manifest;
}

/** The same, and whose signature it has. @throws AppError `signature_invalid`, and those of reading a manifest. */
export async function readTrusted(
  context: Context,
  backup: Backup,
): Promise<{ readonly manifest: Manifest; readonly signature: SignatureState }> {
  const { manifest, text } = await readManifestText(backup.manifestPath);
  const signature = (await signatureJudge(context))(manifest, text);
  const fault = swapOf(backup, manifest, signature);
  if (fault !== null) throw signatureInvalid(fault);
  return { manifest, signature };
}

/** What tells that a manifest is not the one that the catalog knew; null when nothing does. */
export function swapOf(
  known: Pick<Backup, 'id' | 'signature' | 'storedSha256'> | undefined,
  manifest: Manifest,
  signature: SignatureState,
): string | null {
  if (signature === 'invalid') return 'its manifest was changed after it was signed';
  // A fault once found stays one until the signed manifest is back.
  if (known?.signature !== 'valid' && known?.signature !== 'invalid') return null;
  if (signature === 'unsigned') return 'its manifest was signed, and is not any more';
  if (signature === 'foreign') return 'its manifest is signed with a key that this machine does not know';
  const same = manifest.id === known.id && manifest.storedSha256 === known.storedSha256;
  return same ? null : 'its manifest is another than the one that was written';
}

function signatureInvalid(why: string): AppError {
  return new AppError(
    'signature_invalid',
    `This backup cannot be believed: ${why}. Somebody may have put another in its place.`,
    'Restore from another backup, and find out who can write to the folder.',
  );
}
