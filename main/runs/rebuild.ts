import path from 'node:path';
import { backupsByPrefix, listBackups, saveBackup, setBackupState } from '../catalog/backups.ts';
import { listPlans } from '../catalog/plans.ts';
import { knownRoots, rememberRoot } from '../catalog/settings.ts';
import { addVerification } from '../catalog/verifications.ts';
import { type FoundBackup, takeInventory } from '../storage/inventory.ts';
import { describeBackup } from './commit.ts';
import { signatureJudge } from './signing.ts';
import { swapOf } from './trustedManifest.ts';
import type { Context } from './context.ts';
import { recallKeys } from './ownKeys.ts';

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
  const judge = await signatureJudge(context);
  const seen = new Set<string>();
  let adopted = 0;
  let missing = 0;
  // By path: a plan's folder named beside its root is looked through twice.
  const found = new Map<string, FoundBackup>();
  const foreign = new Map<string, { path: string; problem: string }>();
  for (const root of roots) {
    const inventory = await takeInventory(root, judge);
    const mustExist = dirs.includes(root);
    for (const entry of inventory.unknown) if (entry.path !== root || mustExist) foreign.set(entry.path, entry);
    for (const backup of inventory.backups) found.set(backup.manifestPath, backup);
    if (inventory.backups.length > 0) rememberRoot(db, root);
  }
  await recallKeys(
    context,
    [...found.values()].map(({ manifest }) => manifest),
  );
  const details = [...foreign.values()];
  // Whatever id a manifest gives itself, it stands where another may have stood.
  const before = new Map(listBackups(db, { limit: 1_000_000 }).map((backup) => [backup.manifestPath, backup]));
  db.transaction(() => {
    for (const backup of wholeFirst([...found.values()])) {
      const { id } = backup.manifest;
      if (seen.has(id)) {
        details.push({ path: backup.manifestPath, problem: 'a second manifest of a backup that is known already' });
        continue;
      }
      seen.add(id);
      const [known] = backupsByPrefix(db, id);
      if (!known) adopted += 1;
      // A row that says another id, in the place of a manifest that is signed as it should be, is the catalog's damage.
      const stood = known ?? (backup.signature === 'valid' ? undefined : before.get(backup.manifestPath));
      const swap = swapOf(stood, backup.manifest, backup.signature);
      if (swap !== null) details.push({ path: backup.manifestPath, problem: swap });
      if (backup.state === 'missing') missing += 1;
      if (backup.state !== 'good')
        details.push({
          path: backup.path,
          problem: backup.state === 'missing' ? 'its archive is missing' : 'its archive has the wrong size',
        });
      adopt(context, swap === null ? backup : { ...backup, signature: 'invalid' });
    }
  })();
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

/** Of two manifests of one backup, the one whose archive is there counts; of two such, the one that is signed. */
function wholeFirst(found: readonly FoundBackup[]): FoundBackup[] {
  const rank = ({ state, signature }: FoundBackup) => (state === 'good' ? 0 : 2) + (signature === 'valid' ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function adopt(context: Context, { manifest, manifestPath, state, annotations, signature }: FoundBackup): void {
  saveBackup(
    context.db,
    describeBackup(manifest, path.dirname(manifestPath), state, annotations, signature),
    manifest.sequence,
  );
  for (const line of annotations) {
    if (line.type !== 'verification') continue;
    const { type: _, ...verification } = line;
    addVerification(context.db, { backup: manifest.id, ...verification });
  }
}
