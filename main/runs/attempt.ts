import type { ReadinessCheck } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { archiveState } from '../storage/inventory.ts';
import type { Context } from './context.ts';
import { readTrustedManifest } from './trustedManifest.ts';

/** Runs one step of an examination; that it failed is a finding. */
export async function attempt<T>(
  checks: ReadinessCheck[],
  code: string,
  work: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    checks.push({ code, ok: false, severity: 'error', message, nextStep, fix: null });
    return null;
  }
}

/** The manifest of an archive that has its size; a salvage takes any. @throws AppError `file_missing`, `archive_damaged`, `manifest_invalid`, `signature_invalid` */
export async function presentArchive(context: Context, backup: Backup, salvage: boolean): Promise<Manifest> {
  const manifest = await readTrustedManifest(context, backup);
  const state = await archiveState(backup.path, manifest);
  if (state === 'good' || (salvage && state === 'damaged')) return manifest;
  throw new AppError(
    state === 'missing' ? 'file_missing' : 'archive_damaged',
    state === 'missing' ? 'The archive is not where its manifest says.' : 'The archive has the wrong size.',
    'Choose another backup.',
  );
}
