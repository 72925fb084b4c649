import { app as electron, dialog } from 'electron';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../app.ts';
import type { MainWindow } from './window.ts';
import type { TrayActions } from './trayMenu.ts';

/** What the tray's menu does; why something could not be done is shown. */
export function createTrayActions(app: Pick<App, 'call'>, window: Pick<MainWindow, 'open'>): TrayActions {
  const plansThatAre = async (paused: boolean) => {
    const { plans } = await app.call('status.get', {});
    return plans.filter(({ state }) => (state === 'paused') === paused);
  };
  const pause = async (until: Date | null) => {
    for (const { plan } of await plansThatAre(false))
      await app.call('plans.pause', { name: plan, until: until?.toISOString() ?? null });
  };
  const resume = async () => {
    for (const { plan } of await plansThatAre(true)) await app.call('plans.resume', { name: plan });
  };
  return {
    open: (route) => window.open(route),
    backUp: (plan) => void tell(app.call('backups.start', { plan })),
    pause: (until) => void tell(pause(until)),
    resume: () => void tell(resume()),
    quit: () => electron.quit(),
  };
}

async function tell(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    const { message, nextStep } = AppError.from(thrown);
    await dialog.showMessageBox({ type: 'warning', message, detail: nextStep });
  }
}
