import type { Drill, DrillState } from '../../shared/model/drill.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export function addDrill(db: WriteHandle, value: Drill): void {
  db.prepare(
    `INSERT INTO drills (id, backup, plan, state, started_at, rto_ms, result) VALUES (@id, @backup, @plan, @state, @startedAt, @rtoMs, @result)`,
  ).run({
    id: value.id,
    backup: value.backup,
    plan: value.plan,
    state: value.state,
    startedAt: value.startedAt,
    rtoMs: value.rtoMs,
    result: JSON.stringify(value),
  });
}

/** What drills of a backup came to, said of the one that has its archive now. */
export function moveDrills(db: WriteHandle, from: string, to: string): void {
  db.prepare(`UPDATE drills SET backup = @to, result = json_set(result, '$.backup', @to) WHERE backup = @from`).run({
    from,
    to,
  });
}

export interface DrillFilter {
  readonly plan?: string | undefined;
  readonly backup?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export function listDrills(db: ReadHandle, { limit, ...equal }: DrillFilter): Drill[] {
  const where = ['plan', 'backup'].filter((column) => equal[column as keyof typeof equal] !== undefined);
  const conditions = where.length > 0 ? `WHERE ${where.map((column) => `${column} = @${column}`).join(' AND ')}` : '';
  return db
    .prepare(`SELECT result FROM drills ${conditions} ORDER BY started_at DESC, rowid DESC LIMIT @limit`)
    .pluck()
    .all({ ...equal, limit })
    .map(fromText);
}

/** Drills that began since an instant, oldest first. */
export function drillsSince(db: ReadHandle, since: Date): Drill[] {
  return db
    .prepare('SELECT result FROM drills WHERE started_at >= ? ORDER BY started_at, rowid')
    .pluck()
    .all(since.toISOString())
    .map(fromText);
}

export function findDrill(db: ReadHandle, run: string): Drill | null {
  const text = db.prepare('SELECT result FROM drills WHERE id = ?').pluck().get(run);
  return text === undefined ? null : fromText(text);
}

/** The plan's newest drill that tested something. */
export function lastTestedDrill(db: ReadHandle, plan: string): Drill | null {
  const text = db
    .prepare(
      `SELECT result FROM drills WHERE plan = ? AND state <> 'untestable' ORDER BY started_at DESC, rowid DESC LIMIT 1`,
    )
    .pluck()
    .get(plan);
  return text === undefined ? null : fromText(text);
}

/** The plan's newest measured time to restore, in ms. */
export function newestRto(db: ReadHandle, plan: string): number | null {
  const ms = db
    .prepare('SELECT rto_ms FROM drills WHERE plan = ? AND rto_ms IS NOT NULL ORDER BY started_at DESC LIMIT 1')
    .pluck()
    .get(plan) as number | undefined;
  return ms ?? null;
}

/** A drill of a plan that was begun, and what it came to; null when it came to no result (yet). */
export interface DrillAttempt {
  readonly backup: string;
  readonly at: Date;
  readonly state: DrillState | null;
}

/** The plan's last drill in order; a rebuilt catalog has no runs, but knows of it from what stands beside the manifests. */
export function lastDrillAttempt(db: ReadHandle, plan: string): DrillAttempt | null {
  const run = db
    .prepare(
      `SELECT r.backup, r.started_at AS at, d.state FROM runs r LEFT JOIN drills d ON d.id = r.id
       WHERE r.plan = ? AND r.kind = 'drill' ORDER BY r.rowid DESC LIMIT 1`,
    )
    .get(plan) as AttemptRow | undefined;
  const proof =
    run ??
    (db
      .prepare(
        `SELECT v.backup, v.at, iif(v.ok, 'restored', 'different') AS state FROM verifications v
         WHERE v.level = 'restored' AND v.backup IN (SELECT id FROM backups WHERE plan = ?) ORDER BY v.at DESC LIMIT 1`,
      )
      .get(plan) as AttemptRow | undefined);
  return proof ? { ...proof, at: new Date(proof.at) } : null;
}

interface AttemptRow {
  readonly backup: string;
  readonly at: string;
  readonly state: DrillState | null;
}

function fromText(text: unknown): Drill {
  return JSON.parse(String(text)) as Drill;
}
