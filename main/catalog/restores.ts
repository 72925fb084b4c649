import type { RestoreKind, RestoreResult, RestoreState } from '../../shared/model/restore.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export interface RestoreRow {
  readonly id: string;
  readonly kind: RestoreKind;
  readonly backup: string;
  readonly connection: string;
  readonly database: string;
  readonly state: RestoreState;
  readonly startedAt: string;
  readonly result: RestoreResult | null;
}

type NewRestore = Omit<RestoreRow, 'kind' | 'state' | 'result'> & { readonly kind?: RestoreKind };

export function insertRestore(db: WriteHandle, row: NewRestore): void {
  db.prepare(
    `INSERT INTO restores (id, kind, backup, connection, database, state, started_at)
     VALUES (@id, @kind, @backup, @connection, @database, 'running', @startedAt)`,
  ).run({ kind: 'new', ...row });
}

export function settleRestore(db: WriteHandle, id: string, state: RestoreState, result: RestoreResult | null): void {
  db.prepare('UPDATE restores SET state = ?, result = ? WHERE id = ?').run(state, result && JSON.stringify(result), id);
}

/** Newest first. */
export function listRestores(db: ReadHandle, limit: number): RestoreRow[] {
  return db
    .prepare(`SELECT ${COLUMNS} FROM restores ORDER BY started_at DESC, rowid DESC LIMIT ?`)
    .all(limit)
    .map(fromRow);
}

export function findRestore(db: ReadHandle, id: string): RestoreRow | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM restores WHERE id = ?`).get(id);
  return row === undefined ? null : fromRow(row);
}

/** The restores whose id starts so; at most two, enough to tell none, one and several apart. */
export function restoresByPrefix(db: ReadHandle, prefix: string): RestoreRow[] {
  // 'g' sorts right after every hexadecimal digit and the dash.
  return db
    .prepare(`SELECT ${COLUMNS} FROM restores WHERE id >= ? AND id < ? LIMIT 2`)
    .all(prefix, `${prefix}g`)
    .map(fromRow);
}

const COLUMNS = 'id, kind, backup, connection, database, state, started_at AS startedAt, result';

function fromRow(value: unknown): RestoreRow {
  const row = value as Omit<RestoreRow, 'result'> & { readonly result: string | null };
  return { ...row, result: row.result === null ? null : (JSON.parse(row.result) as RestoreResult) };
}
