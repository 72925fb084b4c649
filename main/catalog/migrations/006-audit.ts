import type { Database } from 'better-sqlite3';
import { type AuditFacts, CHAIN_START, chainHash } from '../auditChain.ts';

/**
 * Version 6: the audit log is chained. The entries that are there already are sealed here as they are found: what was done to them
 * before cannot be told any more. Also the indexes by which a monitor counts runs and proofs
 * and finds the last run of a plan.
 */
export function auditChain(db: Database): void {
  db.exec(`
DROP TRIGGER audit_no_update;
ALTER TABLE audit ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN chain TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_by_outcome ON runs (kind, plan, state);
CREATE INDEX runs_by_kind ON runs (kind, plan, started_at);
CREATE INDEX verifications_by_outcome ON verifications (level, ok);
`);
  const update = db.prepare('UPDATE audit SET chain = ? WHERE id = ?');
  let last = { id: 0, hash: CHAIN_START };
  for (const entry of db.prepare('SELECT * FROM audit ORDER BY id').all() as AuditFacts[]) {
    last = { id: entry.id, hash: chainHash(last.hash, entry) };
    update.run(last.hash, entry.id);
  }
  db.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('audit.head', ?)").run(`${last.id} ${last.hash}`);
  db.exec(`
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`);
}
