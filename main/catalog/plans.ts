import type { Plan } from '../../shared/model/plan.ts';
import { plan } from '../../shared/model/plan.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export function listPlans(db: ReadHandle): Plan[] {
  return db.prepare('SELECT * FROM plans ORDER BY name').all().map(fromRow);
}

export function findPlan(db: ReadHandle, name: string): Plan | null {
  const row = db.prepare('SELECT * FROM plans WHERE name = ?').get(name);
  return row === undefined ? null : fromRow(row);
}

/** Adds a plan, or replaces the definition of the one of that name; its history and sequence stay. */
export function savePlan(db: WriteHandle, value: Plan): void {
  db.prepare(
    `INSERT INTO plans (name, connection, database, schedule, zone, format, content, compression, jobs, fingerprint, retention, root, paused,
       stall_limit_ms, drill_every, encryption, origin, created_at, reconciled_through)
     VALUES (@name, @connection, @database, @schedule, @zone, @format, @content, @compression, @jobs, @fingerprint, @retention, @root, @paused,
       @stallLimitMs, @drillEvery, @encryption, @origin, @createdAt, @createdAt)
     ON CONFLICT (name) DO UPDATE SET connection = excluded.connection, database = excluded.database, schedule = excluded.schedule,
       zone = excluded.zone, format = excluded.format, content = excluded.content, compression = excluded.compression, jobs = excluded.jobs,
       fingerprint = excluded.fingerprint, retention = excluded.retention, root = excluded.root, paused = excluded.paused,
       stall_limit_ms = excluded.stall_limit_ms, drill_every = excluded.drill_every, encryption = excluded.encryption, origin = excluded.origin`,
  ).run({
    ...value,
    retention: JSON.stringify(value.retention),
    paused: value.paused && JSON.stringify(value.paused),
    encryption: value.encryption && JSON.stringify(value.encryption),
  });
}

export function deletePlan(db: WriteHandle, name: string): void {
  db.prepare('DELETE FROM plans WHERE name = ?').run(name);
  for (const table of ['slots', 'thresholds']) db.prepare(`DELETE FROM ${table} WHERE plan = ?`).run(name);
}

/** The instant up to which the plan's slots have been looked at. */
export function reconciledThrough(db: ReadHandle, name: string): Date {
  const row = db.prepare('SELECT reconciled_through FROM plans WHERE name = ?').get(name) as {
    reconciled_through: string;
  };
  return new Date(row.reconciled_through);
}

export function setReconciledThrough(db: WriteHandle, name: string, at: Date): void {
  db.prepare('UPDATE plans SET reconciled_through = ? WHERE name = ?').run(at.toISOString(), name);
}

/** The number of the plan's next backup: above every number given out, and above every backup in the catalog. */
export function takeSequence(db: WriteHandle, name: string): number {
  const row = db
    .prepare(
      `UPDATE plans SET sequence = 1 + max(sequence, (SELECT coalesce(max(sequence), 0) FROM backups WHERE plan = @name))
       WHERE name = @name RETURNING sequence`,
    )
    .get({ name }) as { sequence: number } | undefined;
  if (row) return row.sequence;
  // The plan was removed while its backup ran; that is a backup all the same.
  return db.prepare('SELECT 1 + coalesce(max(sequence), 0) FROM backups WHERE plan = ?').pluck().get(name) as number;
}

function fromRow(row: unknown): Plan {
  const { retention, paused, encryption, stall_limit_ms, drill_every, created_at, ...rest } = row as Record<
    string,
    unknown
  >;
  return plan.parse({
    ...rest,
    retention: JSON.parse(String(retention)),
    paused: paused === null ? null : JSON.parse(String(paused)),
    encryption: encryption === null ? null : JSON.parse(String(encryption)),
    stallLimitMs: stall_limit_ms,
    drillEvery: drill_every,
    createdAt: created_at,
  });
}
