import type { Clock } from '../../main/ports.ts';

export interface FakeClock extends Clock {
  /** Lets time pass: both clocks move, and timers that come due fire in order. */
  advance(ms: number): void;
  /** The machine sleeps: the wall clock and the uptime move, the monotonic clock and the timers stand still. */
  sleep(ms: number): void;
  /** Somebody sets the clock. */
  set(at: Date): void;
}

/** A clock that a test moves by hand. */
export function fakeClock(start: string): FakeClock {
  let wall = Date.parse(start);
  let monotonic = 0;
  let slept = 0;
  let timers: { readonly at: number; readonly fire: () => void }[] = [];
  return {
    now: () => new Date(wall),
    monotonic: () => monotonic,
    uptime: () => monotonic + slept,
    timer(ms, fire) {
      const timer = { at: monotonic + ms, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const end = monotonic + ms;
      for (;;) {
        const [next] = timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        wall += next.at - monotonic;
        monotonic = next.at;
        next.fire();
      }
      wall += end - monotonic;
      monotonic = end;
    },
    sleep(ms) {
      wall += ms;
      slept += ms;
    },
    set(at) {
      wall = at.getTime();
    },
  };
}
