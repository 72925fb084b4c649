import { randomUUID } from 'node:crypto';
import type { Delivery, Message } from '../../shared/model/alert.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

export interface Outgoing {
  /** Null for what is said of no alert, such as the week's digest. */
  readonly alert: string | null;
  readonly channel: string;
  readonly event: Delivery['event'] | 'digest';
  readonly message: Message;
  readonly state: 'waiting' | 'held' | 'dropped';
  readonly at: Date;
  readonly dueAt: Date;
}

/** Puts a message into the outbox; of an alert, each event goes to each channel once. */
export function enqueue(db: WriteHandle, { alert, channel, event, message, state, at, dueAt }: Outgoing): void {
  db.prepare(
    `INSERT INTO deliveries (id, alert, channel, event, message, state, at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ).run(randomUUID(), alert, channel, event, JSON.stringify(message), state, at.toISOString(), dueAt.toISOString());
}

/** Where messages go: the desktop program shows what has changed by itself, and a ping has nothing to tell of alerts. */
export function messageChannels(db: ReadHandle): string[] {
  return db
    .prepare(`SELECT name FROM channels WHERE json_extract(settings, '$.kind') IN ('email', 'webhook') ORDER BY name`)
    .pluck()
    .all() as string[];
}

export function channelFailures(db: ReadHandle): { name: string; failing: string | null }[] {
  return db.prepare('SELECT name, failing FROM channels ORDER BY name').all() as {
    name: string;
    failing: string | null;
  }[];
}

/** How the news that an alert opened fares, by channel. */
export function openedStates(db: ReadHandle, alert: string): Map<string, Delivery['state']> {
  const rows = db.prepare(`SELECT channel, state FROM deliveries WHERE alert = ? AND event = 'opened'`).all(alert) as {
    channel: string;
    state: Delivery['state'];
  }[];
  return new Map(rows.map(({ channel, state }) => [channel, state]));
}

/**
 * Takes back what still waits for the end of the quiet hours. `all`: also what only waits to be sent, and was not tried yet; somebody may be
 * sending it just now, and then it is sent.
 */
export function drop(db: WriteHandle, alert: string, all: boolean, now: Date): void {
  db.prepare(
    `UPDATE deliveries SET state = 'dropped', at = @now
     WHERE alert = @alert AND ((state = 'held' AND due_at > @now) OR (@all AND state IN ('waiting', 'held') AND attempts = 0))`,
  ).run({ alert, all: Number(all), now: now.toISOString() });
}

/** Puts the words that hold now into what was not sent yet. */
export function rewordOpened(db: WriteHandle, alert: string, message: Message): void {
  db.prepare(
    `UPDATE deliveries SET message = ? WHERE alert = ? AND event = 'opened' AND state IN ('held', 'waiting') AND attempts = 0`,
  ).run(JSON.stringify(message), alert);
}

/** What is not critical waits until the quiet hours end, also when it was due before they began and nobody has sent it yet. */
export function hold(db: WriteHandle, until: Date): void {
  db.prepare(
    `UPDATE deliveries SET state = 'held', due_at = @until WHERE state IN ('waiting', 'held') AND due_at < @until
       AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.id = deliveries.alert AND severity = 'critical')`,
  ).run({ until: until.toISOString() });
}

/** Lets what was held go at once: of one alert, or of all (null). @returns how many. */
export function release(db: WriteHandle, alert: string | null, now: Date): number {
  return db
    .prepare(
      // With the very words of its index, or else all there ever was is read.
      `UPDATE deliveries SET state = 'waiting', due_at = ? WHERE state IN ('waiting', 'held') AND state = 'held' AND (? IS NULL OR alert = ?)`,
    )
    .run(now.toISOString(), alert, alert).changes;
}
