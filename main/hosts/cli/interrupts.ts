import { AppError } from '../../../shared/errors.ts';

/** npm and the terminal both pass Ctrl-C on: what comes this soon after the first is the same one. */
const SAME_PRESS_MS = 100;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborts at the first Ctrl-C or request to stop; the second ends the process at once. */
export function watchInterrupts(): AbortSignal {
  const controller = new AbortController();
  let first: number | null = null;
  const interrupt = (name: keyof typeof EXIT_CODES) => {
    const now = performance.now();
    if (first === null) {
      first = now;
      controller.abort(new AppError('cancelled', 'Stopped as you asked.', 'Start it again when you like.'));
    } else if (now - first > SAME_PRESS_MS) {
      process.exit(EXIT_CODES[name]);
    }
  };
  process.on('SIGINT', () => interrupt('SIGINT'));
  process.on('SIGTERM', () => interrupt('SIGTERM'));
  return controller.signal;
}

/** Waits to be stopped. Listening for a signal alone does not keep a process alive, hence the timer. */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(keepAlive);
}
