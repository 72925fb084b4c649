import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';

/** Puts another manifest in the place of a backup's, as if it had been so from the start: of a version that did not sign yet. */
export function writeUnsigned(backup: Backup, manifest: Manifest): void {
  const { signature: _, ...unsigned } = manifest;
  writeFileSync(backup.manifestPath, JSON.stringify(unsigned));
  const catalog = new Database(catalogAbove(backup.path));
  try {
    catalog.prepare(`UPDATE backups SET signature = 'unsigned' WHERE id = ?`).run(backup.id);
  } finally {
    catalog.close();
  }
}

/** Of the home that the backup lies in. */
function catalogAbove(file: string): string {
  const folder = path.dirname(file);
  if (folder === file) throw new Error('the backup is in no home');
  const catalog = path.join(folder, 'catalog.db');
  return existsSync(catalog) ? catalog : catalogAbove(folder);
}
