import { Notification } from 'electron';
import type { Problem } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../ports.ts';

export interface Message {
  readonly title: string;
  readonly body: string;
}

export interface Notifier {
  /** Shows a message; `onClick` is what it leads to. A failure to show it is logged and becomes a problem until one is shown again. */
  show(message: Message, onClick: () => void): void;
  problem(): Problem | null;
}

/** No buttons anywhere: Linux desktops that have none would drop the whole message. */
export function createNotifier(logger: Logger, onProblem: () => void): Notifier {
  let problem: Problem | null = null;
  // Kept until they are closed: one that is collected no longer hears its click.
  const shown = new Set<Notification>();
  const fail = (message: Message, reason: string) => {
    logger.log('error', 'notification.failed', { title: message.title, reason });
    problem = {
      code: 'notification_failed',
      severity: 'warning',
      message: `A notification could not be shown: “${message.title}” (${reason}).`,
      nextStep: 'Allow notifications of Lifeboat in the settings of this system; until then look at the tray.',
    };
    onProblem();
  };
  return {
    show(message, onClick) {
      if (!Notification.isSupported()) return fail(message, 'this desktop has no notifications');
      try {
        const notification = new Notification({ ...message });
        shown.add(notification);
        notification.on('click', onClick);
        notification.on('close', () => shown.delete(notification));
        notification.on('show', () => {
          problem = null;
        });
        notification.on('failed', (_event, reason) => {
          shown.delete(notification);
          fail(message, reason);
        });
        notification.show();
      } catch (error) {
        fail(message, AppError.from(error).message);
      }
    },
    problem: () => problem,
  };
}
