import type { Run, Progress } from '../shared/model/run.ts';

/** Time, as the core sees it; tests supply one that they move by hand. */
export interface Clock {
  now(): Date;
  /** Milliseconds that never go back, from an arbitrary start; stands still while the machine sleeps on most systems. */
  monotonic(): number;
  /** Calls `fire` once after `ms`; the answer takes the timer back. */
  timer(ms: number, fire: () => void): () => void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log of the application; a run has a log file of its own. */
export interface Logger {
  log(level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Keeps secrets by name; the only place they rest. */
export interface SecretStore {
  get(name: string): Promise<string | null>;
  set(name: string, secret: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** The named instants of a backup and a prune at which a crash is survivable; tests stop the process at each. */
export type Checkpoint = (step: string) => void;

/** What the core tells whoever listens: hosts turn it into progress bars, screens, icons and messages. */
export type CoreEvent =
  | { readonly type: 'run'; readonly run: Run }
  | { readonly type: 'progress'; readonly run: string; readonly progress: Progress }
  | { readonly type: 'note'; readonly message: string };

export type Listener = (event: CoreEvent) => void;

/** What a host supplies. */
export interface Ports {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: SecretStore;
  readonly checkpoint: Checkpoint;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  timer(ms, fire) {
    const handle = setTimeout(fire, ms);
    return () => clearTimeout(handle);
  },
};

export const silentLogger: Logger = { log: () => undefined };

/** Resolves after `ms` of the clock's time; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = clock.timer(ms, () => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    });
    const aborted = () => {
      stop();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
