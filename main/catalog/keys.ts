import { z } from 'zod';
import { instant } from '../../shared/model/common.ts';
import { keyForms } from '../../shared/model/encryption.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

/**
 * What a key is to this machine. `device`: made here, its identity is in the secret store. `recovery`: its identity is in a kit and nowhere
 * else. `imported`: brought here to open what others sealed; nothing is sealed for it. `signing`: signs the manifests.
 */
export const keyRoles = ['device', 'recovery', 'imported', 'signing'] as const;
export type KeyRole = (typeof keyRoles)[number];

const row = z.object({
  /** The public half: an age recipient, or the public key of a signing key. */
  recipient: z.string(),
  role: z.enum(keyRoles),
  form: z.enum([...keyForms, 'ed25519']),
  createdAt: instant,
  /** Of a recovery key: when a drill with its kit alone ended well. */
  provedAt: instant.nullable(),
  /** Once another key has taken its place; it still opens what was sealed for it. */
  retiredAt: instant.nullable(),
});
export type Key = z.infer<typeof row>;

/** Every key that is known, oldest first. */
export function listKeys(db: ReadHandle): Key[] {
  return db
    .prepare(
      `SELECT recipient, role, form, created_at AS createdAt, proved_at AS provedAt, retired_at AS retiredAt
       FROM keys ORDER BY created_at, recipient`,
    )
    .all()
    .map((found) => row.parse(found));
}

/** Adds a key, or replaces what is known of it. */
export function saveKey(db: WriteHandle, key: Key): void {
  db.prepare(
    `INSERT INTO keys (recipient, role, form, created_at, proved_at, retired_at)
     VALUES (@recipient, @role, @form, @createdAt, @provedAt, @retiredAt)
     ON CONFLICT (recipient) DO UPDATE SET role = excluded.role, form = excluded.form, created_at = excluded.created_at,
       proved_at = excluded.proved_at, retired_at = excluded.retired_at`,
  ).run(key);
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
