import type { Clock } from '../ports.ts';

/** Without a sign of life for this long, a dump is shown as stalled. */
export const STALL_MS = 2 * 60_000;

export interface Watchdog {
  /** A sign of life. */
  touch(): void;
  stop(): void;
}

/** Watches for silence: a stopped server backend hangs a dump for ever without a word. */
export function startWatchdog(
  clock: Clock,
  limitMs: number,
  on: { readonly stall: () => void; readonly revive: () => void; readonly limit: () => void },
): Watchdog {
  let last = clock.monotonic();
  let stalled = false;
  let cancel = () => {};
  const stallMs = Math.min(STALL_MS, limitMs);
  const arm = (ms: number) => {
    cancel = clock.timer(ms, look);
  };
  const look = () => {
    const idle = clock.monotonic() - last;
    if (idle >= limitMs) return on.limit();
    if (idle >= stallMs && !stalled) {
      stalled = true;
      on.stall();
    }
    arm((idle >= stallMs ? limitMs : stallMs) - idle);
  };
  arm(stallMs);
  return {
    touch() {
      last = clock.monotonic();
      if (!stalled) return;
      stalled = false;
      cancel();
      arm(stallMs);
      on.revive();
    },
    stop: () => cancel(),
  };
}
