import type { ErrorJson } from '../../shared/errors.ts';
import type { Run } from '../../shared/model/run.ts';
import { run } from '../../shared/model/run.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

/** What a start-up after a crash needs to know of a run that never ended. */
export interface Journal {
  /** The plan folder and file name of a backup in the making. */
  readonly folder?: string;
  readonly file?: string;
  readonly backup?: string;
  /** Of the backup's plain archive, once that is proved. */
  readonly sha256?: string;
  /** The backup whose archive that one is, encrypted anew. */
  readonly replaces?: string;
  /** A database being restored under a name of ours, on which connection. */
  readonly connection?: string;
  readonly scratchDatabase?: string;
  readonly restore?: string;
  /** Roles made for a drill on that connection. */
  readonly roles?: readonly string[];
}

export interface OpenRun {
  readonly run: Run;
  readonly owner: string;
  readonly pid: number;
  readonly journal: Journal;
}

const COLUMNS =
  'id, kind, plan, backup, state, trigger, attempt, slot, started_at, ended_at, duration_ms, error, warnings, advisories';

export function insertRun(db: WriteHandle, value: Run, owner: { readonly id: string; readonly pid: number }): void {
  db.prepare(
    `INSERT INTO runs (${COLUMNS}, owner, pid) VALUES (@id, @kind, @plan, @backup, @state, @trigger, @attempt, @slot, @startedAt, @endedAt, @durationMs,
       @error, @warnings, @advisories, @owner, @pid)`,
  ).run({ ...toColumns(value), owner: owner.id, pid: owner.pid });
}

export function updateRun(db: WriteHandle, value: Run): void {
  db.prepare(
    `UPDATE runs SET backup = @backup, state = @state, started_at = @startedAt, ended_at = @endedAt, duration_ms = @durationMs, error = @error, warnings = @warnings,
       advisories = @advisories WHERE id = @id`,
  ).run(toColumns(value));
}

export function writeJournal(db: WriteHandle, id: string, journal: Journal): void {
  db.prepare('UPDATE runs SET journal = ? WHERE id = ?').run(JSON.stringify(journal), id);
}

export function findRun(db: ReadHandle, idOrPrefix: string): Run | null {
  const rows = db
    .prepare(`SELECT ${COLUMNS} FROM runs WHERE id >= ? AND id < ? LIMIT 2`)
    .all(idOrPrefix, `${idOrPrefix}g`);
  return rows.length === 1 ? fromRow(rows[0]) : null;
}

export interface RunFilter {
  readonly limit: number;
  readonly plan?: string | undefined;
}

/** Newest first. */
export function listRuns(db: ReadHandle, filter: RunFilter): Run[] {
  const rows =
    filter.plan === undefined
      ? db.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?`).all(filter.limit)
      : db
          .prepare(`SELECT ${COLUMNS} FROM runs WHERE plan = ? ORDER BY started_at DESC, rowid DESC LIMIT ?`)
          .all(filter.plan, filter.limit);
  return rows.map(fromRow);
}

/** Runs that have not ended, whoever owns them. */
export function openRuns(db: ReadHandle): OpenRun[] {
  const rows = db
    .prepare(`SELECT ${COLUMNS}, owner, pid, journal FROM runs WHERE state IN ('queued', 'running', 'cancelling')`)
    .all();
  return rows.map((row) => {
    const { owner, pid, journal } = row as { owner: string; pid: number; journal: string | null };
    return { run: fromRow(row), owner, pid, journal: journal === null ? {} : (JSON.parse(journal) as Journal) };
  });
}

/** The hash of the plain archive that a run here took as this backup; null when none did. No rebuild changes it, whatever a manifest says. */
export function hashTaken(db: ReadHandle, backup: string): string | null {
  const hash = db
    .prepare(
      `SELECT journal ->> 'sha256' FROM runs WHERE backup = ? AND kind = 'backup' AND state IN ('succeeded', 'warned')
       ORDER BY rowid DESC LIMIT 1`,
    )
    .pluck()
    .get(backup);
  return typeof hash === 'string' ? hash : null;
}

/** When the last run in order ended, by this machine's clock then; not the latest date, which one wrong clock could set for years. */
export function newestRunEnd(db: ReadHandle): Date | null {
  const at = db
    .prepare('SELECT ended_at FROM runs WHERE ended_at IS NOT NULL ORDER BY rowid DESC LIMIT 1')
    .pluck()
    .get() as string | undefined;
  return at === undefined ? null : new Date(at);
}

/** The newest attempt at a slot. */
export function lastRunOfSlot(db: ReadHandle, plan: string, slot: string): Run | null {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM runs WHERE plan = ? AND slot = ? ORDER BY attempt DESC, rowid DESC LIMIT 1`)
    .get(plan, slot);
  return row === undefined ? null : fromRow(row);
}

