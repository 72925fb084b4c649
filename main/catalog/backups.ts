import type { Backup, BackupState, ProofLevel } from '../../shared/model/backup.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

/** A row that is not shown to anybody: its files are going. */
const VISIBLE = 'deleting = 0';

const MATCHES = `(instr(lower(database), lower(@search)) OR instr(lower(plan), lower(@search)) OR instr(lower(connection), lower(@search))
         OR instr(id, lower(@search)) = 1)`;

export interface BackupFilter {
  readonly plan?: string | undefined;
  readonly state?: BackupState | undefined;
  /** Part of a database, plan or connection name, or the start of an id. */
  readonly search?: string | undefined;
  readonly limit: number;
}

/** Adds a backup, or refreshes the row of the same id. What the catalog believed of another backup in the same place gives way. */
export function saveBackup(db: WriteHandle, value: Backup, sequence: number): void {
  db.prepare('DELETE FROM backups WHERE manifest_path = ? AND id <> ?').run(value.manifestPath, value.id);
  db.prepare(
    `INSERT INTO backups (id, plan, connection, database, state, format, created_at, duration_ms, path, manifest_path, plain_bytes, stored_bytes, sha256,
       stored_sha256, encrypted, signature, level, level_at, pinned, server_version, tool_version, warnings, sequence)
     VALUES (@id, @plan, @connection, @database, @state, @format, @createdAt, @durationMs, @path, @manifestPath, @plainBytes, @storedBytes, @sha256,
       @storedSha256, @encrypted, @signature, @level, @levelAt, @pinned, @serverVersion, @toolVersion, @warnings, @sequence)
     ON CONFLICT (id) DO UPDATE SET plan = excluded.plan, connection = excluded.connection, database = excluded.database, state = excluded.state,
       format = excluded.format, created_at = excluded.created_at, duration_ms = excluded.duration_ms, path = excluded.path,
       manifest_path = excluded.manifest_path, plain_bytes = excluded.plain_bytes, stored_bytes = excluded.stored_bytes, sha256 = excluded.sha256,
       stored_sha256 = excluded.stored_sha256, encrypted = excluded.encrypted, signature = excluded.signature, level = excluded.level, level_at = excluded.level_at,
       pinned = excluded.pinned, server_version = excluded.server_version, tool_version = excluded.tool_version, warnings = excluded.warnings,
       sequence = excluded.sequence, deleting = 0`,
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
    where.push(MATCHES);
    values['search'] = filter.search;
  }
  return db
    .prepare(`SELECT * FROM backups WHERE ${where.join(' AND ')} ORDER BY created_at DESC, sequence DESC LIMIT @limit`)
    .all(values)
    .map(fromRow);
}

