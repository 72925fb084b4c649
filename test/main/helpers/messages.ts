import { randomUUID } from 'node:crypto';
import type { WriteHandle } from '../../../main/catalog/open.ts';
import type { Delivery, Message } from '../../../shared/model/alert.ts';
import { START } from './values.ts';

export const ALERT_ID = '0d6f2f2e-6c1c-4a4e-9a0f-6f3f0a1b2c3d';

/** That a backup of `shop` failed. */
export function aMessage(change: Partial<Message> = {}, alert: Partial<NonNullable<Message['alert']>> = {}): Message {
  return {
    kind: 'opened',
    alert: {
      id: ALERT_ID,
      rule: 'failed',
      subject: 'shop',
      plan: 'shop',
      severity: 'critical',
      state: 'open',
      since: START,
      resolvedAt: null,
      message: 'The server cannot be reached.',
      nextStep: 'Check the network.',
      run: null,
      backup: null,
      acknowledged: null,
      ...alert,
    },
    title: 'Backup of shop failed',
    text: 'The server cannot be reached.',
    at: START,
    ...change,
  };
}

/** Puts a message into the outbox; of no alert, so that none has to be there. */
export function post(
  db: WriteHandle,
  channel: string,
  message: Message = aMessage(),
  { state = 'waiting', due = START }: { readonly state?: Delivery['state']; readonly due?: string } = {},
): string {
  const id = randomUUID();
  db.prepare(
    `INSERT INTO deliveries (id, alert, channel, event, message, state, at, due_at) VALUES (?, NULL, ?, 'opened', ?, ?, ?, ?)`,
  ).run(id, channel, JSON.stringify(message), state, START, due);
  return id;
}

/** How a message in the outbox stands. */
export function posted(db: WriteHandle, id: string) {
  return db.prepare('SELECT state, attempts, at, due_at, error FROM deliveries WHERE id = ?').get(id) as {
    readonly state: Delivery['state'];
    readonly attempts: number;
    readonly at: string;
    readonly due_at: string;
    readonly error: string | null;
  };
}