/** Backup runs that ended since an instant, oldest first. */
export function backupRunsSince(db: ReadHandle, since: Date): Run[] {
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM runs WHERE kind = 'backup' AND ended_at IS NOT NULL AND started_at >= ? ORDER BY started_at, rowid`,
    )
    .all(since.toISOString())
    .map(fromRow);
}

/** The newest run of each of these slots of a plan. */
export function runsOfSlots(db: ReadHandle, plan: string, slots: readonly string[]): Map<string, string> {
  const statement = db
    .prepare('SELECT id FROM runs WHERE plan = ? AND slot = ? ORDER BY attempt DESC, rowid DESC LIMIT 1')
    .pluck();
  const found = slots.map((slot) => [slot, statement.get(plan, slot)] as const);
  return new Map(found.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'));
}

/** The plan's newest backup run. */
export function lastBackupRun(db: ReadHandle, plan: string): Run | null {
  const row = db
    .prepare(
      `SELECT ${COLUMNS} FROM runs WHERE plan = ? AND kind = 'backup' ORDER BY started_at DESC, rowid DESC LIMIT 1`,
    )
    .get(plan);
  return row === undefined ? null : fromRow(row);
}

/** The plan's last backup run in order that came to a result, good or bad. */
export function lastDecidedBackupRun(db: ReadHandle, plan: string): Run | null {
  const row = db
    .prepare(
      `SELECT ${COLUMNS} FROM runs WHERE plan = ? AND kind = 'backup' AND state IN ('succeeded', 'warned', 'failed', 'interrupted')
       ORDER BY rowid DESC LIMIT 1`,
    )
    .get(plan);
  return row === undefined ? null : fromRow(row);
}

/** True while a backup of the plan waits for its turn or is under way, in whatever process. */
export function isBeingBackedUp(db: ReadHandle, plan: string): boolean {
  return (
    db
      .prepare(`SELECT 1 FROM runs WHERE kind = 'backup' AND plan = ? AND state IN ('queued', 'running', 'cancelling')`)
      .get(plan) !== undefined
  );
}

function toColumns(value: Run): Record<string, unknown> {
  return {
    ...value,
    error: value.error && JSON.stringify(value.error),
    warnings: JSON.stringify(value.warnings),
    advisories: JSON.stringify(value.advisories),
  };
}

function fromRow(row: unknown): Run {
  const columns = row as Record<string, unknown>;
  return run.parse({
    id: columns['id'],
    kind: columns['kind'],
    plan: columns['plan'],
    backup: columns['backup'],
    state: columns['state'],
    trigger: columns['trigger'],
    attempt: columns['attempt'],
    slot: columns['slot'],
    startedAt: columns['started_at'],
    endedAt: columns['ended_at'],
    durationMs: columns['duration_ms'],
    error: columns['error'] === null ? null : (JSON.parse(String(columns['error'])) as ErrorJson),
    warnings: JSON.parse(String(columns['warnings'])),
    advisories: JSON.parse(String(columns['advisories'])),
  });
}
