import os from 'node:os';
import type { Problem } from '../shared/contract.ts';
import type { CoreEvent } from '../shared/events.ts';

export type { CoreEvent };

/** Time, as the core sees it; tests supply one that they move by hand. */
export interface Clock {
  now(): Date;
  /** Milliseconds that never go back, from an arbitrary start; stands still while the machine sleeps on most systems. */
  monotonic(): number;
  /** Milliseconds since the machine was started, sleep included: what the wall clock is checked against. */
  uptime(): number;
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

/** Hears what the core tells; hosts turn it into progress bars, screens, icons and messages. */
export type Listener = (event: CoreEvent) => void;

/** What only a desktop program can be asked. */
export interface DesktopPort {
  startsAtLogin(): boolean;
  /** @throws AppError `not_writable` */
  startAtLogin(wanted: boolean): void;
  /** What is wrong with the desktop itself, such as that notifications cannot be shown. */
  problems(): readonly Problem[];
}

/** What a host supplies. */
export interface Ports {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: SecretStore;
  readonly checkpoint: Checkpoint;
  /** Only where Lifeboat runs as a desktop program. */
  readonly desktop?: DesktopPort;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  uptime: () => os.uptime() * 1000,
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
