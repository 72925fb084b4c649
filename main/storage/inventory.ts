import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { SignatureState } from '../../shared/model/encryption.ts';
import type { Annotation, Manifest } from '../../shared/model/manifest.ts';
import { manifestPath, readAnnotations, readManifestText } from './manifests.ts';
import { baseOf, entryKind } from './names.ts';

export interface FoundBackup {
  readonly manifest: Manifest;
  readonly manifestPath: string;
  readonly path: string;
  /** `damaged` here means no more than a wrong size: hashes are a matter for verify. */
  readonly state: 'good' | 'missing' | 'damaged';
  readonly annotations: readonly Annotation[];
  readonly signature: SignatureState;
}

/** Says who wrote a manifest; the text is what its signature is over. */
type Judge = (manifest: Manifest, text: string) => SignatureState;

export interface Inventory {
  readonly backups: FoundBackup[];
  /** What lies there and is not a whole backup: path and what is wrong with it. Never touched. */
  readonly unknown: { readonly path: string; readonly problem: string }[];
}

/** Looks through a root and the folders directly in it (or at a plan folder itself). Only reads. */
export async function takeInventory(root: string, judge: Judge = () => 'unsigned'): Promise<Inventory> {
  const inventory: Inventory = { backups: [], unknown: [] };
  for (const entry of await listFolder(root, inventory)) {
    const target = path.join(root, entry.name);
    // No plan's folder begins with a dot; the quarantine's does.
    if (entry.isDirectory() && entryKind(entry.name) === 'foreign' && !entry.name.startsWith('.'))
      await readFolder(target, inventory, judge);
  }
  await readFolder(root, inventory, judge);
  return inventory;
}

async function readFolder(folder: string, inventory: Inventory, judge: Judge): Promise<void> {
  const names = (await listFolder(folder, inventory)).map((entry) => entry.name);
  const described = new Set<string>();
  for (const name of names.filter((name) => entryKind(name) === 'manifest')) {
    const found = await readBackup(folder, name, inventory, judge);
    if (found) described.add(baseOf(name));
  }
  for (const name of names) {
    if (entryKind(name) === 'archive' && !described.has(baseOf(name))) {
      inventory.unknown.push({ path: path.join(folder, name), problem: 'an archive without a manifest' });
    }
    if (entryKind(name) === 'partial')
      inventory.unknown.push({ path: path.join(folder, name), problem: 'an unfinished file' });
  }
}

async function readBackup(folder: string, name: string, inventory: Inventory, judge: Judge): Promise<boolean> {
  const file = path.join(folder, name);
  try {
    const { manifest, text } = await readManifestText(file);
    const archive = path.join(folder, manifest.file);
    inventory.backups.push({
      manifest,
      manifestPath: manifestPath(folder, manifest.file),
      path: archive,
      state: await archiveState(archive, manifest),
      annotations: await readAnnotations(file),
      signature: judge(manifest, text),
    });
    return true;
  } catch (error) {
    inventory.unknown.push({ path: file, problem: error instanceof AppError ? error.message : String(error) });
    return false;
  }
}

/** What a glance at the archive tells: there, gone, or of a wrong size. */
export async function archiveState(archive: string, manifest: Manifest): Promise<'good' | 'missing' | 'damaged'> {
  try {
    if (manifest.format !== 'directory') {
      const found = await lstat(archive);
      return found.isFile() && found.size === manifest.storedBytes ? 'good' : 'damaged';
    }
    if (!(await lstat(archive)).isDirectory()) return 'damaged';
    for (const part of manifest.parts ?? []) {
      const found = await lstat(path.join(archive, part.name)).catch(() => null);
      if (!found?.isFile() || found.size !== part.bytes) return 'damaged';
    }
    return 'good';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
}

async function listFolder(folder: string, inventory: Inventory) {
  try {
    return (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    inventory.unknown.push({
      path: folder,
      problem: `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    });
    return [];
  }
}
