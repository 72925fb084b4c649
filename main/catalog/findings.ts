import type { Finding } from '../../shared/model/alert.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export function addFindings(db: WriteHandle, backup: string, findings: readonly Finding[]): void {
  const insert = db.prepare(
    'INSERT OR REPLACE INTO findings (backup, rule, object, message, next_step) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { rule, object, message, nextStep } of findings) insert.run(backup, rule, object ?? '', message, nextStep);
}

export function findingsOf(db: ReadHandle, backup: string): Finding[] {
  const rows = db
    .prepare('SELECT rule, object, message, next_step AS nextStep FROM findings WHERE backup = ? ORDER BY rule, object')
    .all(backup) as (Finding & { readonly object: string })[];
  return rows.map((row) => ({ ...row, object: row.object === '' ? null : row.object }));
}
