import type { Backup, BackupState, ProofLevel } from '../../shared/model/backup.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

/** A row that is not shown to anybody: its files are going. */
const VISIBLE = 'deleting = 0';

export interface BackupFilter {
  readonly plan?: string | undefined;
  readonly state?: BackupState | undefined;
  /** Part of a database, plan or connection name, or the start of an id. */
  readonly search?: string | undefined;
  readonly limit: number;
}

/** Adds a backup, or refreshes the row of the same id. */
export function saveBackup(db: WriteHandle, value: Backup, sequence: number): void {
  db.prepare(
    `INSERT INTO backups (id, plan, connection, database, state, format, created_at, duration_ms, path, manifest_path, plain_bytes, stored_bytes, sha256,
       stored_sha256, encrypted, level, level_at, pinned, server_version, tool_version, warnings, sequence)
     VALUES (@id, @plan, @connection, @database, @state, @format, @createdAt, @durationMs, @path, @manifestPath, @plainBytes, @storedBytes, @sha256,
       @storedSha256, @encrypted, @level, @levelAt, @pinned, @serverVersion, @toolVersion, @warnings, @sequence)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, path = excluded.path, manifest_path = excluded.manifest_path, level = excluded.level,
       level_at = excluded.level_at, pinned = excluded.pinned, deleting = 0`,
  ).run({
    ...value,
    encrypted: Number(value.encrypted),
    pinned: Number(value.pinned),
    level: value.verification.level,
    levelAt: value.verification.at,
    warnings: JSON.stringify(value.warnings),
    sequence,
  });
}

/** Newest first. */
export function listBackups(db: ReadHandle, filter: BackupFilter): Backup[] {
  const where = [VISIBLE];
  const values: Record<string, unknown> = { limit: filter.limit };
  if (filter.plan !== undefined) {
    where.push('plan = @plan');
    values['plan'] = filter.plan;
  }
  if (filter.state !== undefined) {
    where.push('state = @state');
    values['state'] = filter.state;
  }
  if (filter.search !== undefined && filter.search !== '') {
    where.push(
      `(instr(lower(database), @search) OR instr(lower(plan), @search) OR instr(lower(connection), @search) OR instr(id, @search) = 1)`,
    );
    values['search'] = filter.search.toLowerCase();
  }
  return db
    .prepare(`SELECT * FROM backups WHERE ${where.join(' AND ')} ORDER BY created_at DESC, sequence DESC LIMIT @limit`)
    .all(values)
    .map(fromRow);
}

/** The backups whose id starts so; at most two, enough to tell none, one and several apart. */
export function backupsByPrefix(db: ReadHandle, prefix: string): Backup[] {
  // 'g' sorts right after every hexadecimal digit and the dash.
  return db
    .prepare(`SELECT * FROM backups WHERE ${VISIBLE} AND id >= ? AND id < ? LIMIT 2`)
    .all(prefix, `${prefix}g`)
    .map(fromRow);
}

/** The newest backup in a state; of any plan when none is named. */
export function newestBackup(db: ReadHandle, plan: string | null, state: BackupState | null = 'good'): Backup | null {
  return listBackups(db, { plan: plan ?? undefined, state: state ?? undefined, limit: 1 })[0] ?? null;
}

/** When the plan's backup with the highest sequence was taken: the last in order, whatever the clock said. */
export function lastTakenAt(db: ReadHandle, plan: string): Date | null {
  const at = db
    .prepare('SELECT created_at FROM backups WHERE plan = ? ORDER BY sequence DESC LIMIT 1')
    .pluck()
    .get(plan) as string | undefined;
  return at === undefined ? null : new Date(at);
}

/** Stored size of the plan's newest good backups, newest first: what the next one will probably need. */
export function recentSizes(db: ReadHandle, plan: string, limit: number): number[] {
  return db
    .prepare(
      `SELECT stored_bytes FROM backups WHERE plan = ? AND state = 'good' AND ${VISIBLE} ORDER BY created_at DESC LIMIT ?`,
    )
    .pluck()
    .all(plan, limit) as number[];
}

export function setBackupState(db: WriteHandle, id: string, state: BackupState): void {
  db.prepare('UPDATE backups SET state = ? WHERE id = ?').run(state, id);
}

export function setBackupProof(db: WriteHandle, id: string, level: ProofLevel, at: string): void {
  db.prepare('UPDATE backups SET level = ?, level_at = ? WHERE id = ?').run(level, at, id);
}

export function setPinned(db: WriteHandle, id: string, pinned: boolean): void {
  db.prepare('UPDATE backups SET pinned = ? WHERE id = ?').run(Number(pinned), id);
}

/** Takes a backup out of sight before its files go. */
export function markDeleting(db: WriteHandle, id: string): void {
  db.prepare('UPDATE backups SET deleting = 1 WHERE id = ?').run(id);
}

/** Backups whose deletion was cut short. */
export function deletingBackups(db: ReadHandle): Backup[] {
  return db.prepare('SELECT * FROM backups WHERE deleting = 1').all().map(fromRow);
}

export function deleteBackupRow(db: WriteHandle, id: string): void {
  db.prepare('DELETE FROM backups WHERE id = ?').run(id);
}

interface BackupRow {
  readonly id: string;
  readonly plan: string;
  readonly connection: string;
  readonly database: string;
  readonly state: BackupState;
  readonly format: Backup['format'];
  readonly created_at: string;
  readonly duration_ms: number;
  readonly path: string;
  readonly manifest_path: string;
  readonly plain_bytes: number;
  readonly stored_bytes: number;
  readonly sha256: string;
  readonly stored_sha256: string;
  readonly encrypted: number;
  readonly level: ProofLevel;
  readonly level_at: string;
  readonly pinned: number;
  readonly server_version: string;
  readonly tool_version: string;
  readonly warnings: string;
}

// Rows are not parsed through the schema: 200,000 of them pass here, and STRICT tables already hold the types.
function fromRow(value: unknown): Backup {
  const row = value as BackupRow;
  return {
    id: row.id,
    plan: row.plan,
    connection: row.connection,
    database: row.database,
    state: row.state,
    format: row.format,
    createdAt: row.created_at,
    durationMs: row.duration_ms,
    path: row.path,
    manifestPath: row.manifest_path,
    plainBytes: row.plain_bytes,
    storedBytes: row.stored_bytes,
    sha256: row.sha256,
    storedSha256: row.stored_sha256,
    encrypted: row.encrypted === 1,
    verification: { level: row.level, at: row.level_at },
    pinned: row.pinned === 1,
    serverVersion: row.server_version,
    toolVersion: row.tool_version,
    warnings: JSON.parse(row.warnings) as string[],
  };
}
