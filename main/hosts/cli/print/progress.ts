import { formatBytes, formatDuration, formatRate, printable } from '../../../../shared/format.ts';
import type { Progress } from '../../../../shared/model/run.ts';

const BAR_WIDTH = 20;

/** One line that fits the terminal: phase, bar, percent, bytes, rate, time left, and the object in what room is left. */
export function progressBar(progress: Progress, width: number): string {
  const { fraction, bytes, bytesPerSecond, remainingMs } = progress;
  const parts = [phaseWord(progress)];
  if (fraction !== null) parts.push(`${bar(fraction)} ${String(Math.floor(fraction * 100)).padStart(3)} %`);
  if (bytes > 0) parts.push(formatBytes(bytes));
  if (bytesPerSecond > 0) parts.push(formatRate(bytesPerSecond));
  if (remainingMs !== null && fraction !== 1) parts.push(`${formatDuration(remainingMs)} left`);
  parts.push(progress.stalled === null ? printable(progress.object ?? '') : `stalled: ${printable(progress.stalled)}`);
  return clip(parts.filter(Boolean).join('  '), width - 1);
}

/** What is said of a phase where no bar can be drawn. */
export function progressLine(progress: Progress): string {
  return progress.stalled === null ? phaseWord(progress) : `${phaseWord(progress)}, stalled: ${progress.stalled}`;
}

function phaseWord({ phase }: Progress): string {
  return phase.charAt(0).toUpperCase() + phase.slice(1);
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, fraction) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]`;
}

function clip(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
