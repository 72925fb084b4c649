import { type AuditFacts, CHAIN_START, chainHash } from './auditChain.ts';
import { storedHead, storeHead, witness, writeHead } from './auditHead.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

/** Who did something: the operating system's user, on which machine, and through which door. */
export interface Actor {
  readonly user: string;
  readonly host: string;
  readonly door: 'cli' | 'scheduler' | 'web' | 'desktop';
}

export type AuditEntry = AuditFacts;

/**
 * Appends an entry, linked to the one before; a trigger refuses every change and removal. Within a transaction it is part of that,
 * otherwise one of its own.
 */
export function audit(
  db: WriteHandle,
  at: Date,
  actor: Actor,
  action: string,
  subject: string,
  outcome = 'done',
): void {
  const append = () => {
    const head = storedHead(db);
    const newest = newestEntry(db);
    const facts = {
      // Not where the table ends: what was cut off there leaves a gap.
      id: Math.max(head?.id ?? 0, newest?.id ?? 0) + 1,
      at: at.toISOString(),
      actor: storable(actor.user),
      host: storable(actor.host),
      door: actor.door,
      action,
      subject: storable(subject),
      outcome: storable(outcome),
    };
    const chain = chainHash(head?.hash ?? newest?.chain ?? CHAIN_START, facts);
    db.prepare(
      `INSERT INTO audit (id, at, actor, host, door, action, subject, outcome, chain)
       VALUES (@id, @at, @actor, @host, @door, @action, @subject, @outcome, @chain)`,
    ).run({ ...facts, chain });
    storeHead(db, { id: facts.id, hash: chain });
  };
  if (db.inTransaction) {
    append();
    // By then it is committed, or taken back.
    queueMicrotask(() => witness(db));
  } else {
    db.transaction(append).immediate();
    witness(db);
  }
}

/** Makes the log as it is now count as whole towards the file beside it; itself an entry, so that it is never done in silence. */
export function acceptAudit(db: WriteHandle, at: Date, actor: Actor, problem: string): void {
  db.transaction(() => {
    audit(db, at, actor, 'audit.accept', problem);
    const head = storedHead(db);
    if (head) writeHead(db, head);
  }).immediate();
}

/** Newest first. */
export function listAudit(db: ReadHandle, limit: number): AuditEntry[] {
  return db
    .prepare('SELECT id, at, actor, host, door, action, subject, outcome FROM audit ORDER BY id DESC LIMIT ?')
    .all(limit) as AuditEntry[];
}

function newestEntry(db: ReadHandle): { id: number; chain: string } | undefined {
  return db.prepare('SELECT id, chain FROM audit ORDER BY id DESC LIMIT 1').get() as
    | { id: number; chain: string }
    | undefined;
}

/** As SQLite gives it back: half of a surrogate pair would come out as something else than was hashed. */
function storable(text: string): string {
  return text.toWellFormed();
}
