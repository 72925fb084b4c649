import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type LogLine, logLine } from '../../shared/model/run.ts';
import type { Clock, LogLevel } from '../ports.ts';

export interface RunLog {
  write(level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** A run's own log: JSON lines, mode 0600. Written synchronously, so that it tells what happened up to a crash. */
export function openRunLog(dir: string, run: string, clock: Clock): RunLog {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const fd = openSync(path.join(dir, `${run}.jsonl`), 'a', 0o600);
  return {
    write(level, event, fields = {}) {
      const head = { at: clock.now().toISOString(), level, event };
      // The head comes first for whoever reads the file, and counts where a field has the name of one of its own.
      writeSync(fd, `${JSON.stringify({ ...head, ...fields, ...head })}\n`);
    },
    close: () => closeSync(fd),
  };
}

/** @throws AppError `no_run` when there is no such log. */
export async function readRunLog(dir: string, run: string): Promise<LogLine[]> {
  const text = await readFile(path.join(dir, `${run}.jsonl`), 'utf8').catch(() => {
    throw new AppError('no_run', `There is no log of run ${run}.`, 'List the runs with `lifeboat runs`.');
  });
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = logLine.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
