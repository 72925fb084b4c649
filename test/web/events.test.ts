import net from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { HEARTBEAT_MS, MAX_STREAMS, REMEMBERED } from '../../main/hosts/web/events.ts';
import type { WebHost } from '../../main/hosts/web/host.ts';
import type { CoreEvent, Listener } from '../../main/ports.ts';
import { fakeClock, type FakeClock } from '../helpers/clock.ts';
import { type EventStream, openStream } from '../helpers/eventSource.ts';
import { signIn, startTestHost } from '../helpers/webHost.ts';

let host: WebHost;
let clock: FakeClock;
let cookie: string;
let emit: Listener;

const silent = (listen: (listener: Listener) => void) => ({
  call: async () => ({}) as never,
  listen(listener: Listener) {
    listen(listener);
    return () => undefined;
  },
});

beforeEach(async () => {
  clock = fakeClock('2026-01-01T00:00:00Z');
  host = await startTestHost(
    silent((listener) => (emit = listener)),
    { clock },
  );
  cookie = await signIn(host);
});

const note = (message: string): CoreEvent => ({ type: 'note', message });
const events = (after?: string, headers: Record<string, string> = {}) =>
  openStream(`http://127.0.0.1:${host.port}/api/events${after === undefined ? '' : `?after=${after}`}`, {
    cookie,
    ...headers,
  });
/** The stream exists for the host once its first frame is here. */
async function connected(stream: EventStream): Promise<string> {
  await stream.until(/id: .*\n\n/);
  return stream.id;
}

describe('the event stream', () => {
  it('tells what happens from now on, numbered', async () => {
    emit(note('before'));
    await using stream = await events();
    await connected(stream);
    emit(note('one'));
    emit(note('two\nlines'));
    expect((await stream.next()).data).toEqual({ seq: 2, event: note('one') });
    expect((await stream.next()).data).toEqual({ seq: 3, event: note('two\nlines') });
  });

  it('tells a client that comes back what it has missed', async () => {
    await using before = await events();
    await connected(before);
    emit(note('one'));
    const { id } = await before.next();
    await before[Symbol.asyncDispose]();
    emit(note('two'));
    emit(note('three'));
    await using after = await events(undefined, { 'last-event-id': id });
    expect((await after.next()).data).toEqual({ seq: 2, event: note('two') });
    expect((await after.next()).data).toEqual({ seq: 3, event: note('three') });
  });

  it('takes the place from the address, and rather from the header', async () => {
    await using first = await events();
    const start = await connected(first);
    emit(note('one'));
    emit(note('two'));
    await using byAddress = await events(start);
    expect((await byAddress.next()).data).toMatchObject({ seq: 1 });
    await using byHeader = await events(start, { 'last-event-id': start.replace(/-0$/, '-1') });
    expect((await byHeader.next()).data).toMatchObject({ seq: 2 });
  });

  it('goes on from where the events were when the page was served', async () => {
    emit(note('before'));
    const html = await (await fetch(`http://127.0.0.1:${host.port}/`, { headers: { cookie } })).text();
    emit(note('between'));
    const [, position = ''] = /<meta name="lifeboat-events" content="([^"]+)">/.exec(html) ?? [];
    await using stream = await events(position);
    expect((await stream.next()).data).toEqual({ seq: 2, event: note('between') });
  });

  it.each(['0123456789abcdef-1', 'nonsense', '-', '1', 'toString-1', '0123456789abcdef-99999999999999999999'])(
    'asks a client that comes from elsewhere (%s) to begin again',
    async (id) => {
      emit(note('one'));
      await using stream = await events(undefined, { 'last-event-id': id });
      const frame = await stream.next();
      expect(frame.data).toEqual({ seq: 1, event: { type: 'resync' } });
      emit(note('two'));
      expect((await stream.next()).data).toEqual({ seq: 2, event: note('two') });
    },
  );

  it('asks a client whose place is in the future to begin again', async () => {
    await using first = await events();
    const id = (await connected(first)).replace(/-0$/, '-7');
    await using stream = await events(undefined, { 'last-event-id': id });
    expect((await stream.next()).data).toEqual({ seq: 0, event: { type: 'resync' } });
  });

  it('remembers so many events, and asks a client that was away for longer to begin again', async () => {
    await using first = await events();
    const start = await connected(first);
    for (let index = 0; index < REMEMBERED; index += 1) emit(note(`${index}`));
    await using justInTime = await events(start);
    expect((await justInTime.next()).data).toMatchObject({ seq: 1 });
    emit(note('one more'));
    await using tooLate = await events(start);
    expect((await tooLate.next()).data).toEqual({ seq: REMEMBERED + 1, event: { type: 'resync' } });
  });

  it('stays open without events', async () => {
    await using stream = await events();
    await connected(stream);
    clock.advance(HEARTBEAT_MS);
    await stream.until(/: still here\n\n/);
    clock.advance(HEARTBEAT_MS);
    await stream.until(/: still here\n\n: still here\n\n/);
    expect(stream.status).toBe(200);
  });

  it('holds no more for a client that does not read, and tells it to begin again', async () => {
    const socket = net.connect(host.port, '127.0.0.1');
    const request = `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nCookie: ${cookie}\r\n\r\n`;
    await new Promise<void>((resolve) => {
      socket.once('data', () => resolve());
      socket.write(request);
    });
    socket.pause();
    // More than the buffers of both ends take.
    const text = 'x'.repeat(100_000);
    for (let index = 0; index < REMEMBERED * 2; index += 1) emit(note(text));
    let read = '';
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        read += chunk.toString('latin1');
        if (read.includes('"type":"resync"')) resolve();
      });
      socket.resume();
    });
    expect(read.match(/^id: /gm)?.length).toBeLessThan(REMEMBERED * 2);
    socket.destroy();
  });

  it('is ended by the host when it stops', async () => {
    await using stream = await events();
    await connected(stream);
    const stopped = host.stop();
    await stream.ended();
    expect(await stopped).toBeUndefined();
  });

  it('is refused when too many pages listen', async () => {
    const streams = await Promise.all(Array.from({ length: MAX_STREAMS }, () => events()));
    await using refused = await events();
    expect(refused.status).toBe(503);
    await Promise.all(streams.map((stream) => stream[Symbol.asyncDispose]()));
  });
});
