import { existsSync } from 'node:fs';
import path from 'node:path';
import type { AppUpdater } from 'electron-updater';
import type { Clock, Logger } from '../../ports.ts';

const FIRST_MS = 10 * 60_000;
const EVERY_MS = 24 * 3_600_000;

export type Updater = Pick<AppUpdater, 'autoDownload' | 'autoInstallOnAppQuit' | 'checkForUpdates' | 'downloadUpdate'>;

export interface UpdateOptions {
  /** Null where there is no way to updates. */
  readonly load: () => Promise<Updater | null>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether something runs now. */
  readonly busy: () => boolean;
}

/**
 * Looks for a new version once a day and fetches it, unless something runs: then the next day. It is put in place when Lifeboat is quit,
 * which asks first while something runs. That there is no way to it is no trouble of the person's.
 */
export function followUpdates({ load, clock, logger, busy }: UpdateOptions): () => void {
  const look = async () => {
    const updater = busy() ? null : await load();
    if (updater === null) return;
    Object.assign(updater, { autoDownload: false, autoInstallOnAppQuit: true } satisfies Partial<Updater>);
    const found = await updater.checkForUpdates();
    if (!found?.isUpdateAvailable || busy()) return;
    await updater.downloadUpdate();
    logger.log('info', 'update.ready', { version: found.updateInfo.version });
  };
  const inMs = (ms: number): (() => void) =>
    clock.timer(ms, () => {
      cancel = inMs(EVERY_MS);
      look().catch((error: unknown) => logger.log('warn', 'update.failed', { error: String(error) }));
    });
  let cancel = inMs(FIRST_MS);
  return () => cancel();
}

/** Only a package that was made with an address for updates has one. */
export async function loadUpdater(packaged: boolean): Promise<Updater | null> {
  if (!packaged || !existsSync(path.join(process.resourcesPath, 'app-update.yml'))) return null;
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
