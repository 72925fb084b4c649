import path from 'node:path';
import { backupsByPrefix, listBackups, saveBackup, setBackupState } from '../catalog/backups.ts';
import { listPlans } from '../catalog/plans.ts';
import { knownRoots, rememberRoot } from '../catalog/settings.ts';
import { addVerification } from '../catalog/verifications.ts';
import { type FoundBackup, takeInventory } from '../storage/inventory.ts';
import { describeBackup } from './commit.ts';
import type { Context } from './context.ts';

export interface Rebuilt {
  /** Backups that are in the catalog now and were not before. */
  readonly adopted: number;
  /** Manifests whose archive is gone, and catalog rows whose manifest is gone. */
  readonly missing: number;
  /** Things in the folders that are not backups; they are left alone. */
  readonly unknown: number;
  readonly details: { readonly path: string; readonly problem: string }[];
}

/** Reads every manifest under the known roots and those named, and makes the catalog say the same. Only reads the folders. */
export async function rebuild(context: Context, dirs: readonly string[]): Promise<Rebuilt> {
  const { db, config } = context;
  const roots = new Set([
    ...knownRoots(db),
    ...listPlans(db).map((plan) => plan.root),
    config.backupRoot,
    ...(config.environmentSetup ? [config.environmentSetup.backupDir] : []),
    ...dirs,
  ]);
  const details: { path: string; problem: string }[] = [];
  const seen = new Set<string>();
  let adopted = 0;
  let missing = 0;
  for (const root of roots) {
    const inventory = await takeInventory(root);
    const mustExist = dirs.includes(root);
    details.push(...inventory.unknown.filter((entry) => entry.path !== root || mustExist));
    db.transaction(() => {
      for (const found of inventory.backups) {
        if (seen.has(found.manifest.id)) {
          details.push({ path: found.manifestPath, problem: 'a second manifest of a backup that is known already' });
          continue;
        }
        seen.add(found.manifest.id);
        if (backupsByPrefix(db, found.manifest.id).length === 0) adopted += 1;
        if (found.state === 'missing') missing += 1;
        if (found.state !== 'good')
          details.push({
            path: found.path,
            problem: found.state === 'missing' ? 'its archive is missing' : 'its archive has the wrong size',
          });
        adopt(context, found);
      }
      if (inventory.backups.length > 0) rememberRoot(db, root);
    })();
  }
  const unknown = details.length - missing;
  for (const backup of listBackups(db, { limit: 1_000_000 })) {
    if (seen.has(backup.id)) continue;
    missing += 1;
    details.push({
      path: backup.manifestPath,
      problem: 'the catalog knows this backup, but its manifest is not there',
    });
    setBackupState(db, backup.id, 'missing');
  }
  return { adopted, missing, unknown, details };
}

function adopt(context: Context, { manifest, manifestPath, state, annotations }: FoundBackup): void {
  saveBackup(context.db, describeBackup(manifest, path.dirname(manifestPath), state, annotations), manifest.sequence);
  for (const line of annotations) {
    if (line.type !== 'verification') continue;
    const { type: _, ...verification } = line;
    addVerification(context.db, { backup: manifest.id, ...verification });
  }
}
