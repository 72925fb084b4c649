import {
  type Channel,
  channel,
  channelSettings,
  type Delivery,
  type Message,
  message,
} from '../../shared/model/alert.ts';
import type { ReadHandle, WriteHandle } from './open.ts';

const COLUMNS = 'name, settings, origin, has_secret, failing, last_sent_at';

export function listChannels(db: ReadHandle): Channel[] {
  return db.prepare(`SELECT ${COLUMNS} FROM channels ORDER BY name`).all().map(fromRow);
}

export function findChannel(db: ReadHandle, name: string): Channel | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM channels WHERE name = ?`).get(name);
  return row === undefined ? null : fromRow(row);
}

/** Adds a channel, or describes the one of that name anew; what became of its last message stays. */
export function saveChannel(
  db: WriteHandle,
  { name, settings, origin, hasSecret }: Pick<Channel, 'name' | 'settings' | 'origin' | 'hasSecret'>,
  at: Date,
): void {
  db.prepare(
    `INSERT INTO channels (name, settings, origin, has_secret, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, origin = excluded.origin, has_secret = excluded.has_secret`,
  ).run(name, JSON.stringify(settings), origin, Number(hasSecret), at.toISOString());
}

/** What waited to be sent there is not sent any more. */
export function deleteChannel(db: WriteHandle, name: string, at: Date): void {
  db.transaction(() => {
    db.prepare('DELETE FROM channels WHERE name = ?').run(name);
    db.prepare(
      `UPDATE deliveries SET state = 'dropped', at = ?, error = 'The channel was removed.'
       WHERE channel = ? AND state IN ('waiting', 'held')`,
    ).run(at.toISOString(), name);
  }).immediate();
}

export function channelSent(db: WriteHandle, name: string, at: Date): void {
  db.prepare('UPDATE channels SET failing = NULL, last_sent_at = ? WHERE name = ?').run(at.toISOString(), name);
}

export function channelFailed(db: WriteHandle, name: string, why: string): void {
  db.prepare('UPDATE channels SET failing = ? WHERE name = ?').run(why, name);
}

/** A message in the outbox. */
export interface Outgoing {
  readonly id: string;
  readonly channel: string;
  readonly message: Message;
  readonly state: Delivery['state'];
  /** How often it was tried. */
  readonly attempts: number;
  /** When its state changed last: at first when it was written. */
  readonly at: string;
}

/** Channels for which something is due; also those that are gone. */
export function dueChannels(db: ReadHandle, now: Date): string[] {
  return db
    .prepare(
      `SELECT DISTINCT channel FROM deliveries WHERE state IN ('waiting', 'held') AND due_at <= ? ORDER BY channel`,
    )
    .pluck()
    .all(now.toISOString()) as string[];
}

/** What is to be sent there next: the oldest that is due, and that an alert is over never before that it opened. */
export function nextDue(db: ReadHandle, channel: string, now: Date): Outgoing | null {
  const row = db
    .prepare(
      `SELECT id, channel, message, state, attempts, at FROM deliveries
       WHERE channel = ? AND state IN ('waiting', 'held') AND due_at <= ?
         AND NOT (event = 'resolved' AND EXISTS (SELECT 1 FROM deliveries AS opened WHERE opened.alert = deliveries.alert
           AND opened.channel = deliveries.channel AND opened.event = 'opened' AND opened.state IN ('waiting', 'held')))
       ORDER BY due_at, rowid LIMIT 1`,
    )
    .get(channel, now.toISOString()) as (Omit<Outgoing, 'message'> & { readonly message: string }) | undefined;
  return row === undefined ? null : { ...row, message: message.parse(JSON.parse(row.message)) };
}

export function settleDelivery(
  db: WriteHandle,
  id: string,
  { state, attempts, error }: Pick<Delivery, 'state' | 'attempts' | 'error'>,
  at: Date,
): void {
  db.prepare('UPDATE deliveries SET state = ?, attempts = ?, error = ?, at = ? WHERE id = ?').run(
    state,
    attempts,
    error,
    at.toISOString(),
    id,
  );
}

/** It is tried again when it is due. */
export function postponeDelivery(
  db: WriteHandle,
  id: string,
  change: Pick<Delivery, 'attempts' | 'error'>,
  due: Date,
): void {
  db.prepare(`UPDATE deliveries SET state = 'waiting', attempts = ?, error = ?, due_at = ? WHERE id = ?`).run(
    change.attempts,
    change.error,
    due.toISOString(),
    id,
  );
}

/** What failed before and waits for its next try is due now: its channel has just worked. */
export function retryNow(db: WriteHandle, channel: string, now: Date): void {
  db.prepare(
    `UPDATE deliveries SET due_at = @now WHERE channel = @channel AND state = 'waiting' AND attempts > 0 AND due_at > @now`,
  ).run({ now: now.toISOString(), channel });
}

function fromRow(row: unknown): Channel {
  const { name, settings, origin, has_secret, failing, last_sent_at } = row as Record<string, string | null>;
  return channel.parse({
    name,
    settings: channelSettings.parse(JSON.parse(settings ?? '')),
    origin,
    hasSecret: Boolean(has_secret),
    failing,
    lastSentAt: last_sent_at,
  });
}
