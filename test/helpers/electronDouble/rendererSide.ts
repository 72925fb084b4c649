/** How a page reaches the process of the double. */
export interface Channel {
  invoke(channel: string, args: unknown[]): Promise<unknown>;
  send(channel: string, args: unknown[]): void;
}

export interface RendererSide {
  /** What the main process sends. */
  deliver(channel: string, args: unknown[]): void;
  /** The module `electron` as a sandboxed preload script gets it. */
  readonly electron: object;
}

/**
 * The renderer's half of Electron. It is sent to the page as text, so it uses nothing from outside. Every payload is cloned as
 * Electron does it: what cannot be cloned is refused here, too.
 */
export function createRendererSide(target: object, channel: Channel): RendererSide {
  type Listener = (event: object, ...args: unknown[]) => void;
  const listeners = new Map<string, Set<Listener>>();
  const listenersOf = (name: string) => {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known);
    return known;
  };
  const ipcRenderer = {
    invoke: async (name: string, ...args: unknown[]) =>
      structuredClone(await channel.invoke(name, structuredClone(args))),
    send: (name: string, ...args: unknown[]) => channel.send(name, structuredClone(args)),
    on(name: string, listener: Listener) {
      listenersOf(name).add(listener);
      return ipcRenderer;
    },
    off(name: string, listener: Listener) {
      listenersOf(name).delete(listener);
      return ipcRenderer;
    },
  };
  /** Functions become proxies, and what goes through them is copied: the page gets nothing of the preload's own. */
  const bridged = (value: unknown): unknown => {
    if (typeof value === 'function')
      return (...args: unknown[]) => {
        const result: unknown = value(...args.map(bridged));
        return result instanceof Promise ? result.then(bridged) : bridged(result);
      };
    if (typeof value === 'object' && value !== null && Object.values(value).some((one) => typeof one === 'function'))
      return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bridged(one)])));
    return structuredClone(value);
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      Object.defineProperty(target, key, { value: bridged(api), enumerable: true });
    },
  };
  return {
    deliver(name, args) {
      for (const listener of listenersOf(name)) listener({}, ...structuredClone(args));
    },
    electron: { ipcRenderer, contextBridge },
  };
}

/** A built preload script, which is CommonJS. */
export type Preload = (require: (name: string) => unknown) => void;

/** Runs it against a renderer's half; sent to the page as text, too. */
export function runPreload(preload: Preload, side: Pick<RendererSide, 'electron'>): void {
  preload((name) => {
    if (name === 'electron') return side.electron;
    throw new Error(`a sandboxed preload script cannot require ${name}`);
  });
}
