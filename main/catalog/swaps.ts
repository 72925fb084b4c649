import type { ReadHandle, WriteHandle } from './open.ts';

export type SwapState = 'open' | 'swapped' | 'reverted';
/** Why the database that was set aside is no longer there. */
export type AsideGone = 'undone' | 'forgotten';

/** Two databases of one server that change places: what is to be done, and later what was. */
export interface Swap {
  /** Also the id of the restore. */
  readonly run: string;
  readonly connection: string;
  /** The name both have in turn. */
  readonly database: string;
  readonly state: SwapState;
  /** The swap that this one undoes. */
  readonly undoes: string | null;
  readonly safetyBackup: string | null;
  /** The name of the database that comes in, before it does. */
  readonly incoming: string;
  /** Null until it is made. */
  readonly incomingOid: number | null;
  readonly originalOid: number;
  /** The name that the original gets; null until they are about to change places. */
  readonly aside: string | null;
  /** The comment that the original had. */
  readonly comment: string | null;
  /** How the incoming one stood when it came in, as JSON. */
  readonly mark: string | null;
  readonly keepMs: number;
  readonly swappedAt: string | null;
  readonly keepUntil: string | null;
  readonly asideGone: AsideGone | null;
}

/** A swap that took place, whose old database is under another name. */
export interface Swapped extends Swap {
  readonly aside: string;
  readonly incomingOid: number;
  readonly swappedAt: string;
  readonly keepUntil: string;
}

const COLUMNS = `run, connection, database, state, undoes, safety_backup AS safetyBackup, incoming, incoming_oid AS incomingOid, original_oid AS originalOid,
  aside, comment, mark, keep_ms AS keepMs, swapped_at AS swappedAt, keep_until AS keepUntil, aside_gone AS asideGone`;

/** Writes a swap down, or how it stands now. */
export function saveSwap(db: WriteHandle, swap: Swap): void {
  db.prepare(
    `INSERT INTO swaps (run, connection, database, state, undoes, safety_backup, incoming, incoming_oid, original_oid, aside, comment, mark, keep_ms,
       swapped_at, keep_until, aside_gone)
     VALUES (@run, @connection, @database, @state, @undoes, @safetyBackup, @incoming, @incomingOid, @originalOid, @aside, @comment, @mark, @keepMs,
       @swappedAt, @keepUntil, @asideGone)
     ON CONFLICT (run) DO UPDATE SET state = excluded.state, incoming_oid = excluded.incoming_oid, aside = excluded.aside, comment = excluded.comment,
       mark = excluded.mark, swapped_at = excluded.swapped_at, keep_until = excluded.keep_until, aside_gone = excluded.aside_gone`,
  ).run(swap);
}

export function findSwap(db: ReadHandle, run: string): Swap | null {
  return (db.prepare(`SELECT ${COLUMNS} FROM swaps WHERE run = ?`).get(run) as Swap | undefined) ?? null;
}

/** Swaps of which something may be left on a server, with who does them and whether that has ended. */
export function openSwaps(db: ReadHandle): { readonly swap: Swap; readonly owner: string; readonly ended: boolean }[] {
  const rows = db
    .prepare(
      `SELECT ${COLUMNS}, owner, ended_at AS endedAt FROM (SELECT s.*, r.owner, r.ended_at FROM swaps s JOIN runs r ON r.id = s.run WHERE s.state = 'open')`,
    )
    .all() as (Swap & { readonly owner: string; readonly endedAt: string | null })[];
  return rows.map(({ owner, endedAt, ...swap }) => ({ swap, owner, ended: endedAt !== null }));
}

/** Swaps whose old database is still set aside, newest first. */
export function keptSwaps(db: ReadHandle): Swapped[] {
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM swaps WHERE state = 'swapped' AND aside_gone IS NULL ORDER BY swapped_at DESC, rowid DESC`,
    )
    .all() as Swapped[];
}

export function setAsideGone(db: WriteHandle, run: string, why: AsideGone): void {
  db.prepare('UPDATE swaps SET aside_gone = ? WHERE run = ?').run(why, run);
}
