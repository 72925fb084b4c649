import type { Protocol } from 'electron';
import { handleScheme } from './chromium.ts';

// What the desktop host imports from `electron`, by Electron's names.
export { app } from './app.ts';
export { DoubleWindow as BrowserWindow } from './browserWindow.ts';
export { ipcMain } from './ipc.ts';
export { session } from './session.ts';
export {
  dialog,
  DoubleMenu as Menu,
  DoubleNotification as Notification,
  DoubleTray as Tray,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  shell,
} from './shell.ts';

export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme, handler) => handleScheme(scheme, handler),
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
