import { formatBytes, formatDuration } from '../../../shared/format.ts';
import type { Finding, Thresholds } from '../../../shared/model/alert.ts';
import { type Anomalies, median, PRECEDENTS, type Sample, type Swing, swingsOf } from './sample.ts';

/** With fewer backups to compare with, nothing is usual yet. */
const FEWEST = 3;
/** What differs by less does not matter, whatever its share of a small database. */
const LEAST_BYTES = 1024 * 1024;
const LEAST_MS = 60_000;
/** What is this close to the extremes of the last backups is one of them: a weekend, the first of the month. */
const NEAR = 1.2;
/** Standard deviations of what is called noise. */
const NOISE = 3.5;
/** Another swing as far as this one counts as a precedent, a little less far, too. */
const AS_FAR = 1.5;

interface Measure {
  readonly rule: 'size_anomaly' | 'duration_anomaly';
  readonly value: (sample: Sample) => number;
  /** Times the usual below and above which it is looked at closer. */
  readonly low: number;
  readonly high: number;
  readonly least: number;
  readonly tell: (now: number, usual: number) => Pick<Finding, 'message' | 'nextStep'>;
}

/**
 * Whether a backup's size or duration is far from those before.
 * @param before comparable backups, newest first.
 */
export function wholeAnomalies(
  current: Sample,
  before: readonly Sample[],
  swings: readonly Swing[],
  thresholds: Thresholds,
): Anomalies {
  const found = [size(thresholds), duration(thresholds)].flatMap((measure) => {
    const one = judge(measure, current, before, swingsOf(swings, measure.rule, ''));
    return one === null ? [] : [one];
  });
  return {
    findings: found.flatMap(({ finding }) => (finding ? [finding] : [])),
    swings: found.map(({ swing }) => swing),
  };
}

function judge(measure: Measure, current: Sample, before: readonly Sample[], swings: readonly Swing[]) {
  if (before.length < FEWEST) return null;
  const { rule, value, low, high, least, tell } = measure;
  const now = Math.max(1, value(current));
  const usual = Math.max(1, median(before.map(value)));
  const ratio = now / usual;
  if ((ratio >= low && ratio <= high) || Math.abs(now - usual) <= least) return null;
  const last = swings.find((swing) => swing.at === before[0]?.at && swing.ratio > 1 === ratio > 1);
  const since = last?.since ?? current.at;
  // What is unusual itself must not make more of it usual; only the median follows, once it is the rule.
  const calm = before.filter(({ at }) => at < since).map((sample) => Math.max(1, value(sample)));
  if (isWithin(now, usual, calm)) return null;
  const precedents = swings.filter(
    (swing) => swing.since !== since && (ratio > 1 ? swing.ratio * AS_FAR >= ratio : swing.ratio <= ratio * AS_FAR),
  );
  const isUsual = new Set(precedents.map((swing) => swing.since)).size >= PRECEDENTS;
  return {
    swing: { rule, object: '', at: current.at, since, ratio },
    finding: isUsual ? null : { rule, object: null, ...tell(now, usual) },
  };
}

function isWithin(now: number, usual: number, calm: readonly number[]): boolean {
  if (calm.length < FEWEST) return false;
  if (now >= Math.min(...calm) / NEAR && now <= Math.max(...calm) * NEAR) return true;
  const logs = calm.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
  return Math.abs(Math.log(now / usual)) <= NOISE * deviation;
}

function size({ sizePercent }: Thresholds): Measure {
  const low = Math.max(0, 1 - sizePercent / 100);
  return {
    rule: 'size_anomaly',
    value: ({ bytes }) => bytes,
    low,
    high: 1 + sizePercent / 100,
    least: LEAST_BYTES,
    tell: (now, usual) => ({
      message: `The backup is ${now < usual ? 'much smaller' : 'much larger'} than usual: ${formatBytes(now)}, where ${formatBytes(usual)} is the median of those before.`,
      nextStep:
        now < usual
          ? 'Look at its contents: rows may be missing. The backups before are still there.'
          : 'Look at its contents for a table that has grown, and whether the disk has room for more of these.',
    }),
  };
}

function duration({ durationTimes }: Thresholds): Measure {
  return {
    rule: 'duration_anomaly',
    value: ({ durationMs }) => durationMs,
    low: 0,
    high: durationTimes,
    least: LEAST_MS,
    tell: (now, usual) => ({
      message: `The backup took ${formatDuration(now)}, where ${formatDuration(usual)} is the median of those before.`,
      nextStep: 'Look at the load of the server and of the disk at that time, and for sessions that held locks.',
    }),
  };
}
