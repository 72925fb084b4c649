import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Clock, Logger } from '../../ports.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** A line of JSON for each thing worth telling, in a file that is begun anew when it has grown; the one before is kept. */
export function openLog(file: string, clock: Clock): Logger {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
  return {
    log(level, event, fields) {
      if (level === 'debug') return;
      const line = JSON.stringify({ at: clock.now().toISOString(), level, event, ...fields });
      try {
        appendFileSync(file, `${line}\n`, { mode: 0o600 });
      } catch {
        // A full disk is told by the runs; the log must not be what stops them.
      }
    },
  };
}
