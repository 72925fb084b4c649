import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Backup, isHigherProof } from '../../shared/model/backup.ts';
import type { SignatureState } from '../../shared/model/encryption.ts';
import type { Annotation, Manifest } from '../../shared/model/manifest.ts';
import { saveBackup } from '../catalog/backups.ts';
import { rememberRoot } from '../catalog/settings.ts';
import { syncFolder } from '../storage/folder.ts';
import { manifestPath, publishManifest } from '../storage/manifests.ts';
import { publishFile, publishFolder } from '../storage/publish.ts';
import type { Context } from './context.ts';
import type { DumpedArchive } from './dumpArchive.ts';
import type { Scope } from './perform.ts';
import { signManifest } from './signing.ts';
import type { SavedGlobals } from './saveGlobals.ts';

export interface ProvedBackup {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly root: string;
  readonly archive: DumpedArchive;
  readonly globals: SavedGlobals | null;
}

/** Publishes a proved backup, of which the catalog learns when the run ends well. */
export async function commitBackup(context: Context, proved: ProvedBackup, scope: Scope): Promise<Backup> {
  const manifest = await publishBackup(context, proved, scope);
  const { folder, root } = proved;
  const backup = describeBackup(manifest, folder, 'good', [], signatureOf(manifest));
  scope.settle(() => {
    saveBackup(context.db, backup, manifest.sequence);
    rememberRoot(context.db, root);
  });
  return backup;
}

/** Of a manifest that was written just now: what this machine signs is valid. */
export function signatureOf({ signature }: Manifest): SignatureState {
  return signature ? 'valid' : 'unsigned';
}

/** Archive, globals, and last the manifest, which is the commit point. Returns the manifest as it was published. */
export async function publishBackup(context: Context, proved: ProvedBackup, scope: Scope): Promise<Manifest> {
  const { folder, archive, globals } = proved;
  const { checkpoint } = context.ports;
  const manifest = await signManifest(context, proved.manifest, scope);
  scope.meter.phase('publishing');
  // The last moment at which a cancel leaves nothing behind.
  scope.signal.throwIfAborted();
  const published: string[] = [];
  try {
    published.push(await (archive.isFolder ? publishFolder : publishFile)(archive.path, manifest.file));
    checkpoint('archive-published');
    if (globals) published.push(await publishFile(globals.path, globals.name));
    checkpoint('globals-published');
    // The archive's name must be durable before a manifest may speak of it.
    await syncFolder(folder);
    await publishManifest(folder, manifest);
  } catch (error) {
    for (const target of published) await rm(target, { recursive: true, force: true });
    throw error;
  }
  checkpoint('manifest-published');
  await syncFolder(folder);
  checkpoint('folder-synced');
  return manifest;
}

/** A manifest, and what was appended beside it, as the catalog and the world see it. */
export function describeBackup(
  manifest: Manifest,
  folder: string,
  state: Backup['state'],
  annotations: readonly Annotation[],
  signature: SignatureState = 'unsigned',
): Backup {
  const proofs = annotations.filter((line) => line.type === 'verification');
  const first: Backup['verification'] = { level: manifest.proof, at: manifest.finishedAt };
  const drillFailed = proofs.findLast((line) => line.level === 'restored')?.ok === false;
  const { level, at } = proofs
    .filter((line) => line.ok && !(drillFailed && line.level === 'restored'))
    .reduce((best, line) => (isHigherProof(best.level, line.level) ? best : line), first);
  // A drill that found a difference speaks of the restore, and not of the archive.
  const failed = proofs.findLast((line) => line.ok || line.level !== 'restored')?.ok === false;
  return {
    id: manifest.id,
    plan: manifest.plan,
    connection: manifest.connection,
    database: manifest.database,
    state: state === 'good' && (failed || signature === 'invalid') ? 'damaged' : state,
    format: manifest.format,
    createdAt: manifest.snapshotAt,
    durationMs: manifest.durationMs,
    path: path.join(folder, manifest.file),
    manifestPath: manifestPath(folder, manifest.file),
    plainBytes: manifest.plainBytes,
    storedBytes: manifest.storedBytes,
    sha256: manifest.sha256,
    storedSha256: manifest.storedSha256,
    encrypted: manifest.encryption !== null,
    signature,
    verification: { level, at },
    pinned: annotations.findLast((line) => line.type === 'pin')?.pinned ?? false,
    serverVersion: manifest.serverVersion,
    toolVersion: manifest.tool.version,
    warnings: manifest.warnings,
  };
}
