import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { SignatureState } from '../../shared/model/encryption.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { listBackups, markDeleting, saveBackup } from '../catalog/backups.ts';
import { moveDrills } from '../catalog/drills.ts';
import { addVerification } from '../catalog/verifications.ts';
import type { Sealing } from '../crypto/keys.ts';
import { archiveState } from '../storage/inventory.ts';
import { annotate, manifestPath, readAnnotations } from '../storage/manifests.ts';
import { describeBackup } from './commit.ts';
import type { Context } from './context.ts';
import { deleteBackup } from './prune.ts';
import { fileKeyOf } from './sealedFile.ts';
import { readTrusted } from './trustedManifest.ts';

/** The backup that has the archive of another, encrypted anew. */
export interface Successor {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly signature: SignatureState;
}

/** What a re-encryption of a backup published before it was cut short. Both are of one instant, so few manifests are read. */
export async function findSuccessor(context: Context, old: Backup): Promise<Successor | null> {
  const { id, plan, createdAt } = old;
  const twins = listBackups(context.db, { plan, limit: 1_000_000 }).filter(
    (backup) => backup.createdAt === createdAt && backup.id !== id,
  );
  for (const twin of twins) {
    const found = await readTrusted(context, twin).catch(() => null);
    if (found === null) continue;
    const successor = { ...found, folder: path.dirname(twin.manifestPath) };
    if (await isSuccessor(old, successor)) return successor;
  }
  return null;
}

/** What only says that it is the other one must not cost that one its files; nor one that anybody wrote, a signed one. */
export async function isSuccessor(old: Backup, { manifest, folder, signature }: Successor): Promise<boolean> {
  if (manifest.reencryptedFrom !== old.id || manifest.sha256 !== old.sha256) return false;
  if (signature === 'invalid' || (old.signature === 'valid' && signature !== 'valid')) return false;
  return (await archiveState(path.join(folder, manifest.file), manifest)) === 'good';
}

/** Whether a backup is encrypted for exactly these. A passphrase is no part of the manifest, so it is tried. */
export async function isSealedFor(
  context: Context,
  backup: Backup,
  { encryption }: Manifest,
  sealing: Sealing,
): Promise<boolean> {
  if (encryption === null) return false;
  if ('recipients' in sealing) return sealing.recipients.toSorted().join() === encryption.recipients.toSorted().join();
  if (encryption.form !== 'passphrase') return false;
  try {
    await fileKeyOf(context, backup.path, { identities: [], passphrases: [sealing.passphrase] });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'key_missing') return false;
    throw error;
  }
}

/**
 * Puts a published backup in the place of the one whose archive it has: what was noted of that goes over to it, and that one is removed.
 * Can be repeated after a crash at any step.
 */
export async function takeItsPlace(context: Context, old: Backup, successor: Successor): Promise<Backup> {
  const backup = await inherit(context, old, successor);
  await deleteBackup(context, old);
  return backup;
}

/** The same up to where the old backup is out of sight: what deletes it is the next start. */
export async function inherit(
  context: Context,
  old: Backup,
  { manifest, folder, signature }: Successor,
): Promise<Backup> {
  const { db } = context;
  const target = manifestPath(folder, manifest.file);
  const known = new Set((await readAnnotations(target)).map((line) => JSON.stringify(line)));
  for (const line of await readAnnotations(old.manifestPath))
    if (!known.has(JSON.stringify(line))) await annotate(target, line);
  const annotations = await readAnnotations(target);
  const backup = describeBackup(manifest, folder, 'good', annotations, signature);
  db.transaction(() => {
    saveBackup(db, backup, manifest.sequence);
    for (const line of annotations) {
      if (line.type !== 'verification') continue;
      const { type: _, ...verification } = line;
      addVerification(db, { backup: backup.id, ...verification });
    }
    moveDrills(db, old.id, backup.id);
    markDeleting(db, old.id);
  })();
  return backup;
}
