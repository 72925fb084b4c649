import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Clock, Listener, Logger } from '../ports.ts';

const MAX_BYTES = 5 * 1024 * 1024;
/** So many are kept beside the one that is written: .1 is the newest of them. */
const KEPT = 3;

export function applicationLogFile({ logsDir }: Pick<Config, 'logsDir'>): string {
  return path.join(logsDir, 'lifeboat.log');
}

/**
 * The log of a program that stays: a line of JSON for each thing worth telling, in a file that only its user can read, begun anew when it
 * has grown. Several processes may write to it.
 * @param maxBytes at which it is begun anew.
 */
export function openApplicationLog(file: string, clock: Clock, maxBytes = MAX_BYTES): Logger {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  return {
    log(level, event, fields) {
      if (level === 'debug') return;
      const head = { at: clock.now().toISOString(), level, event };
      try {
        rotate(file, maxBytes);
        // The head comes first for whoever reads the file, and counts where a field has the name of one of its own.
        appendFileSync(file, `${JSON.stringify({ ...head, ...fields, ...head })}\n`, { mode: 0o600 });
      } catch {
        // A full disk is told by the runs; the log must not be what stops them.
      }
    },
  };
}

/** Tells the log how each run ended; what happened in it is in the run's own log. */
export function logRuns(logger: Logger): Listener {
  return (event) => {
    if (event.type !== 'run' || event.run.endedAt === null) return;
    const { id, kind, plan, backup, state, trigger, attempt, slot, durationMs, error } = event.run;
    const level = error === null ? 'info' : state === 'cancelled' ? 'warn' : 'error';
    const fields = { run: id, kind, plan, backup, state, trigger, attempt, slot, durationMs };
    logger.log(level, 'run.ended', { ...fields, ...(error && { code: error.code, message: error.message }) });
  };
}

function rotate(file: string, maxBytes: number): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < maxBytes) return;
  for (let number = KEPT; number > 0; number--) {
    const from = number === 1 ? file : `${file}.${number - 1}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${number}`);
  }
}
