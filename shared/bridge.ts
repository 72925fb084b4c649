/** What the desktop's window gives to the page in it: the one way from there to the core. */
export interface Bridge {
  /** Resolves with an `Answer`; `id` names the call for `cancel`. */
  invoke(id: number, name: string, input: unknown): Promise<unknown>;
  /** Takes a call back that is no longer wanted. */
  cancel(id: number): void;
  /** Hears every numbered event from now on; the answer ends it. */
  subscribe(onEvent: (event: unknown) => void): () => void;
}

/** The name under which the page finds it. */
export const BRIDGE_NAME = 'lifeboat';
