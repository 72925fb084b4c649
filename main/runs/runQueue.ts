export interface RunQueue {
  /** Runs `work` when everything queued before it for the same server has ended; leaves the queue at once when the signal aborts. */
  enqueue<T>(server: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** One run at a time per server: two dumps side by side slow each other and the server's clients. */
export function createRunQueue(): RunQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    async enqueue(server, signal, work) {
      const before = tails.get(server) ?? Promise.resolve();
      const { promise: turn, resolve: done } = Promise.withResolvers<void>();
      const tail = before.then(() => turn);
      tails.set(server, tail);
      try {
        await Promise.race([before, aborted(signal)]);
        signal.throwIfAborted();
        return await work();
      } finally {
        done();
        if (tails.get(server) === tail) void tail.then(() => tails.get(server) === tail && tails.delete(server));
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
