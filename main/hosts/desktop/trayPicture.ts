import type { Clock } from '../../ports.ts';
import { RUNNING_FRAMES, type TrayState } from './icons.ts';

/** From one place of the gap to the next. Slow: on Linux each picture goes to the panel over D-Bus. */
const FRAME_MS = 500;

export interface TrayPicture {
  show(state: TrayState): void;
  /** Leaves the picture as it is. */
  stop(): void;
}

/**
 * Which picture the tray has: one for as long as a state lasts, and the frames of the ring in turn while something runs.
 * @param shown what the tray shows already; nothing that turns.
 */
export function createTrayPicture(
  clock: Clock,
  shown: Exclude<TrayState, 'running'>,
  draw: (state: TrayState, frame: number) => void,
): TrayPicture {
  let last: TrayState = shown;
  let stop = () => {};
  const turn = (frame: number) => {
    draw('running', frame);
    stop = clock.timer(FRAME_MS, () => turn((frame + 1) % RUNNING_FRAMES));
  };
  return {
    show(state) {
      if (state === last) return;
      last = state;
      stop();
      if (state === 'running') turn(0);
      else draw(state, 0);
    },
    stop: () => stop(),
  };
}
