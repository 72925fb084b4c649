import {
  type Alert,
  type AlertRule,
  type Delivery,
  type Severity,
  type Thresholds,
  thresholds,
} from '../../shared/model/alert.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export type AlertRow = Omit<Alert, 'deliveries'>;

export function insertAlert(db: WriteHandle, value: AlertRow): void {
  db.prepare(
    `INSERT INTO alerts (id, rule, subject, plan, severity, state, since, resolved_at, message, next_step, run, backup, acknowledged_at, acknowledged_by)
     VALUES (@id, @rule, @subject, @plan, @severity, @state, @since, @resolvedAt, @message, @nextStep, @run, @backup, @acknowledgedAt, @acknowledgedBy)`,
  ).run(toColumns(value));
}

export function updateAlert(db: WriteHandle, value: AlertRow): void {
  db.prepare(
    `UPDATE alerts SET severity = @severity, state = @state, resolved_at = @resolvedAt, message = @message, next_step = @nextStep, run = @run,
       backup = @backup, acknowledged_at = @acknowledgedAt, acknowledged_by = @acknowledgedBy WHERE id = @id`,
  ).run(toColumns(value));
}

/** Those that are open; the newest first, whatever the clock said. */
export function openAlerts(db: ReadHandle): AlertRow[] {
  // Left to itself, SQLite reads all there ever were, in order.
  return db
    .prepare(`SELECT * FROM alerts INDEXED BY alerts_open WHERE state = 'open' ORDER BY alerts.rowid DESC`)
    .all()
    .map(fromRow);
}

/** All of them, newest first. */
export function listAlerts(db: ReadHandle, limit: number): AlertRow[] {
  return db.prepare('SELECT * FROM alerts ORDER BY since DESC, rowid DESC LIMIT ?').all(limit).map(fromRow);
}

/** The alerts whose id starts so; at most two, enough to tell none, one and several apart. */
export function alertsByPrefix(db: ReadHandle, prefix: string): AlertRow[] {
  // 'g' sorts right after every hexadecimal digit and the dash.
  return db.prepare('SELECT * FROM alerts WHERE id >= ? AND id < ? LIMIT 2').all(prefix, `${prefix}g`).map(fromRow);
}

/** How what was said of an alert fared, oldest first. */
export function deliveriesOf(db: ReadHandle, alert: string): Delivery[] {
  return db
    .prepare('SELECT channel, event, state, attempts, at, error FROM deliveries WHERE alert = ? ORDER BY rowid')
    .all(alert) as Delivery[];
}

/** The plans that have thresholds of their own. */
export function plansWithThresholds(db: ReadHandle): { plan: string; thresholds: Thresholds }[] {
  const rows = db.prepare(`SELECT plan, value FROM thresholds WHERE plan <> '' ORDER BY plan`).all() as {
    plan: string;
    value: string;
  }[];
  return rows.map(({ plan, value }) => ({ plan, thresholds: thresholds.parse(JSON.parse(value)) }));
}

interface Row {
  readonly id: string;
  readonly rule: AlertRule;
  readonly subject: string;
  readonly plan: string | null;
  readonly severity: Severity;
  readonly state: Alert['state'];
  readonly since: string;
  readonly resolved_at: string | null;
  readonly message: string;
  readonly next_step: string;
  readonly run: string | null;
  readonly backup: string | null;
  readonly acknowledged_at: string | null;
  readonly acknowledged_by: string | null;
}

function toColumns({ acknowledged, ...value }: AlertRow): Record<string, unknown> {
  return { ...value, acknowledgedAt: acknowledged?.at ?? null, acknowledgedBy: acknowledged?.by ?? null };
}

function fromRow(value: unknown): AlertRow {
  const { resolved_at, next_step, acknowledged_at, acknowledged_by, ...row } = value as Row;
  return {
    ...row,
    resolvedAt: resolved_at,
    nextStep: next_step,
    acknowledged: acknowledged_at === null ? null : { at: acknowledged_at, by: acknowledged_by ?? '' },
  };
}
