import { randomUUID } from 'node:crypto';
import type { AlertRow } from '../catalog/alerts.ts';
import { insertAlert, updateAlert } from '../catalog/alerts.ts';
import type { WriteHandle } from '../catalog/open.ts';
import { drop, enqueue, hold, messageChannels, openedStates, release, rewordOpened } from '../catalog/outbox.ts';
import type { Turn } from '../alerts/turns.ts';
import { messageOf } from '../alerts/words.ts';

/** Where and when changes are told. */
export interface Telling {
  readonly now: Date;
  /** When the quiet hours end that hold now; null when none do. */
  readonly quietUntil: Date | null;
}

/**
 * Writes what has changed, and into the outbox what is to be said of it; all in the caller's transaction. A notice is never sent, a
 * warning waits for the end of the quiet hours, and what is over before anybody heard of it is not told at all.
 */
export function applyTurns(db: WriteHandle, turns: readonly Turn[], telling: Telling): void {
  if (telling.quietUntil === null) release(db, null, telling.now);
  else hold(db, telling.quietUntil);
  for (const turn of turns) {
    switch (turn.kind) {
      case 'opened':
        open(db, turn, telling);
        break;
      case 'updated':
        update(db, turn, telling);
        break;
      case 'resolved':
        resolve(db, turn, telling);
        break;
    }
  }
}

function open(db: WriteHandle, { condition }: Extract<Turn, { kind: 'opened' }>, telling: Telling): void {
  const { opens: _opens, coveredBy: _coveredBy, supersedes: _supersedes, ...what } = condition;
  const alert: AlertRow = {
    ...what,
    id: randomUUID(),
    state: 'open',
    since: telling.now.toISOString(),
    resolvedAt: null,
    acknowledged: null,
  };
  insertAlert(db, alert);
  for (const channel of channelsFor(db, alert)) say(db, alert, 'opened', channel, telling);
}

function update(
  db: WriteHandle,
  { alert, condition, escalated }: Extract<Turn, { kind: 'updated' }>,
  { now }: Telling,
) {
  const { message, nextStep, run, backup } = condition;
  const severity = escalated ? 'critical' : alert.severity;
  const current: AlertRow = { ...alert, severity, message, nextStep, run, backup, state: 'open', resolvedAt: null };
  updateAlert(db, current);
  rewordOpened(db, alert.id, messageOf(current, 'opened', now));
  // It does not wait for the morning any more.
  if (escalated) release(db, alert.id, now);
}

function resolve(db: WriteHandle, { alert, quietly }: Extract<Turn, { kind: 'resolved' }>, telling: Telling): void {
  const resolved: AlertRow = {
    ...alert,
    state: quietly ? 'withdrawn' : 'resolved',
    resolvedAt: telling.now.toISOString(),
  };
  updateAlert(db, resolved);
  drop(db, alert.id, quietly, telling.now);
  if (quietly) return;
  const told = openedStates(db, alert.id);
  for (const channel of channelsFor(db, alert)) {
    const heard = told.get(channel);
    // Who never heard of it need not hear that it is over.
    if (heard === undefined || heard === 'failed') continue;
    say(db, resolved, 'resolved', channel, telling, heard === 'dropped');
  }
}

function say(
  db: WriteHandle,
  alert: AlertRow,
  event: 'opened' | 'resolved',
  channel: string,
  { now, quietUntil }: Telling,
  unsaid = false,
): void {
  const held = quietUntil !== null && alert.severity !== 'critical';
  enqueue(db, {
    alert: alert.id,
    channel,
    event,
    message: messageOf(alert, event, now),
    state: unsaid ? 'dropped' : held ? 'held' : 'waiting',
    at: now,
    dueAt: held ? quietUntil : now,
  });
}

/** That a channel does not work is said through the others. */
function channelsFor(
  db: WriteHandle,
  { rule, subject, severity }: Pick<AlertRow, 'rule' | 'subject' | 'severity'>,
): string[] {
  if (severity === 'notice') return [];
  return messageChannels(db).filter((name) => rule !== 'channel_failing' || name !== subject);
}
