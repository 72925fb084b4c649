import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeBackup } from '../../../main/runs/commit.ts';
import { publishManifest } from '../../../main/storage/manifests.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import { aManifest } from './values.ts';

export interface PlantedBackup {
  readonly manifest: Manifest;
  readonly backup: Backup;
}

/** Puts a whole backup, archive and manifest, into a folder; the catalog does not know it. */
export async function plantBackup(
  folder: string,
  change: Partial<Manifest> = {},
  content = 'PGDMP archive',
): Promise<PlantedBackup> {
  const manifest = aManifest(change, content);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, manifest.file), content);
  await publishManifest(folder, manifest);
  return { manifest, backup: describeBackup(manifest, folder, 'good', []) };
}

/** Everything under a folder with its hash, to tell whether anything was changed. */
export function listTree(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      if (!lstatSync(file).isFile()) return `${name}/`;
      return `${name} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
    });
}

/** The permission bits of a file or folder, as `ls` would have them in octal. */
export function modeOf(file: string): string {
  return (lstatSync(file).mode & 0o777).toString(8);
}