export interface PageFilter {
  readonly plan?: string | undefined;
  readonly state?: BackupState | undefined;
  readonly level?: ProofLevel | undefined;
  readonly search?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** The last backup of the page before. */
  readonly after?: { readonly createdAt: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** One page, newest first, found by its key and not by counting, which stays quick however far one scrolls; and how many there are in all. */
export function pageBackups(db: ReadHandle, filter: PageFilter): { backups: Backup[]; total: number } {
  const { limit, after, search, ...equal } = filter;
  const where = [VISIBLE];
  const values: Record<string, unknown> = { ...equal, search: search?.toLowerCase() };
  for (const column of ['plan', 'state', 'level'] as const)
    if (equal[column] !== undefined) where.push(`${column} = @${column}`);
  if (equal.from !== undefined) where.push('created_at >= @from');
  if (equal.until !== undefined) where.push('created_at < @until');
  if (search) where.push(MATCHES);
  const total = db
    .prepare(`SELECT count(*) FROM backups WHERE ${where.join(' AND ')}`)
    .pluck()
    .get(values) as number;
  if (after) {
    where.push('(created_at, sequence, id) < (@createdAt, (SELECT sequence FROM backups WHERE id = @id), @id)');
    Object.assign(values, after);
  }
  const rows = db
    .prepare(
      `SELECT * FROM backups WHERE ${where.join(' AND ')} ORDER BY created_at DESC, sequence DESC, id DESC LIMIT @limit`,
    )
    .all({ ...values, limit });
  return { backups: rows.map(fromRow), total };
}

/** Size and duration of a plan's newest good backups, newest first. */
export function sizeHistory(
  db: ReadHandle,
  plan: string,
  limit: number,
): { at: string; bytes: number; durationMs: number }[] {
  return db
    .prepare(
      `SELECT created_at AS at, stored_bytes AS bytes, duration_ms AS durationMs FROM backups
       WHERE plan = ? AND state = 'good' AND ${VISIBLE} ORDER BY created_at DESC LIMIT ?`,
    )
    .all(plan, limit) as { at: string; bytes: number; durationMs: number }[];
}

/** When the oldest of a plan's good backups was taken. */
export function oldestBackupAt(db: ReadHandle, plan: string): Date | null {
  const at = db
    .prepare(
      `SELECT created_at FROM backups WHERE plan = ? AND state = 'good' AND ${VISIBLE} ORDER BY created_at LIMIT 1`,
    )
    .pluck()
    .get(plan) as string | undefined;
  return at === undefined ? null : new Date(at);
}

/** Bytes on disk of a plan's good backups. */
export function takenBytes(db: ReadHandle, plan: string): number {
  return db
    .prepare(`SELECT coalesce(sum(stored_bytes), 0) FROM backups WHERE plan = ? AND state = 'good' AND ${VISIBLE}`)
    .pluck()
    .get(plan) as number;
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

/** The good backup of the same plan and database before this one. */
export function backupBefore(db: ReadHandle, { id, plan, database, createdAt }: Backup): Backup | null {
  const row = db
    .prepare(
      `SELECT * FROM backups WHERE plan = @plan AND database = @database AND state = 'good' AND ${VISIBLE}
         AND (created_at, sequence) < (@createdAt, (SELECT sequence FROM backups WHERE id = @id))
       ORDER BY created_at DESC, sequence DESC LIMIT 1`,
    )
    .get({ id, plan, database, createdAt });
  return row === undefined ? null : fromRow(row);
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

/** How many of a plan's backups are damaged or gone, and the newest of them; null when none is. */
export function badBackups(db: ReadHandle, plan: string): { count: number; newest: string; newestAt: string } | null {
  const row = db
    .prepare(
      `SELECT count(*) AS count, id AS newest, max(created_at) AS newestAt FROM backups
       WHERE plan = ? AND state IN ('damaged', 'missing') AND ${VISIBLE}`,
    )
    .get(plan) as { count: number; newest: string; newestAt: string };
  return row.count === 0 ? null : row;
}

export function setBackupState(db: WriteHandle, id: string, state: BackupState): void {
  db.prepare('UPDATE backups SET state = ? WHERE id = ?').run(state, id);
}

export function setBackupProof(db: WriteHandle, id: string, level: ProofLevel, at: string): void {
  db.prepare('UPDATE backups SET level = ?, level_at = ? WHERE id = ?').run(level, at, id);
}

export function setBackupSignature(db: WriteHandle, id: string, signature: Backup['signature']): void {
  db.prepare('UPDATE backups SET signature = ? WHERE id = ?').run(signature, id);
}

export function setPinned(db: WriteHandle, id: string, pinned: boolean): void {
  db.prepare('UPDATE backups SET pinned = ? WHERE id = ?').run(Number(pinned), id);
}

/** Takes a backup out of sight before its files go, or back into it when they could not. */
export function markDeleting(db: WriteHandle, id: string, deleting = true): void {
  db.prepare('UPDATE backups SET deleting = ? WHERE id = ?').run(Number(deleting), id);
}

/** The name of every plan that a backup is of, whether the plan is still there or not. */
export function plansOfBackups(db: ReadHandle): string[] {
  return db.prepare('SELECT DISTINCT plan FROM backups ORDER BY plan').pluck().all() as string[];
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
  readonly signature: Backup['signature'];
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
    signature: row.signature,
    verification: { level: row.level, at: row.level_at },
    pinned: row.pinned === 1,
    serverVersion: row.server_version,
    toolVersion: row.tool_version,
    warnings: JSON.parse(row.warnings) as string[],
  };
}
