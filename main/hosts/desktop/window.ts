import { BrowserWindow, nativeTheme } from 'electron';
import type { Clock, Logger } from '../../ports.ts';
import { iconPath } from './icons.ts';
import { PAGE_ORIGIN, pageUrl } from './origin.ts';

const CRASHES = 3;
const CRASH_SPAN_MS = 5 * 60_000;

export interface WindowOptions {
  readonly preload: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Without a tray the window is minimised instead, or it could not be found again. */
  readonly hidesToTray: () => boolean;
  readonly onHidden: () => void;
  /** It crashed again and again and is not loaded any more until it is asked for. */
  readonly onGivenUp: () => void;
}

export interface MainWindow {
  /** Brings it to the front, on a screen such as `/runs/ID` when one is named. */
  open(route?: string): void;
  send(channel: string, payload: unknown): void;
  /** From now on closing is closing. */
  release(): void;
}

/** The one window. It is made hidden, and stays when it is closed: opening it again is at once. */
export function createWindow(options: WindowOptions): MainWindow {
  const { logger } = options;
  let released = false;
  const window = new BrowserWindow({
    show: false,
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    title: 'Lifeboat',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    ...(process.platform === 'linux' && { icon: iconPath('protected', 'linux') }),
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  const contents = window.webContents;
  const load = (route?: string) => {
    contents
      .loadURL(pageUrl(route))
      .catch((error: unknown) => logger.log('error', 'window.load-failed', { error: String(error) }));
  };
  const crashes = followCrashes(options, () => load());

  window.on('close', (event) => {
    if (released) return;
    event.preventDefault();
    if (!options.hidesToTray()) return window.minimize();
    window.hide();
    options.onHidden();
  });
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    logger.log('error', 'window.crashed', { reason, exitCode });
    if (reason !== 'clean-exit' && !released) crashes.happened();
  });
  load();
  return {
    open(route) {
      // The same page with another route is not loaded again: the screens follow the route.
      if (crashes.gaveUp() || !contents.getURL().startsWith(PAGE_ORIGIN)) load(route);
      else if (route !== undefined) load(route);
      crashes.forgive();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    send(channel, payload) {
      if (!window.isDestroyed() && !contents.isCrashed()) contents.send(channel, payload);
    },
    release() {
      released = true;
    },
  };
}

/** A page that crashes is loaded again, unless it did so too often in a short while. */
function followCrashes({ clock, onGivenUp }: WindowOptions, reload: () => void) {
  let times: number[] = [];
  let given = false;
  return {
    happened() {
      const now = clock.monotonic();
      times = [...times.filter((time) => now - time < CRASH_SPAN_MS), now];
      if (times.length <= CRASHES) return reload();
      given = true;
      onGivenUp();
    },
    gaveUp: () => given,
    forgive() {
      if (given) times = [];
      given = false;
    },
  };
}
