import type { ReadHandle, WriteHandle } from './open.ts';

/** Who did something: the operating system's user, and through which door. */
export interface Actor {
  readonly user: string;
  readonly door: 'cli' | 'scheduler' | 'web' | 'desktop';
}

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly door: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

/** Appends an entry; a trigger refuses every change and removal. */
export function audit(
  db: WriteHandle,
  at: Date,
  actor: Actor,
  action: string,
  subject: string,
  outcome = 'done',
): void {
  db.prepare('INSERT INTO audit (at, actor, door, action, subject, outcome) VALUES (?, ?, ?, ?, ?, ?)').run(
    at.toISOString(),
    actor.user,
    actor.door,
    action,
    subject,
    outcome,
  );
}

/** Newest first. */
export function listAudit(db: ReadHandle, limit: number): AuditEntry[] {
  return db.prepare('SELECT * FROM audit ORDER BY id DESC LIMIT ?').all(limit) as AuditEntry[];
}
