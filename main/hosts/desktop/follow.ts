import type { Listener, Clock, Logger } from '../../ports.ts';
import type { App } from '../../app.ts';
import { quietUntil } from '../../alerts/quietHours.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DesktopProblem, Situation } from './situation.ts';

const MINUTE_MS = 60_000;
/** More than there are plans in any house: the newest turn of each is among them. */
const CHANGES = 1000;
/** More than change between two looks. */
const ALERTS = 200;

export interface FollowOptions {
  readonly app: Pick<App, 'call' | 'listen'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is wrong with the desktop itself. */
  readonly problems: () => readonly DesktopProblem[];
  readonly onSituation: (situation: Situation) => void;
  readonly onMinute: () => void;
}

export interface Follower {
  /** Asks the core how things stand, and tells; several wishes at once are one. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Follows the core: looks whenever it tells of a change, and once a minute, because a plan grows overdue without a word. Progress changes
 * nothing here.
 */
export function followCore({ app, clock, logger, problems, onSituation, onMinute }: FollowOptions): Follower {
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const lookOnce = async () => {
    const [{ plans }, { runs }, { changes }, { alerts }, { settings: chosen }, { settings }] = await Promise.all([
      app.call('status.get', {}),
      app.call('runs.active', {}),
      app.call('changes.list', { limit: CHANGES }),
      app.call('alerts.list', { all: true, limit: ALERTS }),
      app.call('alerts.settings', {}),
      app.call('settings.get', {}),
    ]);
    if (stopped) return;
    // One that has just ended is told before it is given back.
    const running = runs.map(({ run }) => run).filter(({ endedAt }) => endedAt === null);
    const quiet = quietUntil(chosen.quietHours, clock.now()) !== null;
    onSituation({ plans, running, changes, alerts, quiet, language: settings.language, problems: problems() });
  };
  const look = (): Promise<void> => {
    again = true;
    looking ??= (async () => {
      while (again) {
        again = false;
        await lookOnce();
      }
    })()
      .catch((error: unknown) => {
        // The core is closed under a look that has begun.
        if (!stopped) logger.log('error', 'desktop.look-failed', { error: AppError.from(error).toJSON() });
      })
      .finally(() => {
        looking = null;
      });
    return looking;
  };

  const hear: Listener = (event) => {
    if (event.type === 'run' || event.type === 'changed') void look();
  };
  const stopListening = app.listen(hear);
  const everyMinute = (): (() => void) =>
    clock.timer(MINUTE_MS, () => {
      cancelTimer = everyMinute();
      onMinute();
      void look();
    });
  let cancelTimer = everyMinute();
  return {
    look,
    stop() {
      stopped = true;
      stopListening();
      cancelTimer();
    },
  };
}
