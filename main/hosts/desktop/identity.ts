import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app, Menu } from 'electron';
import type { Config } from '../../config.ts';

/** As the installer registers it: without it Windows shows no notification. */
const APP_ID = 'io.github.lifeboat';

/** Who we are to the system, and where Chromium keeps its own files: with a home of its own goes an instance of its own. */
export function introduce(config: Config): string {
  const folder = path.join(config.home, 'desktop');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  app.setName('Lifeboat');
  app.setAppUserModelId(APP_ID);
  app.setPath('userData', folder);
  return folder;
}

/** macOS takes copy, paste and quit from the menu; elsewhere there is none. */
export function setApplicationMenu(): void {
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    mac ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null,
  );
}

/** The program that starts us again, and what it must be told first. */
export function ownCommand(env: Readonly<Record<string, string>>): readonly [string, ...string[]] {
  // An AppImage runs from a folder that is gone with it.
  if (app.isPackaged) return [env['APPIMAGE'] ?? process.execPath];
  return [process.execPath, app.getAppPath()];
}

/** True the first time that anybody asks about this mark. */
export function firstTime(folder: string, mark: string): boolean {
  const file = path.join(folder, mark);
  if (existsSync(file)) return false;
  writeFileSync(file, '');
  return true;
}
