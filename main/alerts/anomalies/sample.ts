import type { Finding } from '../../../shared/model/alert.ts';
import type { ContentChoice } from '../../../shared/model/plan.ts';

/** What is compared of a backup. */
export interface Sample {
  readonly id: string;
  readonly at: string;
  /** Of the archive before it is encrypted, so that turning encryption on or off changes nothing. */
  readonly bytes: number;
  readonly durationMs: number;
  readonly content: ContentChoice;
  readonly serverVersion: string;
  readonly toolVersion: string;
  readonly schemaSha256: string | null;
  readonly tables: readonly {
    readonly schema: string;
    readonly name: string;
    readonly rows: number;
    /** False when `rows` is the planner's estimate. */
    readonly exact: boolean;
  }[];
}

/**
 * That something once was not as usual, told or not: remembered when the backup is long gone, so that what happens every month is
 * not told every month.
 */
export interface Swing {
  readonly rule: Finding['rule'];
  /** The table as `schema.name`; empty for the backup as a whole. */
  readonly object: string;
  readonly at: string;
  /** When it began: the same for backups in a row that are unusual in the same way. */
  readonly since: string;
  /** What there was, as a share of what there usually is. */
  readonly ratio: number;
}

export interface Anomalies {
  readonly findings: Finding[];
  readonly swings: Swing[];
}

/** So often something must have happened before to be called usual. */
export const PRECEDENTS = 2;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function swingsOf(swings: readonly Swing[], rule: Finding['rule'], object: string): Swing[] {
  return swings.filter((swing) => swing.rule === rule && swing.object === object);
}
