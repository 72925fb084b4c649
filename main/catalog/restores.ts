import type { RestoreResult } from '../../shared/model/restore.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export type RestoreState = 'running' | 'succeeded' | 'different' | 'failed' | 'cancelled' | 'interrupted';

export interface RestoreRow {
  readonly id: string;
  readonly backup: string;
  readonly connection: string;
  readonly database: string;
  readonly state: RestoreState;
  readonly startedAt: string;
  readonly result: RestoreResult | null;
}

export function insertRestore(db: WriteHandle, row: Omit<RestoreRow, 'state' | 'result'>): void {
  db.prepare(
    `INSERT INTO restores (id, backup, connection, database, state, started_at) VALUES (@id, @backup, @connection, @database, 'running', @startedAt)`,
  ).run(row);
}

export function settleRestore(db: WriteHandle, id: string, state: RestoreState, result: RestoreResult | null): void {
  db.prepare('UPDATE restores SET state = ?, result = ? WHERE id = ?').run(state, result && JSON.stringify(result), id);
}

/** Newest first. */
export function listRestores(db: ReadHandle, limit: number): RestoreRow[] {
  return db.prepare(`SELECT ${COLUMNS} FROM restores ORDER BY started_at DESC LIMIT ?`).all(limit).map(fromRow);
}

export function findRestore(db: ReadHandle, id: string): RestoreRow | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM restores WHERE id = ?`).get(id);
  return row === undefined ? null : fromRow(row);
}

const COLUMNS = 'id, backup, connection, database, state, started_at AS startedAt, result';

function fromRow(value: unknown): RestoreRow {
  const row = value as Omit<RestoreRow, 'result'> & { readonly result: string | null };
  return { ...row, result: row.result === null ? null : (JSON.parse(row.result) as RestoreResult) };
}
