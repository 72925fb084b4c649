import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ReadinessCheck } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { TableName } from '../../shared/model/restore.ts';
import { sandboxFolder } from '../postgres/sandbox.ts';
import { diskSpace } from '../storage/space.ts';
import { type Context, scratchDir } from './context.ts';
import { type ClusterUse, clusterBytes, serverPrograms } from './drillNeeds.ts';
import { majorOf } from './restoreTarget.ts';
import { few } from './rowsTarget.ts';
import { isPartOfPlain, type Wish } from './wish.ts';

/** The custom archive is compressed like the SQL, but at the fastest level. */
const ARCHIVE_FACTOR = 1.5;

export const PART: ClusterUse = {
  what: 'running the SQL of the backup in a throwaway server',
  otherwise: 'restore the whole backup with its owners, and take from that what you need',
};

/**
 * Refuses to start what probably cannot end: a throwaway cluster and a custom archive, which may share a disk.
 * @param decrypted an encrypted archive has been decrypted already, and its space is taken.
 * @throws AppError `disk_low`
 */
export async function checkPartSpace(
  context: Context,
  manifest: Manifest,
  { decrypted }: { readonly decrypted: boolean },
): Promise<void> {
  const scratch = scratchDir(context);
  const decrypting = manifest.encryption === null || decrypted ? 0 : manifest.plainBytes;
  const archive = manifest.plainBytes * ARCHIVE_FACTOR + decrypting;
  const cluster = clusterBytes(manifest);
  const together = (await deviceOf(scratch)) === (await deviceOf(sandboxFolder()));
  await checkFolder(sandboxFolder(), together ? cluster + archive : cluster, 'set TMPDIR to a folder on a larger disk');
  if (!together) await checkFolder(scratch, archive, 'set LIFEBOAT_HOME to a folder on a larger disk');
}

/** What a part of plain SQL costs, or why it cannot be had; nothing of what is restored directly. */
export async function examinePart(context: Context, manifest: Manifest, wish: Wish): Promise<ReadinessCheck[]> {
  if (!isPartOfPlain(manifest, wish)) return [];
  const check = { code: 'plain_part', ok: false, fix: null };
  try {
    await serverPrograms(context, manifest, PART);
    await checkPartSpace(context, manifest, { decrypted: false });
    const message = `A part is wanted, so its SQL is run in a throwaway server of PostgreSQL ${majorOf(manifest.serverVersion)} first; the disk of ${sandboxFolder()} lends it about ${formatBytes(clusterBytes(manifest))}.`;
    return [{ ...check, ok: true, severity: 'note', message, nextStep: '' }];
  } catch (error) {
    const { message, nextStep } = AppError.from(error);
    return [{ ...check, severity: 'error', message, nextStep }];
  }
}

/** What is said of tables that the manifest of plain SQL does not name. */
export function unseen(unnamed: readonly TableName[]): ReadinessCheck[] {
  if (unnamed.length === 0) return [];
  const message = `The record of the backup does not name ${few(unnamed)}, as it does not name partitioned tables: whether the SQL makes such a table is seen when it has been run.`;
  const nextStep = 'Check the spelling; `lifeboat show BACKUP` lists the tables that hold rows.';
  return [{ code: 'selection', ok: false, severity: 'warning', message, nextStep, fix: null }];
}

async function checkFolder(folder: string, needed: number, larger: string): Promise<void> {
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes >= needed) return;
  throw new AppError(
    'disk_low',
    `The disk of ${folder} has ${formatBytes(freeBytes)} free; ${PART.what} probably needs ${formatBytes(needed)}.`,
    `Free some space, ${larger}, or ${PART.otherwise}.`,
  );
}

/** Of a folder that is yet to be made, that of the nearest one there is. */
async function deviceOf(folder: string): Promise<number> {
  try {
    return (await stat(folder)).dev;
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder) return deviceOf(parent);
    throw error;
  }
}
