import type { Finding, Thresholds } from '../../../shared/model/alert.ts';
import { type Anomalies, median, PRECEDENTS, type Sample, type Swing, swingsOf } from './sample.ts';

type Table = Sample['tables'][number];

/** Smaller tables come and go, and half of their rows are no loss. */
const SMALL_ROWS = 100;
/** A fall to about the same share as before counts as the same, up to this deeper. */
const DEEPER = 0.1;
/** A queue: so many falls, to shares so far apart, say that any is usual. */
const QUEUE_FALLS = 5;
const QUEUE_SPREAD = 0.25;

/**
 * Whether tables have vanished since the backup before, are empty, or have lost a large share of their rows.
 * @param before comparable backups, newest first.
 */
export function tableAnomalies(
  current: Sample,
  before: readonly Sample[],
  swings: readonly Swing[],
  { rowsPercent }: Thresholds,
): Anomalies {
  const [previous] = before;
  if (!previous || current.content === 'schema') return { findings: [], swings: [] };
  const now = new Map(current.tables.map((table) => [nameOf(table), table]));
  const usual = usualRows(before);
  const rotated = rotatedOut(previous.tables, now);
  const findings: Finding[] = [];
  const falls: Swing[] = [];
  for (const table of previous.tables) {
    const object = nameOf(table);
    const left = now.get(object);
    if (!table.exact || left?.exact === false || table.rows < SMALL_ROWS || rotated.has(object)) continue;
    const rows = left?.rows ?? 0;
    const ratio = rows / table.rows;
    // Back from a peak to what there usually is, is no fall.
    const low = rows / Math.min(table.rows, Math.max(1, usual(object)));
    if ((1 - low) * 100 < rowsPercent) continue;
    falls.push({ rule: 'table_anomaly', object, at: current.at, since: current.at, ratio });
    if (isUsual(ratio, swingsOf(swings, 'table_anomaly', object))) continue;
    findings.push({ rule: 'table_anomaly', object, ...tell(object, table.rows, left?.rows ?? null, previous.id) });
  }
  return { findings, swings: falls };
}

/** The median of a table's rows. */
function usualRows(before: readonly Sample[]): (object: string) => number {
  const rows = new Map<string, number[]>();
  for (const { tables } of before)
    for (const table of tables) {
      const known = rows.get(nameOf(table));
      if (known) known.push(table.rows);
      else rows.set(nameOf(table), [table.rows]);
    }
  return (object) => median(rows.get(object) ?? []);
}

function isUsual(ratio: number, falls: readonly Swing[]): boolean {
  if (falls.filter((fall) => fall.ratio <= ratio + DEEPER).length >= PRECEDENTS) return true;
  const ratios = falls.map((fall) => fall.ratio);
  return falls.length >= QUEUE_FALLS && Math.max(...ratios) - Math.min(...ratios) >= QUEUE_SPREAD;
}

/**
 * Partitions and logs of a day or month, whose oldest go as new ones come: vanished tables that are called like others but for their
 * numbers, all of which come later; and those are not fewer than have gone.
 */
function rotatedOut(tables: readonly Table[], now: ReadonlyMap<string, Table>): ReadonlySet<string> {
  const families = new Map<string, Table[]>();
  for (const table of tables) {
    const family = nameOf(table).replaceAll(/\d+/g, '#');
    if (family.includes('#')) families.set(family, [...(families.get(family) ?? []), table]);
  }
  const rotated = new Set<string>();
  for (const family of families.values()) {
    const names = family.map(nameOf).sort(byNumber);
    const first = names.findIndex((name) => now.has(name));
    if (first > 0 && first <= names.length - first) for (const name of names.slice(0, first)) rotated.add(name);
  }
  return rotated;
}

const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

function tell(object: string, before: number, rows: number | null, previous: string) {
  const then = `${before.toLocaleString('en')} rows`;
  return {
    message:
      rows === null
        ? `The table ${object} is gone; it had ${then} in the backup before.`
        : rows === 0
          ? `The table ${object} is empty; it had ${then} in the backup before.`
          : `The table ${object} has lost ${Math.floor((1 - rows / before) * 100)} % of its rows: ${rows.toLocaleString('en')} now, ${then} in the backup before.`,
    nextStep: `If nobody meant that, restore it from the backup ${previous.slice(0, 8)}, and pin that one meanwhile.`,
  };
}

function nameOf({ schema, name }: Table): string {
  return `${schema}.${name}`;
}
