import type { Progress } from '../../shared/model/run.ts';
import type { Clock } from '../ports.ts';

/** Progress is told at most this often. */
const INTERVAL_MS = 250;
/** The rate is that of about the last this long. */
const RATE_WINDOW_MS = 5_000;

export interface Meter {
  phase(name: string): void;
  object(name: string | null): void;
  /** Adds to the bytes of the phase. */
  bytes(count: number): void;
  fraction(value: number | null): void;
  stalled(what: string | null): void;
}

/** Turns what a workflow reports into a steady stream of progress with a rate and the time left. */
export function createMeter(clock: Clock, emit: (progress: Progress) => void): Meter {
  let state: Progress = {
    phase: 'starting',
    object: null,
    fraction: null,
    bytes: 0,
    bytesPerSecond: 0,
    remainingMs: null,
    stalled: null,
  };
  let phaseStart = clock.monotonic();
  let lastEmit = Number.NEGATIVE_INFINITY;
  let window: { at: number; bytes: number }[] = [];

  const tell = (urgent: boolean) => {
    const now = clock.monotonic();
    if (!urgent && now - lastEmit < INTERVAL_MS) return;
    lastEmit = now;
    window = [...window.filter((sample) => now - sample.at <= RATE_WINDOW_MS), { at: now, bytes: state.bytes }];
    const first = window[0];
    const seconds = first ? (now - first.at) / 1000 : 0;
    state = {
      ...state,
      bytesPerSecond: first && seconds > 0 ? (state.bytes - first.bytes) / seconds : 0,
      remainingMs:
        state.fraction !== null && state.fraction > 0.02
          ? ((now - phaseStart) * (1 - state.fraction)) / state.fraction
          : null,
    };
    emit(state);
  };
  return {
    phase(name) {
      phaseStart = clock.monotonic();
      window = [];
      state = {
        ...state,
        phase: name,
        object: null,
        fraction: null,
        bytes: 0,
        bytesPerSecond: 0,
        remainingMs: null,
        stalled: null,
      };
      tell(true);
    },
    object(name) {
      state = { ...state, object: name };
      tell(false);
    },
    bytes(count) {
      state = { ...state, bytes: state.bytes + count };
      tell(false);
    },
    fraction(value) {
      state = { ...state, fraction: value };
    },
    stalled(what) {
      if (what === state.stalled) return;
      state = { ...state, stalled: what };
      tell(true);
    },
  };
}
