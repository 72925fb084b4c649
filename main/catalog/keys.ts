import { type Key, key } from '../../shared/model/key.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export type { Key, KeyRole } from '../../shared/model/key.ts';

/** Every key that is known, oldest first. */
export function listKeys(db: ReadHandle): Key[] {
  return db
    .prepare(
      `SELECT recipient, role, form, created_at AS createdAt, proved_at AS provedAt, retired_at AS retiredAt
       FROM keys ORDER BY created_at, recipient`,
    )
    .all()
    .map((found) => key.parse(found));
}

/** Adds a key, or replaces what is known of it. */
export function saveKey(db: WriteHandle, value: Key): void {
  db.prepare(
    `INSERT INTO keys (recipient, role, form, created_at, proved_at, retired_at)
     VALUES (@recipient, @role, @form, @createdAt, @provedAt, @retiredAt)
     ON CONFLICT (recipient) DO UPDATE SET role = excluded.role, form = excluded.form, created_at = excluded.created_at,
       proved_at = excluded.proved_at, retired_at = excluded.retired_at`,
  ).run(value);
}

/** Nothing is sealed for the key from now on; a key that is retired already keeps its instant. */
export function retireKey(db: WriteHandle, recipient: string, at: Date): void {
  db.prepare('UPDATE keys SET retired_at = ? WHERE recipient = ? AND retired_at IS NULL').run(
    at.toISOString(),
    recipient,
  );
}

export function setProved(db: WriteHandle, recipient: string, at: Date): void {
  db.prepare('UPDATE keys SET proved_at = ? WHERE recipient = ?').run(at.toISOString(), recipient);
}
