import { AppError } from '../../shared/errors.ts';
import { type Backup, type BackupState, isHigherProof, type Verification } from '../../shared/model/backup.ts';
import { backupsByPrefix, setBackupProof, setBackupState } from '../catalog/backups.ts';
import { addVerification } from '../catalog/verifications.ts';
import { annotate } from '../storage/manifests.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/** Errors that say something about the backup; any other means that it could not be tested. */
const BAD = new Set([
  'archive_damaged',
  'hash_mismatch',
  'file_missing',
  'manifest_invalid',
  'signature_invalid',
  'unsafe_path',
]);

/** The fault of the backup that an error tells of; null when it tells of something else. */
export function faultOf(error: unknown): AppError | null {
  return error instanceof AppError && BAD.has(error.code) ? error : null;
}

/** Records beside the manifest what a test found, good or bad, and in the catalog when the run ends well. */
export async function recordProof(
  context: Context,
  backup: Backup,
  result: Verification,
  fault: AppError | null,
  scope: Scope,
): Promise<void> {
  const { level, ok, at, durationMs, reason } = result;
  if (level !== 'present') {
    // Without a manifest there is nothing to write beside.
    await annotate(backup.manifestPath, {
      type: 'verification',
      level,
      ok,
      at,
      durationMs,
      ...(reason !== undefined && { reason }),
    }).catch((error: unknown) => {
      scope.log.write('warn', 'verify.not-annotated', { message: String(error) });
    });
  }
  scope.settle(() => {
    addVerification(context.db, result);
    const reached = backupsByPrefix(context.db, backup.id)[0]?.verification.level ?? 'present';
    if (ok && !isHigherProof(reached, level)) setBackupProof(context.db, backup.id, level, at);
    // What was restored once and is not now stands on the rung below.
    if (!ok && level === 'restored' && reached === 'restored') setBackupProof(context.db, backup.id, 'decoded', at);
    setBackupState(context.db, backup.id, stateOf(fault));
  });
}

function stateOf(fault: AppError | null): BackupState {
  if (!fault) return 'good';
  return fault.code === 'file_missing' ? 'missing' : 'damaged';
}
