import { EventEmitter } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import type { App } from 'electron';
import { closeChromium } from './chromium.ts';
import { preventable } from './event.ts';
import { takeInstance } from './instance.ts';
import { closeAllWindows } from './windows.ts';

const paths = new Map<string, string>([['home', os.homedir()]]);
const ready = Promise.withResolvers<void>();
const loginItem = { openAtLogin: false, wasOpenedAtLogin: false };
let name = 'Electron';

type Shape = Pick<
  App,
  | 'isPackaged'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'setPath'
  | 'getAppPath'
  | 'getLocale'
  | 'getName'
  | 'setName'
  | 'setAppUserModelId'
  | 'requestSingleInstanceLock'
  | 'setLoginItemSettings'
> & { getLoginItemSettings(): typeof loginItem; readonly dock?: App['dock'] };

const doubles: Shape = {
  isPackaged: false,
  whenReady: () => ready.promise,
  quit: () => void leave(),
  exit: (code = 0) => void end(code),
  getPath: (kind) => paths.get(kind) ?? path.join(os.tmpdir(), kind),
  setPath: (kind, where) => void paths.set(kind, where),
  getAppPath: () => path.dirname(process.argv[1] ?? ''),
  getLocale: () => 'en-GB',
  getName: () => name,
  setName: (given) => {
    name = given;
  },
  setAppUserModelId: () => undefined,
  requestSingleInstanceLock: () =>
    takeInstance(paths.get('userData') ?? os.tmpdir(), (argv, cwd) => app.emit('second-instance', {}, argv, cwd, null)),
  getLoginItemSettings: () => loginItem,
  setLoginItemSettings: (settings) => void Object.assign(loginItem, settings),
};

export const app = Object.assign(new EventEmitter(), doubles);

export function becomeReady(): void {
  ready.resolve();
  app.emit('ready');
}

/** First `before-quit`, then every window is closed; either may say no. */
async function leave(): Promise<void> {
  const event = preventable({});
  app.emit('before-quit', event);
  if (event.defaultPrevented || !closeAllWindows()) return;
  app.emit('will-quit', preventable({}));
  app.emit('quit', {}, 0);
  await end(0);
}

async function end(code: number): Promise<void> {
  await closeChromium();
  process.exit(code);
}

process.on('SIGTERM', () => app.quit());
// Nobody is left to look after us.
process.on('disconnect', () => void end(1));
