import { AppError } from '../../shared/errors.ts';
import type { Context } from '../runs/context.ts';
import type { Handlers } from './handlers.ts';

export const desktopHandlers: Handlers<'desktop.get' | 'desktop.set'> = {
  'desktop.get': (context) => ({ desktop: describe(context) }),

  'desktop.set'(context, { startAtLogin }) {
    if (!context.ports.desktop)
      throw new AppError(
        'unknown_call',
        'This Lifeboat is not the desktop program.',
        'Change what starts at login in the settings of the desktop program.',
      );
    context.ports.desktop.startAtLogin(startAtLogin);
    return { desktop: describe(context) };
  },
};

function describe({ ports: { desktop } }: Context) {
  return desktop === undefined ? null : { startAtLogin: desktop.startsAtLogin(), problems: [...desktop.problems()] };
}
