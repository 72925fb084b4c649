import { DEFAULT_THRESHOLDS, type Thresholds, thresholds } from '../../shared/model/alert.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

/** Those of the plan; else those of all plans, whose name is empty; else the defaults. */
export function readThresholds(db: ReadHandle, plan: string): Thresholds {
  const text = db
    .prepare(`SELECT value FROM thresholds WHERE plan IN (?, '') ORDER BY plan DESC LIMIT 1`)
    .pluck()
    .get(plan) as string | undefined;
  return text === undefined ? DEFAULT_THRESHOLDS : thresholds.parse(JSON.parse(text));
}

/** @param plan empty for all plans that have none of their own. @param value null to do without. */
export function writeThresholds(db: WriteHandle, plan: string, value: Thresholds | null): void {
  if (value === null) db.prepare('DELETE FROM thresholds WHERE plan = ?').run(plan);
  else
    db.prepare(
      'INSERT INTO thresholds (plan, value) VALUES (?, ?) ON CONFLICT (plan) DO UPDATE SET value = excluded.value',
    ).run(plan, JSON.stringify(value));
}
