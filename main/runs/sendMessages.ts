import { randomUUID } from 'node:crypto';
import type { AppError } from '../../shared/errors.ts';
import { type Channel, takesMessages } from '../../shared/model/alert.ts';
import type { Delivered } from '../alerts/channels/outcome.ts';
import {
  channelFailed,
  channelSent,
  dueChannels,
  findChannel,
  nextDue,
  type Outgoing,
  postponeDelivery,
  retryNow,
  settleDelivery,
} from '../catalog/channels.ts';
import { releaseLeases, takeLease } from '../catalog/leases.ts';
import type { Context } from './context.ts';
import { deliver } from './deliver.ts';
import { ENVIRONMENT_CHANNEL, readEnvironmentMail } from './environmentMail.ts';

/** Waits before the next tries, in ms; the last is repeated. */
const BACKOFF_MS = [30_000, 120_000, 480_000, 3_600_000] as const;
/** With these waits the last try is a day after the first. */
const MOST_ATTEMPTS = 27;
const DAY_MS = 24 * 3_600_000;

/**
 * Sends what is due in the outbox: one message at a time per channel, several channels at once. Each channel is held by a lease, so that
 * processes do not send the same; a process that is killed between sending and noting it sends that one message again.
 * Resolves when nothing is due; when the signal aborts, what was not sent stays as it was. A message that does not arrive is an entry
 * in its row and in the channel, never an error.
 */
export async function sendDue(context: Context, signal: AbortSignal): Promise<void> {
  const due = dueChannels(context.db, context.ports.clock.now());
  await Promise.all(due.map((name) => sendFor(context, name, signal)));
}

async function sendFor(context: Context, name: string, signal: AbortSignal): Promise<void> {
  const { db, ports, owner, isAlive } = context;
  const hold = randomUUID();
  const lease = { resource: `channel:${name}`, run: hold, what: 'sending', shared: false };
  // Whoever holds it sends what is due, too.
  if (takeLease(db, lease, owner, ports.clock.now(), isAlive)) return;
  try {
    for (;;) {
      if (signal.aborted) return;
      const next = nextDue(db, name, ports.clock.now());
      if (next === null) return;
      const channel = findChannel(db, name);
      if (channel === null || !takesMessages(channel)) drop(context, next);
      else if (isFromElsewhere(context, channel)) return giveUpOld(context, next);
      else if (!(await send(context, channel, next, signal))) return;
    }
  } finally {
    releaseLeases(db, hold);
  }
}

/** @returns false when nothing more is to be sent there now. */
async function send(context: Context, channel: Channel, next: Outgoing, signal: AbortSignal): Promise<boolean> {
  let outcome: Delivered;
  try {
    outcome = await deliver(context, channel, { message: next.message, delivery: next.id }, signal);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
  const { db, ports } = context;
  const now = ports.clock.now();
  const attempts = next.attempts + 1;
  recordOutcome(context, channel, outcome, () => {
    if (outcome.ok) return settleDelivery(db, next.id, { state: 'sent', attempts, error: null }, now);
    const error = explain(outcome.error);
    if (outcome.permanent || attempts >= MOST_ATTEMPTS)
      return settleDelivery(db, next.id, { state: 'failed', attempts, error }, now);
    const backoff = BACKOFF_MS[Math.min(next.attempts, BACKOFF_MS.length - 1)] ?? DAY_MS;
    const wait = Math.max(backoff, outcome.retryAfterMs ?? 0);
    postponeDelivery(db, next.id, { attempts, error }, new Date(now.getTime() + wait));
  });
  // What a refusal of one message says nothing about is the next one.
  return outcome.ok || outcome.permanent;
}

/** Notes in the channel whether it works, together with what else follows from that, and tells when that has changed. */
export function recordOutcome(
  context: Context,
  channel: Channel,
  outcome: Delivered,
  also: () => void = () => undefined,
): void {
  const { db, ports } = context;
  const now = ports.clock.now();
  db.transaction(() => {
    also();
    if (!outcome.ok) return channelFailed(db, channel.name, explain(outcome.error));
    channelSent(db, channel.name, now);
    if (channel.failing !== null) retryNow(db, channel.name, now);
  }).immediate();
  context.emit({ type: 'changed', what: 'channels' });
  if (outcome.ok) return;
  const { code, message } = outcome.error;
  ports.logger.log('warn', 'channel.failed', { channel: channel.name, code, message });
}

/** As one text; a message that ends with what a server said has no full stop. */
const explain = ({ message, nextStep }: AppError) => `${message}${message.endsWith('.') ? '' : '.'} ${nextStep}`;

/** The channel was removed, or describes something now that takes no messages: the desktop tells by itself, a ping follows runs. */
function drop({ db, ports }: Context, { id, attempts }: Outgoing): void {
  const error = 'The channel takes no messages.';
  settleDelivery(db, id, { state: 'dropped', attempts, error }, ports.clock.now());
}

/** True in a process that was started without the variables which describe the channel: another one has the password. */
function isFromElsewhere({ config }: Context, { name, origin }: Channel): boolean {
  return origin === 'environment' && name === ENVIRONMENT_CHANNEL && readEnvironmentMail(config.env).kind !== 'mail';
}

/** What nobody has sent for a day is not left waiting for ever. */
function giveUpOld({ db, ports }: Context, { id, at, attempts }: Outgoing): void {
  const now = ports.clock.now();
  if (now.getTime() - Date.parse(at) < DAY_MS) return;
  const error = 'No Lifeboat with SMTP_URL in its environment has run since. Set SMTP_URL where Lifeboat runs.';
  settleDelivery(db, id, { state: 'failed', attempts, error }, now);
}
