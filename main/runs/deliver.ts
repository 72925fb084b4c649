import os from 'node:os';
import { AppError } from '../../shared/errors.ts';
import type { Channel, Message } from '../../shared/model/alert.ts';
import { type Delivered, undelivered } from '../alerts/channels/outcome.ts';
import { sendPing } from '../alerts/channels/ping.ts';
import { sendWebhook } from '../alerts/channels/webhook.ts';
import type { Context } from './context.ts';
import { ENVIRONMENT_CHANNEL, readEnvironmentMail } from './environmentMail.ts';

/** How long a channel may take, in ms. */
const PATIENCE_MS = { desktop: 0, email: 30_000, webhook: 15_000, ping: 10_000 } as const;

export function channelSecret(channel: string): string {
  return `channel:${channel}`;
}

/** Where the whole address of a webhook or a ping rests. */
export function channelUrl(channel: string): string {
  return `channel-url:${channel}`;
}

/** What is sent: a message, or to a ping how a run has ended. */
export type Parcel =
  | { readonly message: Message; /** Its number in the outbox. */ readonly delivery: string }
  | { readonly good: boolean };

/**
 * Sends over a channel, with its secret, and no longer than is good for it.
 * @throws the signal's reason; everything else is an outcome.
 */
export async function deliver(
  context: Context,
  channel: Channel,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Delivered> {
  const { settings, name } = channel;
  const { clock } = context.ports;
  const patience = new AbortController();
  const cancel = clock.timer(PATIENCE_MS[settings.kind], () => patience.abort());
  const either = AbortSignal.any([signal, patience.signal]);
  try {
    const common = { host: os.hostname(), now: clock.now(), signal: either };
    if (settings.kind === 'ping')
      return await sendPing({
        settings,
        url: await urlOf(context, name),
        good: !('good' in parcel) || parcel.good,
        ...common,
      });
    if (!('message' in parcel) || settings.kind === 'desktop') throw new Error(`${name} takes no such thing`);
    const secret = await secretOf(context, channel);
    if (settings.kind === 'webhook')
      return await sendWebhook({ settings, url: await urlOf(context, name), secret, ...parcel, ...common });
    // Loaded when first needed: most commands mail nothing.
    const { sendEmail } = await import('../alerts/channels/email.ts');
    return await sendEmail({ settings, password: secret, ...parcel, ...common });
  } catch (error) {
    signal.throwIfAborted();
    return undelivered(patience.signal.aborted ? tooSlow(channel) : AppError.from(error));
  } finally {
    cancel();
  }
}

/** @throws AppError `secret_unavailable` */
async function secretOf({ config, ports }: Context, { name, origin, hasSecret }: Channel): Promise<string | null> {
  if (!hasSecret) return null;
  const mail = origin === 'environment' && name === ENVIRONMENT_CHANNEL ? readEnvironmentMail(config.env) : null;
  const secret = mail === null ? await ports.secrets.get(channelSecret(name)) : mail.kind === 'mail' && mail.password;
  if (secret) return secret;
  throw new AppError(
    'secret_unavailable',
    mail === null
      ? `The stored secret of the channel ${name} is gone.`
      : 'SMTP_URL, which holds the password, is not set here.',
    mail === null
      ? 'Enter it again, or remove the channel and add it anew.'
      : 'Set SMTP_URL in the environment or in .env.',
  );
}

/** @throws AppError `secret_unavailable` */
async function urlOf({ ports }: Context, name: string): Promise<string> {
  const url = await ports.secrets.get(channelUrl(name));
  if (url) return url;
  throw new AppError(
    'secret_unavailable',
    `The stored address of the channel ${name} is gone.`,
    'Enter it again, or remove the channel and add it anew.',
  );
}

function tooSlow({ settings }: Channel): AppError {
  const seconds = PATIENCE_MS[settings.kind] / 1000;
  if (settings.kind === 'email')
    return new AppError(
      'mail_unreachable',
      `The mail server ${settings.host}:${settings.port} did not answer within ${seconds} s.`,
      'Check its name, its port and the network: a wrong TLS mode also looks like this.',
    );
  const origin = 'address' in settings ? new URL(settings.address).origin : '';
  return new AppError(
    'webhook_unreachable',
    `${origin} did not answer within ${seconds} s.`,
    'Check the address and the network.',
  );
}
