import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { app } from './app.ts';
import { preventable } from './event.ts';
import { DoubleContents } from './webContents.ts';
import { addWindow, openWindows } from './windows.ts';

type Shape = Pick<
  BrowserWindow,
  | 'show'
  | 'hide'
  | 'close'
  | 'destroy'
  | 'focus'
  | 'minimize'
  | 'restore'
  | 'isVisible'
  | 'isMinimized'
  | 'isFocused'
  | 'isDestroyed'
  | 'loadURL'
>;

/** A window that nobody sees: its states, and a page of Chromium for what is in it. */
export class DoubleWindow extends EventEmitter implements Shape {
  readonly webContents: DoubleContents;
  #visible: boolean;
  #minimized = false;
  #focused = false;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.#visible = options.show ?? true;
    this.webContents = new DoubleContents(options.webPreferences?.preload);
    addWindow(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows(): DoubleWindow[] {
    return openWindows<DoubleWindow>();
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#visible = true;
    this.#focused = true;
    this.emit('show');
  }

  hide(): void {
    this.#visible = false;
    this.#focused = false;
    this.emit('hide');
  }

  focus(): void {
    this.#focused = true;
  }

  minimize(): void {
    this.#minimized = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#minimized = false;
    this.emit('restore');
  }

  isVisible = (): boolean => this.#visible;
  isMinimized = (): boolean => this.#minimized;
  isFocused = (): boolean => this.#focused;
  isDestroyed = (): boolean => this.#destroyed;

  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    if (openWindows().length > 0) return;
    if (app.listenerCount('window-all-closed') === 0) app.quit();
    else app.emit('window-all-closed');
  }
}
