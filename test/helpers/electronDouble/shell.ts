import { EventEmitter } from 'node:events';
import type {
  Dialog,
  Menu,
  MenuItemConstructorOptions,
  Notification,
  NotificationConstructorOptions,
  PowerSaveBlocker,
  SafeStorage,
  Shell,
  Tray,
} from 'electron';

/** What the desktop around the program would show; here it is only kept. */
export class DoubleTray
  extends EventEmitter
  implements Pick<Tray, 'setImage' | 'setToolTip' | 'setContextMenu' | 'destroy' | 'isDestroyed'>
{
  #destroyed = false;

  setImage(): void {}
  setToolTip(): void {}
  setContextMenu(): void {}

  destroy(): void {
    this.#destroyed = true;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
}

export interface DoubleItem {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly submenu: DoubleMenu | undefined;
  click(): void;
}

export class DoubleMenu implements Pick<typeof Menu.prototype, never> {
  readonly items: readonly DoubleItem[];

  constructor(items: readonly DoubleItem[] = []) {
    this.items = items;
  }

  static setApplicationMenu(): void {}

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): DoubleMenu {
    return new DoubleMenu(
      template.map(({ label = '', type = 'normal', enabled = true, submenu, click }) => ({
        label,
        type,
        enabled,
        submenu: Array.isArray(submenu) ? DoubleMenu.buildFromTemplate(submenu) : undefined,
        click: () => click?.({} as never, undefined, {}),
      })),
    );
  }
}

export class DoubleNotification
  extends EventEmitter
  implements Pick<Notification, 'show' | 'close' | 'title' | 'body'>
{
  title: string;
  body: string;

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    this.emit('show', {});
  }

  close(): void {
    this.emit('close', {});
  }
}

/** Nobody is there to answer, so the answer is what Escape would give. */
export const dialog = {
  showMessageBox: async (...args: unknown[]) => {
    const { cancelId = 0 } = (args.at(-1) ?? {}) as { cancelId?: number };
    return { response: cancelId, checkboxChecked: false };
  },
  showErrorBox: (title, content) => void process.stderr.write(`${title}\n${content}\n`),
} satisfies Pick<Dialog, 'showMessageBox' | 'showErrorBox'>;

export const shell = { openExternal: async () => undefined } satisfies Pick<Shell, 'openExternal'>;

const blockers = new Set<number>();
let lastBlocker = 0;

export const powerSaveBlocker = {
  start(_type) {
    blockers.add((lastBlocker += 1));
    return lastBlocker;
  },
  stop: (id) => blockers.delete(id),
  isStarted: (id) => blockers.has(id),
} satisfies Pick<PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>;

export const powerMonitor = new EventEmitter();

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false });

const MASK = 0x5a;

/** Unreadable enough to notice what was stored as it is. */
export const safeStorage = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret' as const,
  encryptString: (text) => Buffer.from(text).map((byte) => byte ^ MASK) as Buffer<ArrayBuffer>,
  decryptString: (sealed) => Buffer.from(sealed.map((byte) => byte ^ MASK)).toString(),
} satisfies Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;
