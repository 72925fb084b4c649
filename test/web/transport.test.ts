import { describe, expect, it } from 'vitest';
import { createHttpTransport, type Surroundings } from '../../renderer/transport.ts';
import { createClient } from '../../shared/client.ts';
import type { NumberedEvent } from '../../shared/events.ts';
import type { CoreEvent, Listener } from '../../main/ports.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { TestEventSource } from '../helpers/eventSource.ts';
import { signIn, startTestHost } from '../helpers/webHost.ts';

/** An EventSource that does what the test says. */
class PuppetSource extends EventTarget {
  readonly CLOSED = 2;
  readyState = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
  }

  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  says(id: string, data: string): void {
    this.dispatchEvent(new MessageEvent('message', { data, lastEventId: id }));
  }

  breaks(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }

  close(): void {
    this.readyState = this.CLOSED;
  }
}

const VISIBLE: DocumentVisibilityState = 'visible';

interface Stage {
  readonly surroundings: Surroundings;
  readonly sources: PuppetSource[];
  readonly clock: FakeClock;
  readonly page: EventTarget & { visibilityState: DocumentVisibilityState };
  readonly events: NumberedEvent[];
  readonly states: boolean[];
  readonly stop: () => void;
}

function stage(position: string | null = null): Stage {
  const sources: PuppetSource[] = [];
  const clock = fakeClock('2026-01-01T00:00:00Z');
  const page = Object.assign(new EventTarget(), { visibilityState: VISIBLE });
  const surroundings: Surroundings = {
    base: '',
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
    openEvents(url) {
      const source = new PuppetSource(url);
      sources.push(source);
      return source as unknown as EventSource;
    },
    position,
    timer: (ms, fire) => clock.timer(ms, fire),
    visibility: page,
  };
  const events: NumberedEvent[] = [];
  const states: boolean[] = [];
  const stop = createHttpTransport(surroundings).subscribe(
    (event) => events.push(event),
    (connected) => states.push(connected),
  );
  return { surroundings, sources, clock, page, events, states, stop };
}

const note = (seq: number, message: string) => JSON.stringify({ seq, event: { type: 'note', message } });
const show = (page: Stage['page'], state: DocumentVisibilityState) => {
  page.visibilityState = state;
  page.dispatchEvent(new Event('visibilitychange'));
};

describe('the events in the page', () => {
  it('begin where they were when the page was served', () => {
    expect(stage('abc-7').sources.map(({ url }) => url)).toEqual(['/api/events?after=abc-7']);
    expect(stage().sources.map(({ url }) => url)).toEqual(['/api/events']);
  });

  it('tell once that the connection is lost, and once that it is back', () => {
    const { sources, states } = stage();
    sources[0]?.opens();
    sources[0]?.breaks(0);
    sources[0]?.breaks(0);
    sources[0]?.opens();
    expect(states).toEqual([true, false, true]);
    expect(sources).toHaveLength(1);
  });

  it('try again, more and more seldom, when the host refuses, from where they were', () => {
    const { sources, clock } = stage();
    sources[0]?.opens();
    sources[0]?.says('abc-1', note(1, 'one'));
    const waits = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
    for (const [index, wait] of waits.entries()) {
      sources.at(-1)?.breaks(2);
      clock.advance(wait - 1);
      expect(sources).toHaveLength(index + 1);
      clock.advance(1);
      expect(sources).toHaveLength(index + 2);
    }
    expect(sources.at(-1)?.url).toBe('/api/events?after=abc-1');
    sources.at(-1)?.opens();
    sources.at(-1)?.breaks(2);
    clock.advance(1_000);
    expect(sources).toHaveLength(waits.length + 2);
  });

  it.each(['{', 'null', '{"seq":1,"event":{"type":"brand new"}}', '{"seq":-1,"event":{"type":"resync"}}'])(
    'ask for everything again when one is not understood (%s)',
    (data) => {
      const { sources, events } = stage();
      sources[0]?.says('abc-1', data);
      expect(events).toEqual([{ seq: 0, event: { type: 'resync' } }]);
    },
  );

  it('let the connection go while the page is hidden, and go on from there', () => {
    const { sources, page, states } = stage();
    sources[0]?.opens();
    sources[0]?.says('abc-4', note(4, 'four'));
    show(page, 'hidden');
    expect(sources[0]?.readyState).toBe(2);
    show(page, 'visible');
    expect(sources.map(({ url }) => url)).toEqual(['/api/events', '/api/events?after=abc-4']);
    sources[1]?.opens();
    expect(states).toEqual([true]);
  });

  it('stop for good', () => {
    const { sources, page, clock, stop } = stage();
    sources[0]?.breaks(2);
    stop();
    clock.advance(60_000);
    show(page, 'hidden');
    show(page, 'visible');
    expect(sources).toHaveLength(1);
  });
});

