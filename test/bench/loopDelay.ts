import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the loop is asked; each figure is what came on top of it. */
const EVERY_MS = 5;

/** How long an event loop kept others waiting, in ms. */
export interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** Watches the event loop of this process; the answer ends that and tells what was seen. */
export function watchLoop(): () => Delay {
  const histogram = monitorEventLoopDelay({ resolution: EVERY_MS });
  histogram.enable();
  const beyond = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - EVERY_MS);
  return () => {
    histogram.disable();
    return {
      p50: beyond(histogram.percentile(50)),
      p99: beyond(histogram.percentile(99)),
      longest: beyond(histogram.max),
    };
  };
}
