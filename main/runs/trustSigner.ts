import { audit } from '../catalog/audit.ts';
import { listBackups, setBackupSignature } from '../catalog/backups.ts';
import { addSigner } from '../catalog/signers.ts';
import { checkSigningKey } from '../crypto/signatures.ts';
import { readManifestText } from '../storage/manifests.ts';
import type { Context } from './context.ts';
import { signatureJudge } from './signing.ts';

export interface Trusted {
  readonly key: string;
  /** False when it was trusted already. */
  readonly added: boolean;
  /** How many backups that were foreign until now it has signed. */
  readonly backups: number;
}

/**
 * Believes from now on what is signed with this key, and looks again at the backups that were foreign.
 * @throws AppError `bad_input` for what is no signing key.
 */
export async function trustSigner(context: Context, text: string): Promise<Trusted> {
  const key = checkSigningKey(text.trim());
  const { db, ports } = context;
  const added = addSigner(db, key, ports.clock.now());
  if (added) audit(db, ports.clock.now(), context.actor, 'key.trust', key);
  const judge = await signatureJudge(context);
  let backups = 0;
  for (const backup of listBackups(db, { limit: 1_000_000 })) {
    if (backup.signature !== 'foreign') continue;
    // One that cannot be read now stays foreign until the catalog is rebuilt.
    const found = await readManifestText(backup.manifestPath).catch(() => null);
    if (found?.manifest.id !== backup.id || judge(found.manifest, found.text) !== 'valid') continue;
    setBackupSignature(db, backup.id, 'valid');
    backups += 1;
  }
  return { key, added, backups };
}