describe('a call from the page', () => {
  it('says so when the host does not answer', async () => {
    const client = createClient(createHttpTransport(stage().surroundings));
    await expect(client.call('plans.list', {})).rejects.toMatchObject({ code: 'host_unreachable' });
  });

  it('says so when it is taken back on its way', async () => {
    const controller = new AbortController();
    const surroundings: Surroundings = {
      ...stage().surroundings,
      fetch: (_url, init) =>
        new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))),
    };
    const call = createClient(createHttpTransport(surroundings)).call('plans.list', {}, controller.signal);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each(['<html>', '{}', '{"ok":true,"value":{"plans":5}}', '{"ok":false,"error":{"code":"brand_new"}}'])(
    'does not take %s for an answer',
    async (text) => {
      const surroundings = { ...stage().surroundings, fetch: async () => new Response(text) };
      const call = createClient(createHttpTransport(surroundings)).call('plans.list', {});
      await expect(call).rejects.toMatchObject({
        name: 'AppError',
        code: expect.stringMatching(/^(internal|host_unreachable)$/),
      });
    },
  );

  it('says so when the session is over', async () => {
    const host = await startTestHost({ call: async () => ({}) as never, listen: () => () => undefined });
    const surroundings = { ...stage().surroundings, base: `http://127.0.0.1:${host.port}`, fetch };
    const call = createClient(createHttpTransport(surroundings)).call('plans.list', {});
    await expect(call).rejects.toMatchObject({
      code: 'no_session',
      nextStep: expect.stringContaining('lifeboat serve'),
    });
  });
});

it('a page that stays open finds the host again after a restart, and asks for everything', async () => {
  let emit: Listener = () => undefined;
  let sessions: readonly string[] = [];
  const app = {
    call: async () => ({}) as never,
    listen(listener: Listener) {
      emit = listener;
      return () => undefined;
    },
  };
  const one: CoreEvent = { type: 'note', message: 'one' };
  const first = await startTestHost(app, { onSessions: (hashes) => (sessions = hashes) });
  const cookie = await signIn(first);
  const heard: NumberedEvent[] = [];
  const told = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const connected = Promise.withResolvers<void>();
  const stop = createHttpTransport({
    ...stage().surroundings,
    base: `http://127.0.0.1:${first.port}`,
    openEvents: (url) => new TestEventSource(url, cookie) as unknown as EventSource,
    visibility: null,
  }).subscribe(
    (event) => told[heard.push(event) - 1]?.resolve(),
    () => connected.resolve(),
  );
  await connected.promise;
  emit(one);
  await told[0]?.promise;
  await first.stop();
  await startTestHost(app, { port: first.port, sessions });
  await told[1]?.promise;
  emit(one);
  await told[2]?.promise;
  stop();
  expect(heard).toEqual([
    { seq: 1, event: one },
    { seq: 0, event: { type: 'resync' } },
    { seq: 1, event: one },
  ]);
});
