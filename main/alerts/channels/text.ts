import type { AlertRule, Message } from '../../../shared/model/alert.ts';

/** Longer subjects are cut by programs anyway, and a name may be made to be long. */
const MOST_TITLE = 200;
const MOST_TEXT = 8000;

/** What is wrong, in a few words for a subject. */
const RULES: Readonly<Record<AlertRule, string>> = {
  failed: 'backup failed',
  overdue: 'backup overdue',
  disk_low: 'disk nearly full',
  disk_forecast: 'disk is filling up',
  size_anomaly: 'unusual size',
  duration_anomaly: 'unusual duration',
  table_anomaly: 'rows are missing',
  schema_changed: 'schema changed',
  verification_failed: 'verification failed',
  drill_failed: 'drill failed',
  catalog_damaged: 'catalog damaged',
  unsafe_tool: 'unsafe program',
  channel_failing: 'messages do not arrive',
  kit_unproved: 'recovery kit not proved',
};

/** One line that says which plan and how it is: `shop: backup failed`, `shop: resolved (backup failed)`. */
export function titleOf({ kind, alert, title }: Message): string {
  if (alert === null) return line(title, MOST_TITLE);
  const about = line(alert.plan ?? alert.subject, MOST_TITLE / 2);
  const words = RULES[alert.rule];
  return `${about}: ${kind === 'resolved' ? `resolved (${words})` : words}`;
}

/** The whole message as plain text, without what could move a cursor or begin another header. */
export function textOf(message: Message, host: string): string {
  const { alert, text, at } = message;
  const facts = alert && [
    `Plan: ${line(alert.plan ?? '–', MOST_TITLE)}`,
    `Severity: ${alert.severity}`,
    `Since: ${alert.since}`,
    ...(alert.resolvedAt === null ? [] : [`Resolved: ${alert.resolvedAt}`]),
  ];
  const next = alert && message.kind !== 'resolved' ? `Next step: ${alert.nextStep}` : null;
  return [
    clean(text),
    ...(next === null || text.includes(alert?.nextStep ?? '') ? [] : [clean(next)]),
    ...(facts ? [facts.join('\n')] : []),
    `Sent by Lifeboat on ${line(host, MOST_TITLE)} at ${at}.`,
  ].join('\n\n');
}

/** A text on one line, of at most so many characters. */
export function line(text: string, most: number): string {
  const flat = text.replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  const characters = Array.from(flat.toWellFormed());
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

function clean(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  return lines
    .map((one) => line(one, MOST_TEXT))
    .join('\n')
    .slice(0, MOST_TEXT);
}
