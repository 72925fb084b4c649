import { numberedEvent } from '../shared/events.ts';
import { type Answer, takenBack, type Transport } from '../shared/client.ts';
import { AppError } from '../shared/errors.ts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** What the browser supplies; tests supply their own. */
export interface Surroundings {
  /** Before every address; empty for the page's own host. */
  readonly base: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openEvents: (url: string) => EventSource;
  /** Where the events were when the page was served, so that nothing is missed between then and the first connection. */
  readonly position: string | null;
  /** Calls back after `ms`; the answer takes it back. */
  readonly timer: (ms: number, fire: () => void) => () => void;
  readonly visibility: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'> | null;
}

/** Reaches the loopback host from the page that it served. */
export function createHttpTransport(surroundings: Surroundings = browser()): Transport {
  const { base, fetch } = surroundings;
  return {
    async call(name, input, signal) {
      const init: RequestInit = {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-lifeboat': '1' },
        body: JSON.stringify(input),
        redirect: 'error',
        ...(signal && { signal }),
      };
      try {
        const response = await fetch(`${base}/api/call/${name}`, init);
        return (await response.json()) as unknown;
      } catch (error) {
        return { ok: false, error: unanswered(signal, error).toJSON() } satisfies Answer;
      }
    },
    subscribe: (onEvent, onState) => subscribe(surroundings, onEvent, onState),
  };
}

function unanswered(signal: AbortSignal | undefined, cause: unknown): AppError {
  if (signal?.aborted) return takenBack(cause);
  return new AppError(
    'host_unreachable',
    'Lifeboat does not answer.',
    'See whether `lifeboat serve` still runs; this page goes on when it does.',
    { cause },
  );
}

/**
 * An EventSource comes back by itself when the connection breaks, and gives up when the host says no; then we try again, more and more
 * seldom. A hidden page lets its connection go, because a browser has only six for each host.
 */
function subscribe(
  { base, openEvents, position: first, timer, visibility }: Surroundings,
  onEvent: Parameters<Transport['subscribe']>[0],
  onState: Parameters<Transport['subscribe']>[1],
): () => void {
  let source: EventSource | null = null;
  let position = first;
  let connected: boolean | null = null;
  let retryMs = FIRST_RETRY_MS;
  let cancelRetry: () => void = () => undefined;

  const tell = (now: boolean) => {
    if (connected === now) return;
    connected = now;
    onState(now);
  };
  const close = () => {
    cancelRetry();
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    const opened = openEvents(`${base}/api/events${position === null ? '' : `?after=${position}`}`);
    source = opened;
    opened.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS;
      tell(true);
    });
    opened.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
      position = lastEventId;
      const event = numberedEvent.safeParse(parse(data));
      // An event of a newer host that this page does not know: it asks for everything, as after one that it missed.
      onEvent(event.success ? event.data : { seq: 0, event: { type: 'resync' } });
    });
    opened.addEventListener('error', () => {
      tell(false);
      if (opened.readyState !== opened.CLOSED) return;
      cancelRetry = timer(retryMs, open);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    });
  };
  const follow = () => {
    if (visibility?.visibilityState === 'hidden') close();
    else if (source === null) open();
  };
  visibility?.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    visibility?.removeEventListener('visibilitychange', follow);
    close();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function browser(): Surroundings {
  return {
    base: '',
    fetch: (url, init) => fetch(url, init),
    openEvents: (url) => new EventSource(url),
    position: document.querySelector('meta[name="lifeboat-events"]')?.getAttribute('content') ?? null,
    timer(ms, fire) {
      const handle = setTimeout(fire, ms);
      return () => clearTimeout(handle);
    },
    visibility: document,
  };
}
