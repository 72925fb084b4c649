import type { ProofLevel } from '../../shared/model/backup.ts';
import type { DrillState } from '../../shared/model/drill.ts';
import type { RestoreKind, RestoreState } from '../../shared/model/restore.ts';
import type { RunState } from '../../shared/model/run.ts';
import type { ReadHandle } from './open.ts';

/*
 * Sums for monitoring. No run, drill or restore is ever removed from the catalog, so their counts only grow; a catalog that was set aside
 * begins anew, which Prometheus takes for a restart. The proofs go with their backups.
 */

export interface RunCount {
  readonly plan: string;
  readonly state: RunState;
  readonly count: number;
}

/** Ended backup runs of each plan by how they ended. */
export function countBackupRuns(db: ReadHandle): RunCount[] {
  return db
    .prepare(
      `SELECT plan, state, count(*) AS count FROM runs WHERE kind = 'backup' AND plan IS NOT NULL
         AND state NOT IN ('queued', 'running', 'cancelling') GROUP BY plan, state`,
    )
    .all() as RunCount[];
}

export interface ProofCount {
  readonly level: ProofLevel;
  readonly ok: number;
  readonly count: number;
}

/** Proofs of the backups that are kept. Of which plans a bad one is, their damaged backups tell. */
export function countVerifications(db: ReadHandle): ProofCount[] {
  return db.prepare('SELECT level, ok, count(*) AS count FROM verifications GROUP BY level, ok').all() as ProofCount[];
}

export interface BackupCount {
  readonly plan: string;
  readonly state: string;
  readonly count: number;
}

/** Backups that are kept, by the state of their files; one that is going is counted until it is gone. */
export function countBackups(db: ReadHandle): BackupCount[] {
  return db.prepare('SELECT plan, state, count(*) AS count FROM backups GROUP BY plan, state').all() as BackupCount[];
}

export interface DrillCount {
  readonly plan: string;
  readonly state: DrillState;
  readonly count: number;
}

export function countDrills(db: ReadHandle): DrillCount[] {
  return db.prepare('SELECT plan, state, count(*) AS count FROM drills GROUP BY plan, state').all() as DrillCount[];
}

export interface RestoreCount {
  readonly kind: RestoreKind;
  readonly state: RestoreState;
  readonly count: number;
}

/** Ended restores. */
export function countRestores(db: ReadHandle): RestoreCount[] {
  return db
    .prepare("SELECT kind, state, count(*) AS count FROM restores WHERE state <> 'running' GROUP BY kind, state")
    .all() as RestoreCount[];
}

/** Open alerts by the rule that raised them. */
export function countOpenAlerts(db: ReadHandle): { rule: string; count: number }[] {
  return db.prepare("SELECT rule, count(*) AS count FROM alerts WHERE state = 'open' GROUP BY rule").all() as {
    rule: string;
    count: number;
  }[];
}
