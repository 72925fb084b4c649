import { createHmac } from 'node:crypto';
import type { Message, SettingsOf } from '../../../shared/model/alert.ts';
import { deliver } from './answers.ts';
import type { Delivered } from './outcome.ts';
import { textOf, titleOf } from './text.ts';

export interface WebhookOrder {
  readonly settings: SettingsOf<'webhook'>;
  /** The whole address; never told again. */
  readonly url: string;
  /** The key that signs; null for none. */
  readonly secret: string | null;
  readonly message: Message;
  /** The same however often it is sent, so that the receiver can tell a repetition. */
  readonly delivery: string;
  /** The name of this machine. */
  readonly host: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Posts a message. With a key it is signed: `X-Lifeboat-Signature: sha256=` and the HMAC in hexadecimal of the timestamp (seconds since
 * 1970, also in `X-Lifeboat-Timestamp`), a full stop, and the body.
 * @throws the signal's reason
 */
export function sendWebhook({
  settings: { form, allowPrivate },
  url,
  secret,
  message,
  delivery,
  host,
  now,
  signal,
}: WebhookOrder): Promise<Delivered> {
  const body = JSON.stringify(form === 'slack' ? slackForm(message, host) : jsonForm(message, host));
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-lifeboat-event': message.kind,
    'x-lifeboat-delivery': delivery,
    'x-lifeboat-timestamp': timestamp,
    ...(secret !== null && { 'x-lifeboat-signature': sign(secret, timestamp, body) }),
  };
  return deliver({ url, method: 'POST', headers, body, allowPrivate, signal }, now);
}

function sign(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

function jsonForm(message: Message, host: string) {
  const { kind, alert, text, at } = message;
  const view = alert && {
    id: alert.id,
    rule: alert.rule,
    plan: alert.plan,
    severity: alert.severity,
    state: alert.state,
    since: alert.since,
    message: alert.message,
    nextStep: alert.nextStep,
  };
  return { version: 1, event: kind, alert: view, title: titleOf(message), text, host, at };
}

/** What Slack, Mattermost and Rocket.Chat show; a name cannot become a link or call for everybody. */
function slackForm(message: Message, host: string): { text: string } {
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { text: escape(`Lifeboat: ${titleOf(message)}\n${textOf(message, host)}`) };
}
