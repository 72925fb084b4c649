import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { WebContents, WebFrameMain, WindowOpenHandlerResponse } from 'electron';
import type { Frame, Page } from 'playwright-core';
import { fromWeb, openPage, toWeb } from './chromium.ts';
import { preventable } from './event.ts';
import { receiveInvoke, receiveSend } from './ipc.ts';
import { createRendererSide, type Preload, runPreload } from './rendererSide.ts';
import { decidePermission } from './session.ts';

type Shape = Pick<
  WebContents,
  | 'loadURL'
  | 'reload'
  | 'getURL'
  | 'send'
  | 'isCrashed'
  | 'isDestroyed'
  | 'executeJavaScript'
  | 'forcefullyCrashRenderer'
  | 'setWindowOpenHandler'
>;
type FrameView = Pick<WebFrameMain, 'origin' | 'url'> & { readonly parent: FrameView | null };

/** One page of Chromium in the place of a renderer process. */
export class DoubleContents extends EventEmitter implements Shape {
  #page: Promise<Page> | null = null;
  #url = '';
  #crashed = false;
  #destroyed = false;
  /** The address that the main process asked for; a page that goes there does not do it by itself. */
  #expected: string | null = null;
  #openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | null = null;
  readonly #preload: string | undefined;

  constructor(preload: string | undefined) {
    super();
    this.#preload = preload;
  }

  get mainFrame(): FrameView {
    return { origin: originOf(this.#url), url: this.#url, parent: null };
  }

  async loadURL(url: string): Promise<void> {
    if (this.#crashed) this.#page = null;
    this.#crashed = false;
    this.#url = url;
    this.#expected = url;
    const page = await (this.#page ??= this.#open());
    await page.goto(toWeb(url));
    this.#expected = null;
  }

  reload(): void {
    void this.loadURL(this.#url);
  }

  getURL(): string {
    return this.#url;
  }

  send(channel: string, ...args: unknown[]): void {
    const payload = structuredClone(args);
    void this.#page?.then((page) =>
      page
        .evaluate(([name, said]) => globalThis.electronDouble?.deliver(name, said), [channel, payload] as const)
        // A page that is being replaced has nobody to hear it.
        .catch(() => undefined),
    );
  }

  isCrashed(): boolean {
    return this.#crashed;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.#page;
    return page?.evaluate(code);
  }

  forcefullyCrashRenderer(): void {
    void this.#crash();
  }

  async #crash(): Promise<void> {
    const page = await this.#page;
    const session = await page?.context().newCDPSession(page);
    // It never answers: whoever would is gone.
    session?.send('Page.crash').catch(() => undefined);
  }

  setWindowOpenHandler(handler: (details: never) => WindowOpenHandlerResponse): void {
    this.#openHandler = handler as Parameters<WebContents['setWindowOpenHandler']>[0];
  }

  destroy(): void {
    this.#destroyed = true;
    void this.#page?.then((page) => page.close()).catch(() => undefined);
    this.emit('destroyed');
  }

  async #open(): Promise<Page> {
    const page = await openPage(
      (_page, url, isMainFrame) => this.#mayNavigate(url, isMainFrame),
      (url) => void this.#openHandler?.({ url } as never),
    );
    page.on('crash', () => {
      this.#crashed = true;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#url = fromWeb(frame.url());
    });
    page.on('pageerror', (error) => this.emit('page-error', error));
    await page.exposeBinding('electronDoubleAsk', ({ frame }, kind: string, name: string, args: unknown[]) =>
      this.#hear(frame, kind, name, args),
    );
    await page.addInitScript({ content: this.#initScript() });
    return page;
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    if (isMainFrame && this.#expected !== null && url === this.#expected.replace(/#.*$/, '')) return true;
    const event = preventable({ url, isMainFrame });
    this.emit('will-frame-navigate', event);
    if (isMainFrame) this.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  #hear(frame: Frame, kind: string, name: string, args: unknown[]): unknown {
    if (kind === 'permission') return decidePermission(this, name, originOf(fromWeb(frame.url())));
    const from = { sender: this, senderFrame: viewOf(frame) } as unknown as Parameters<typeof receiveInvoke>[0];
    if (kind === 'invoke') return receiveInvoke(from, name, args);
    return receiveSend(from, name, args);
  }

  /** Runs before the scripts of each page, in its main frame only, as a preload script does. */
  #initScript(): string {
    const preload = this.#preload === undefined ? '' : readFileSync(this.#preload, 'utf8');
    // As text of a function: the page's policy allows no `eval`, and what is put before its scripts is not asked.
    const script = `function (require) {\n${preload}\n}`;
    return `if (window === window.top) (${install.toString()})(${createRendererSide.toString()}, ${runPreload.toString()}, ${script});`;
  }
}

declare global {
  /** Where the double's main process reaches its half in the page. */
  var electronDouble: { deliver(channel: string, args: unknown[]): void } | undefined;
  var electronDoubleAsk: ((kind: string, name: string, args: unknown[]) => Promise<unknown>) | undefined;
}

/** Runs in the page. */
function install(create: typeof createRendererSide, run: typeof runPreload, preload: Preload): void {
  const ask = globalThis.electronDoubleAsk;
  if (!ask) throw new Error('the double has no way to its main process');
  const side = create(globalThis, {
    invoke: (name, args) => ask('invoke', name, args),
    send: (name, args) => void ask('send', name, args),
  });
  Object.defineProperty(globalThis, 'electronDouble', {
    value: { deliver: (name: string, args: unknown[]) => side.deliver(name, args) },
  });
  // What the page may do is for the session's handlers to say, not for Chromium.
  const names: Record<string, string> = { 'clipboard-write': 'clipboard-sanitized-write' };
  navigator.permissions.query = async ({ name }) => {
    const granted = (await ask('permission', names[name] ?? name, [])) === true;
    return { name, state: granted ? 'granted' : 'denied' } as PermissionStatus;
  };
  Notification.requestPermission = async () =>
    (await ask('permission', 'notifications', [])) === true ? 'granted' : 'denied';
  run(preload, side);
}

function originOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]+/.exec(url)?.[0] ?? 'null';
}

function viewOf(frame: Frame): FrameView {
  const parent = frame.parentFrame();
  const url = fromWeb(frame.url());
  return { url, origin: originOf(url), parent: parent === null ? null : viewOf(parent) };
}
