import type { NumberedEvent } from '../../shared/events.ts';

export interface Frame {
  readonly id: string;
  readonly data: NumberedEvent | null;
}

export interface EventStream extends AsyncDisposable {
  readonly status: number;
  /** The next frame with data. */
  next(): Promise<Frame>;
  /** The id of the last frame, with data or without. */
  readonly id: string;
  /** All text so far. */
  readonly text: string;
  /** Resolves when the text so far fits. */
  until(pattern: RegExp): Promise<void>;
  /** Resolves when the host ends the stream. */
  ended(): Promise<void>;
}

/** Reads server-sent events as they come over the wire. */
export async function openStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const frames: Frame[] = [];
  let id = '';
  let text = '';
  let rest = '';
  const read = async (): Promise<boolean> => {
    const { done, value = '' } = (await reader?.read()) ?? { done: true };
    text += value;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = new Map(
        part.split('\n').map((line) => [line.split(': ')[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
      );
      id = fields.get('id') ?? id;
      const data = fields.get('data');
      if (data !== undefined) frames.push({ id, data: JSON.parse(data) as NumberedEvent });
    }
    return !done;
  };
  return {
    status: response.status,
    get id() {
      return id;
    },
    get text() {
      return text;
    },
    async next() {
      for (;;) {
        const frame = frames.shift();
        if (frame) return frame;
        if (!(await read())) throw new Error(`the stream ended; it said ${text}`);
      }
    },
    async until(pattern) {
      while (!pattern.test(text)) if (!(await read())) throw new Error(`the stream ended; it said ${text}`);
    },
    async ended() {
      while (await read());
    },
    async [Symbol.asyncDispose]() {
      await reader?.cancel().catch(() => undefined);
      controller.abort();
    },
  };
}

/** The part of the browser's EventSource that we use, with a cookie of our choice. */
export class TestEventSource extends EventTarget {
  readonly CLOSED = 2;
  readyState = 0;
  readonly #stop = new AbortController();

  constructor(url: string, cookie: string) {
    super();
    void this.#follow(url, cookie);
  }

  close(): void {
    this.readyState = this.CLOSED;
    this.#stop.abort();
  }

  async #follow(url: string, cookie: string): Promise<void> {
    let last = '';
    while (this.readyState !== this.CLOSED) {
      try {
        const headers = { cookie, ...(last !== '' && { 'last-event-id': last }) };
        await using stream = await openStream(url, headers);
        if (stream.status !== 200) this.readyState = this.CLOSED;
        else {
          this.#stop.signal.addEventListener('abort', () => void stream[Symbol.asyncDispose]());
          this.readyState = 1;
          this.dispatchEvent(new Event('open'));
          await stream.until(/id: /);
          last = stream.id;
          for (;;) {
            const { id, data } = await stream.next();
            last = id;
            if (this.#stop.signal.aborted) return;
            this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(data), lastEventId: id }));
          }
        }
      } catch {
        // As in a browser: it comes back by itself.
        if (!this.#stop.signal.aborted) this.readyState = 0;
      }
      if (this.#stop.signal.aborted) return;
      this.dispatchEvent(new Event('error'));
      if (this.readyState === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
