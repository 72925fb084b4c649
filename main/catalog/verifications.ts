import type { ProofLevel, Verification } from '../../shared/model/backup.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export function addVerification(db: WriteHandle, value: Verification): void {
  db.prepare(
    'INSERT OR REPLACE INTO verifications (backup, level, ok, at, duration_ms, reason) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(value.backup, value.level, Number(value.ok), value.at, value.durationMs, value.reason ?? null);
}

/** Newest first. */
export function listVerifications(db: ReadHandle, backup: string): Verification[] {
  const rows = db.prepare('SELECT * FROM verifications WHERE backup = ? ORDER BY at DESC').all(backup) as {
    backup: string;
    level: ProofLevel;
    ok: number;
    at: string;
    duration_ms: number;
    reason: string | null;
  }[];
  return rows.map((row) => ({
    backup: row.backup,
    level: row.level,
    ok: row.ok === 1,
    at: row.at,
    durationMs: row.duration_ms,
    ...(row.reason === null ? {} : { reason: row.reason }),
  }));
}

/** Backups that a drill restored at least once. */
export function drilledBackups(db: ReadHandle, plan: string): Set<string> {
  return new Set(
    db
      .prepare(
        `SELECT backup FROM verifications WHERE level = 'restored' AND ok = 1 AND backup IN (SELECT id FROM backups WHERE plan = ?)`,
      )
      .pluck()
      .all(plan) as string[],
  );
}
