import type { Finding, Thresholds } from '../../../shared/model/alert.ts';
import type { Anomalies, Sample, Swing } from './sample.ts';
import { tableAnomalies } from './tables.ts';
import { wholeAnomalies } from './whole.ts';

export interface Comparison {
  readonly current: Sample;
  /** Comparable good backups of the plan, newest first: of the same database, with the same part of it, packed the same way. */
  readonly before: readonly Sample[];
  readonly swings: readonly Swing[];
  readonly thresholds: Thresholds;
  /** In the first week of a plan the days of the week are not known yet: sizes and durations are not judged. */
  readonly young: boolean;
}

/** What is unusual about a backup; and what to remember, so that it is not told again and again if it turns out to be usual. */
export function findAnomalies({ current, before, swings, thresholds, young }: Comparison): Anomalies {
  const nothing = { findings: [], swings: [] };
  const whole = young ? nothing : wholeAnomalies(current, before, swings, thresholds);
  const tables = tableAnomalies(current, before, swings, thresholds);
  return {
    findings: [...whole.findings, ...tables.findings, ...schemaChange(current, before[0])],
    swings: [...whole.swings, ...tables.swings],
  };
}

/** Other versions word equal definitions differently; then there is nothing to say. */
function schemaChange(current: Sample, previous: Sample | undefined): Finding[] {
  if (!previous || current.schemaSha256 === null || previous.schemaSha256 === null) return [];
  if (current.schemaSha256 === previous.schemaSha256) return [];
  if (current.toolVersion !== previous.toolVersion || current.serverVersion !== previous.serverVersion) return [];
  return [
    {
      rule: 'schema_changed',
      object: null,
      message: 'The schema has changed since the backup before.',
      nextStep: `See what: lifeboat diff ${current.id.slice(0, 8)}`,
    },
  ];
}
