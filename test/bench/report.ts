import { mkdir, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { formatBytes } from '../../shared/format.ts';

export type Unit = 'x' | 'ms' | 's' | 'bytes' | 'tps' | 'share' | 'rate';

/** One figure: a ratio of medians or a median, and what it may be at most or must be at least; without a target it is only reported. */
export interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** The medians behind it, each with its unit. */
  readonly medians: Readonly<Record<string, { readonly value: number; readonly unit: Unit }>>;
  /** Everything measured, for the JSON. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

export type Verdict = 'ok' | 'over' | 'under' | 'not measured' | 'reported';

export function verdict({ value, atMost, atLeast }: Line): Verdict {
  if (Number.isNaN(value)) return 'not measured';
  if (atMost !== undefined && value > atMost) return 'over';
  if (atLeast !== undefined && value < atLeast) return 'under';
  return atMost === undefined && atLeast === undefined ? 'reported' : 'ok';
}

export function formatValue(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return '-';
  switch (unit) {
    case 'x':
      return `${value.toFixed(2)} x`;
    case 'ms':
      return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
    case 's':
      return `${value.toFixed(2)} s`;
    case 'bytes':
      return formatBytes(value);
    case 'tps':
      return `${Math.round(value)} tps`;
    case 'rate':
      return `${formatBytes(value)}/s`;
    case 'share':
      return `${(value * 100).toFixed(0)} %`;
  }
}

/** The figures as lines of a table, the columns as wide as they need. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.name,
    Object.entries(line.medians)
      .map(([side, { value, unit }]) => `${side} ${formatValue(value, unit)}`)
      .join(', '),
    formatValue(line.value, line.unit),
    target(line),
    verdict(line),
  ]);
  const all = [['figure', 'medians', 'value', 'target', 'result'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function target({ atMost, atLeast, unit }: Line): string {
  if (atMost !== undefined) return `<= ${formatValue(atMost, unit)}`;
  return atLeast === undefined ? '' : `>= ${formatValue(atLeast, unit)}`;
}

/** Writes figures and machine into `bench-results/`, which keeps itself out of git. Returns the file, from the top of the repository. */
export async function writeResults(
  top: string,
  lines: readonly Line[],
  facts: Readonly<Record<string, unknown>>,
): Promise<string> {
  const folder = path.join(top, 'bench-results');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, '.gitignore'), '*\n');
  const at = new Date().toISOString();
  const file = path.join(folder, `${at.slice(0, 19).replaceAll(':', '-')}.json`);
  const results = lines.map((line) => ({ ...line, result: verdict(line) }));
  await writeFile(file, `${JSON.stringify({ at, ...facts, machine: await machine(), results }, null, 2)}\n`);
  return path.relative(top, file);
}

/** What somebody needs to know to compare figures; nothing that names the machine or its user. */
async function machine(): Promise<Readonly<Record<string, unknown>>> {
  const cpus = os.cpus();
  return {
    platform: process.platform,
    arch: process.arch,
    release: os.release(),
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryBytes: os.totalmem(),
    loadAverage: os.loadavg(),
    node: process.versions.node,
    /** Of the temporary folder, as statfs tells it: 61267 is ext4, 16914836 is tmpfs. */
    fileSystemType: (await statfs(os.tmpdir())).type,
  };
}
