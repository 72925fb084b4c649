import type { Problem } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DesktopPort } from '../../ports.ts';
import type { Autostart } from './autostart.ts';
import type { Notifier } from './notifier.ts';
import type { DesktopProblem } from './situation.ts';

const SCHEDULE_ELSEWHERE: Problem = {
  code: 'scheduler_running',
  severity: 'note',
  message: 'Another Lifeboat of this home runs the schedule.',
  nextStep: 'Nothing is lost: it goes on here when the other one ends.',
};

/** What the core can ask of the desktop, and what is wrong with it in short, for the tray. */
export function createDesktopPort(
  autostart: Autostart,
  notifier: Pick<Notifier, 'problem'>,
  scheduleElsewhere: () => boolean,
): DesktopPort & { kinds(): readonly DesktopProblem[] } {
  return {
    startsAtLogin: () => autostart.enabled(),
    startAtLogin(wanted) {
      try {
        autostart.enable(wanted);
      } catch (error) {
        throw new AppError(
          'not_writable',
          'This system does not let Lifeboat change what starts at login.',
          'Change it in the settings of the system.',
          { cause: error },
        );
      }
    },
    problems: () => [notifier.problem(), scheduleElsewhere() ? SCHEDULE_ELSEWHERE : null].filter((one) => one !== null),
    kinds: () => [
      ...(notifier.problem() === null ? [] : (['notifications'] as const)),
      ...(scheduleElsewhere() ? (['schedule'] as const) : []),
    ],
  };
}
