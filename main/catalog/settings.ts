import type { ReadHandle, WriteHandle } from './open.ts';

export function readSetting(db: ReadHandle, name: string): string | null {
  return (db.prepare('SELECT value FROM settings WHERE name = ?').pluck().get(name) as string | undefined) ?? null;
}

export function writeSetting(db: WriteHandle, name: string, value: string): void {
  db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value);
}

/** Remembers a folder that holds (or held) plan folders, so that a rebuild knows where to look. */
export function rememberRoot(db: WriteHandle, root: string): void {
  db.prepare('INSERT INTO roots (path) VALUES (?) ON CONFLICT DO NOTHING').run(root);
}

export function knownRoots(db: ReadHandle): string[] {
  return db.prepare('SELECT path FROM roots ORDER BY path').pluck().all() as string[];
}
