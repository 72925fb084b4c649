import { z } from 'zod';
import { maskedAddress, wholeAddress } from '../webAddress.ts';
import { givenName, instant } from './common.ts';

/** What can be wrong, or was; stable names, part of the JSON contract. */
export const alertRules = [
  'failed',
  'overdue',
  'disk_low',
  'disk_forecast',
  'size_anomaly',
  'duration_anomaly',
  'table_anomaly',
  'schema_changed',
  'verification_failed',
  'drill_failed',
  'catalog_damaged',
  'unsafe_tool',
  'channel_failing',
  'kit_unproved',
] as const;
export const alertRule = z.enum(alertRules);
export type AlertRule = z.infer<typeof alertRule>;

/** `critical` is told at night too; `warning` waits for the end of the quiet hours; `notice` is only shown. */
export const severities = ['critical', 'warning', 'notice'] as const;
export const severity = z.enum(severities);
export type Severity = z.infer<typeof severity>;

export const deliveryEvents = ['opened', 'resolved'] as const;

export const delivery = z.object({
  channel: z.string(),
  event: z.enum(deliveryEvents),
  /** `held`: until the quiet hours end. `dropped`: its cause was gone before it could be told. */
  state: z.enum(['waiting', 'held', 'sent', 'failed', 'dropped']),
  attempts: z.number().int().nonnegative(),
  at: instant,
  error: z.string().nullable(),
});
export type Delivery = z.infer<typeof delivery>;

export const alert = z.object({
  id: z.uuid(),
  rule: alertRule,
  /** What it is about, unique among the open alerts of a rule: a plan, a folder, a channel, a table of a plan. */
  subject: z.string(),
  plan: z.string().nullable(),
  severity,
  /** `withdrawn`: nothing was mended; its subject is gone, or another alert says more. That is not told. */
  state: z.enum(['open', 'resolved', 'withdrawn']),
  since: instant,
  resolvedAt: instant.nullable(),
  message: z.string(),
  nextStep: z.string(),
  /** The run and the backup that tell more. */
  run: z.uuid().nullable(),
  backup: z.uuid().nullable(),
  acknowledged: z.object({ at: instant, by: z.string() }).nullable(),
  deliveries: z.array(delivery),
});
export type Alert = z.infer<typeof alert>;

/** Something unusual about one backup, found when it was taken by comparing it with the ones before. */
export const finding = z.object({
  rule: z.enum(['size_anomaly', 'duration_anomaly', 'table_anomaly', 'schema_changed']),
  /** The table, as `schema.name`; null for the backup as a whole. */
  object: z.string().nullable(),
  message: z.string(),
  nextStep: z.string(),
});
export type Finding = z.infer<typeof finding>;

/** From when on something counts; per plan, or for all of them. */
export const thresholds = z.object({
  /** Hours without a good backup beyond which a plan is overdue; null: the schedule's interval and two hours. */
  overdueHours: z.number().min(1).max(8760).nullable().default(null),
  /** Percent that a size may differ from the median of the last eight. */
  sizePercent: z.number().min(5).max(1000).default(50),
  /** Times that a backup may take as long as the median of the last eight. */
  durationTimes: z.number().min(1.5).max(100).default(3),
  /** Percent of its rows that a table may lose from one backup to the next. */
  rowsPercent: z.number().min(5).max(100).default(50),
});
export type Thresholds = z.infer<typeof thresholds>;
export const DEFAULT_THRESHOLDS: Thresholds = thresholds.parse({});

/** A part of each day during which warnings wait; may pass midnight. */
export const quietHours = z.object({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 22:00'),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 07:00'),
  zone: z.string(),
});
export type QuietHours = z.infer<typeof quietHours>;

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** When the week is told in one message. */
export const digestTime = z.object({
  weekday: z.enum(weekdays),
  hour: z.number().int().min(0).max(23),
  zone: z.string(),
});
export type DigestTime = z.infer<typeof digestTime>;

export const alertSettings = z.object({
  /** Null: none. */
  quietHours: quietHours.nullable(),
  /** Null: never. */
  digest: digestTime.nullable(),
  /** Of all plans that have none of their own. */
  thresholds,
  plans: z.array(z.object({ plan: givenName, thresholds })),
});
export type AlertSettings = z.infer<typeof alertSettings>;

export const channelKinds = ['desktop', 'email', 'webhook', 'ping'] as const;

const desktop = z.object({ kind: z.literal('desktop') });
const email = z.object({
  kind: z.literal('email'),
  to: z.array(z.email().max(320)).min(1).max(20),
  from: z.email().max(320),
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  /** `tls`: from the first byte. `starttls`: demanded. `none`: in clear. */
  tls: z.enum(['tls', 'starttls', 'none']),
  user: z.string().max(320).nullable(),
});
const webhook = z.object({
  kind: z.literal('webhook'),
  address: maskedAddress,
  /** `json`: all of it, signed. `slack`: a text that Slack and those like it show. */
  form: z.enum(['json', 'slack']),
  allowPrivate: z.boolean(),
});
/** A dead man's switch: called after each good backup, and at `/fail` after each that failed. */
const ping = z.object({ kind: z.literal('ping'), address: maskedAddress, allowPrivate: z.boolean() });

/**
 * Where messages go. Passwords, signing keys and whole web addresses are in the secret store under the channel's name, the password of
 * SMTP_URL is in the environment.
 */
export const channelSettings = z.discriminatedUnion('kind', [desktop, email, webhook, ping]);
export type ChannelSettings = z.infer<typeof channelSettings>;

/** The same as a person gives it: with the whole address, which is never returned; left out, the kept one stays. */
const given = { url: wholeAddress.optional() };
export const givenSettings = z.discriminatedUnion('kind', [
  desktop,
  email,
  webhook.omit({ address: true }).extend(given),
  ping.omit({ address: true }).extend(given),
]);
export type GivenSettings = z.infer<typeof givenSettings>;
export type SettingsOf<Kind extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: Kind }>;

export const channel = z.object({
  name: givenName,
  settings: channelSettings,
  /** Who defined it: a person, or ALERT_EMAIL and SMTP_URL. */
  origin: z.enum(['user', 'environment']),
  hasSecret: z.boolean(),
  /** Why the last message did not arrive; null when it did. */
  failing: z.string().nullable(),
  lastSentAt: instant.nullable(),
});
export type Channel = z.infer<typeof channel>;

/** True for a channel that takes messages: the desktop program shows what has changed by itself, and a ping follows each run. */
export function takesMessages({ settings }: Pick<Channel, 'settings'>): boolean {
  return settings.kind === 'email' || settings.kind === 'webhook';
}

/** Something that a channel is to say. */
export const message = z.object({
  kind: z.enum([...deliveryEvents, 'digest', 'test']),
  alert: alert.omit({ deliveries: true }).nullable(),
  title: z.string(),
  text: z.string(),
  at: instant,
});
export type Message = z.infer<typeof message>;
