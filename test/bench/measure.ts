import { readFileSync } from 'node:fs';
import { type Command, start } from '../../main/exec.ts';

/** The unit of CPU times in /proc, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const POLL_MS = 50;

export interface Sample {
  readonly wallMs: number;
  /** User and system time of the process and everything it waited for; NaN where there is no /proc. */
  readonly cpuMs: number;
  /** Largest resident size of the process itself, without its children; NaN where there is no /proc. */
  readonly peakBytes: number;
  readonly stdout: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** After one unmeasured turn each, takes the sides in turns, so that whatever else the machine does falls on all of them alike. */
export async function interleave<Side extends string, Value>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<Value>>>,
): Promise<Record<Side, Value[]>> {
  const names = Object.keys(sides) as Side[];
  const values = Object.fromEntries(names.map((name) => [name, [] as Value[]])) as Record<Side, Value[]>;
  for (const name of names) await sides[name]();
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values[name].push(await sides[name]());
  }
  return values;
}

/** Runs a program from start to exit. @throws Error with what it said when its exit code is none of `codes`. */
export async function timeCommand(command: Command, codes: readonly number[] = [0]): Promise<Sample> {
  const cpuBefore = childrenCpuMs();
  const began = performance.now();
  const child = start({ ...command, stdout: 'pipe' });
  let peakBytes = Number.NaN;
  const poll = setInterval(() => {
    peakBytes = peakOf(child.pid) ?? peakBytes;
  }, POLL_MS);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  try {
    const exit = await child.exit;
    const wallMs = performance.now() - began;
    command.signal?.throwIfAborted();
    if (exit.code === null || !codes.includes(exit.code))
      throw new Error(
        `${command.file} ${command.args.join(' ')} ended with ${exit.code ?? exit.signal}: ${exit.stderr || stdout}`,
      );
    return { wallMs, cpuMs: childrenCpuMs() - cpuBefore, peakBytes, stdout };
  } finally {
    clearInterval(poll);
  }
}

/** Time that children which are gone spent, theirs included: of this process, or of a server whose sessions are its children. */
export function childrenCpuMs(pid: number | 'self' = 'self'): number {
  const stat = readProc(pid, 'stat');
  // The second field is a name in parentheses that may hold anything; cutime and cstime are the 14th and 15th after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields ? ((Number(fields[13]) + Number(fields[14])) * 1000) / TICKS_PER_SECOND : Number.NaN;
}

function peakOf(pid: number | undefined): number | undefined {
  const kilobytes = pid === undefined ? undefined : /^VmHWM:\s*(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** What of a process is in memory now, shared pages included; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  const kilobytes = /^Rss:\s*(\d+) kB$/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) * 1024;
}

function readProc(pid: number | 'self', file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
