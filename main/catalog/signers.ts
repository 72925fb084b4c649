import type { ReadHandle, WriteHandle } from './open.ts';

/** Adds a key whose manifests are believed; one that is there already stays as it is. */
export function addSigner(db: WriteHandle, key: string, addedAt: Date): boolean {
  return (
    db
      .prepare('INSERT INTO signers (key, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(key, addedAt.toISOString()).changes > 0
  );
}

export function listSigners(db: ReadHandle): string[] {
  return db.prepare('SELECT key FROM signers ORDER BY added_at, key').pluck().all() as string[];
}
