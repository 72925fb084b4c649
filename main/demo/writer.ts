import { setTimeout as wait } from 'node:timers/promises';
import type { Session } from '../postgres/session.ts';
import { demoWriterSql } from './sample.ts';

/** Leaves the dump its share of a small machine. */
const PAUSE_MS = 5;

export interface Writer {
  /** How often it has written so far. */
  writes(): number;
  stop(): Promise<void>;
}

/** Changes the sample again and again, as the members of a real platform would. */
export function startWriter(session: Session, signal: AbortSignal): Writer {
  const stopping = new AbortController();
  const until = AbortSignal.any([signal, stopping.signal]);
  let count = 0;
  const ending = (async () => {
    while (!until.aborted) {
      await session.query(demoWriterSql);
      count += 1;
      await wait(PAUSE_MS);
    }
  })();
  // Reported by `stop`; until then a failure must not end the process.
  ending.catch(() => undefined);
  return {
    writes: () => count,
    async stop() {
      stopping.abort();
      // A cancelled demo ends with its own reason, not with the writer's lost connection.
      await ending.catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
  };
}
