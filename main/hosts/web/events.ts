import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { CoreEvent, NumberedEvent } from '../../../shared/events.ts';
import type { Clock } from '../../ports.ts';

/** How many events can be told again to a client that was away, or that reads slowly. */
export const REMEMBERED = 500;
export const HEARTBEAT_MS = 15_000;
export const MAX_STREAMS = 64;

export interface EventHub {
  /** Where the events are now; a client that has it misses nothing that comes later. */
  position(): string;
  publish(event: CoreEvent): void;
  /** Tells this client what happens, beginning after `position`, or from now on; false when there are too many clients. */
  stream(outgoing: ServerResponse, position: string | null): boolean;
  close(): void;
}

/**
 * Server-sent events. Each client has a place in one list that all of them share: one that reads slowly, or comes back, goes on from its
 * place, and is told to ask for everything again when its place is no longer in the list. So no client can make the host hold more.
 */
export function createEventHub(clock: Clock): EventHub {
  // Numbers begin anew with each host; its name keeps them apart.
  const boot = randomBytes(8).toString('hex');
  const remembered: CoreEvent[] = [];
  let last = 0;
  const streams = new Set<Stream>();

  const position = () => `${boot}-${last}`;
  const frame = (seq: number, event: NumberedEvent['event']) =>
    `id: ${boot}-${seq}\ndata: ${JSON.stringify({ seq, event } satisfies NumberedEvent)}\n\n`;

  const advance = (stream: Stream) => {
    const { outgoing } = stream;
    if (stream.place < last - remembered.length) {
      stream.place = last;
      outgoing.write(frame(last, { type: 'resync' }));
    }
    while (stream.place < last && !outgoing.writableNeedDrain) {
      const event = remembered[stream.place - (last - remembered.length)];
      stream.place += 1;
      if (event) outgoing.write(frame(stream.place, event));
    }
  };

  return {
    position,
    publish(event) {
      last += 1;
      remembered.push(event);
      if (remembered.length > REMEMBERED) remembered.shift();
      for (const stream of streams) advance(stream);
    },
    stream(outgoing, wanted) {
      if (streams.size >= MAX_STREAMS) return false;
      const place = wanted === null ? last : placeOf(wanted, boot, last);
      // A place that is none lies before everything remembered.
      const stream: Stream = { outgoing, place: place ?? Number.NEGATIVE_INFINITY };
      outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      // An id without data sets the client's place and fires nothing.
      outgoing.write(`retry: 1000\nid: ${boot}-${place ?? last}\n\n`);
      streams.add(stream);
      outgoing.on('drain', () => advance(stream));
      const stopHeartbeat = heartbeat(outgoing, clock);
      outgoing.once('close', () => {
        stopHeartbeat();
        streams.delete(stream);
      });
      advance(stream);
      return true;
    },
    close() {
      for (const { outgoing } of streams) outgoing.end();
    },
  };
}

interface Stream {
  readonly outgoing: ServerResponse;
  /** The number of the last event it was told. */
  place: number;
}

/** The number in `<boot>-<seq>`; null when it is of another host, or no position at all. */
function placeOf(position: string, boot: string, last: number): number | null {
  const [, name, digits = ''] = /^([0-9a-f]{16})-(\d{1,15})$/.exec(position) ?? [];
  const place = Number(digits);
  return name === boot && place <= last ? place : null;
}

/** Keeps the connection from looking dead, and finds out when it is. */
function heartbeat(outgoing: ServerResponse, clock: Clock): () => void {
  const beat = (): (() => void) =>
    clock.timer(HEARTBEAT_MS, () => {
      if (!outgoing.writableNeedDrain) outgoing.write(': still here\n\n');
      stop = beat();
    });
  let stop = beat();
  return () => stop();
}
