import { type Clock, systemClock } from '../ports.ts';

export interface DemoClock extends Clock {
  /** From here on it is this instant, and time goes on from there; also the time since start-up moves, as if the machine had slept. */
  moveTo(at: Date): void;
  /** Ends all pretence: it is the system's clock again. */
  moveToNow(): void;
}

/** The system's clock, set back by `backMs` until it is moved. */
export function createDemoClock(backMs: number): DemoClock {
  let aheadMs = -backMs;
  return {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + aheadMs),
    uptime: () => systemClock.uptime() + aheadMs,
    moveTo(at) {
      aheadMs = at.getTime() - systemClock.now().getTime();
    },
    moveToNow() {
      aheadMs = 0;
    },
  };
}
