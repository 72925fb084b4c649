import type { CallInput } from '../../shared/contract.ts';
import { type Channel, type ChannelSettings, channelSettings, type GivenSettings } from '../../shared/model/alert.ts';
import { MAIL_PORTS, type MailTls } from '../../shared/smtpUrl.ts';
import { wholeAddress } from '../../shared/webAddress.ts';
import type { FieldProblem, FieldProblems } from '../forms/fieldProblem.ts';

export type ChannelOrder = CallInput<'channels.add'>;

/** What a person chooses among; Slack is a webhook of another form. */
export const channelKinds = ['email', 'webhook', 'slack', 'ping'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** A channel as it is typed; each kind uses some of it. */
export interface ChannelFields {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly to: string;
  readonly from: string;
  readonly host: string;
  readonly port: number | string;
  readonly tls: MailTls;
  readonly user: string;
  /** The whole address; empty for the one that is kept. */
  readonly url: string;
  readonly allowPrivate: boolean;
  /** The password or the key; empty for none, or for the one that is kept. */
  readonly secret: string;
}

export const NEW_CHANNEL: ChannelFields = {
  kind: 'email',
  name: '',
  to: '',
  from: '',
  host: '',
  port: MAIL_PORTS.starttls,
  tls: 'starttls',
  user: '',
  url: '',
  allowPrivate: false,
  secret: '',
};

/** Mail servers that many people have, and how they are spoken to. */
export const PROVIDERS: Readonly<Record<string, Pick<ChannelFields, 'port' | 'tls'>>> = {
  'smtp.gmail.com': { tls: 'tls', port: 465 },
  'smtp.office365.com': { tls: 'starttls', port: 587 },
  'smtp.mail.me.com': { tls: 'starttls', port: 587 },
  'smtp.fastmail.com': { tls: 'tls', port: 465 },
  'smtp.qq.com': { tls: 'tls', port: 465 },
  'smtp.163.com': { tls: 'tls', port: 465 },
  'smtp.qiye.aliyun.com': { tls: 'tls', port: 465 },
};

export function kindOf(settings: ChannelSettings): ChannelKind | 'desktop' {
  return settings.kind === 'webhook' && settings.form === 'slack' ? 'slack' : settings.kind;
}

/** What is known of a channel is typed already, but for its secret and its whole address. */
export function fieldsOf({ name, settings }: Channel): ChannelFields {
  const kind = kindOf(settings);
  const fields = { ...NEW_CHANNEL, kind: kind === 'desktop' ? NEW_CHANNEL.kind : kind, name };
  if (settings.kind === 'email') {
    const { to, from, host, port, tls, user } = settings;
    return { ...fields, to: to.join(', '), from, host, port, tls, user: user ?? '' };
  }
  return 'address' in settings ? { ...fields, allowPrivate: settings.allowPrivate } : fields;
}

/** The fields with another encryption, and its usual port where the usual one stood. */
export function withTls(fields: ChannelFields, tls: MailTls): ChannelFields {
  const usual = fields.port === MAIL_PORTS[fields.tls] || fields.port === '';
  return { ...fields, tls, port: usual ? MAIL_PORTS[tls] : fields.port };
}

/** True when the kind has a secret: a log-in its password, our own form of a webhook its key. */
export function hasSecretField({ kind }: Pick<ChannelFields, 'kind'>): boolean {
  return kind === 'email' || kind === 'webhook';
}

/** What is wrong with each field. `old` is the channel that is changed; `taken` are the names that are not free. */
export function checkChannel(
  fields: ChannelFields,
  old: Channel | null,
  taken: readonly string[],
): FieldProblems<ChannelFields> {
  const name = old === null ? nameProblem(fields.name.trim(), taken) : undefined;
  if (fields.kind !== 'email') return { name, url: urlProblem(fields, old) };
  const port = Number(fields.port);
  const recipients = addresses(fields.to);
  const host = fields.host.trim();
  return {
    name,
    to: recipients.length === 0 ? 'required' : isMail({ to: recipients }) ? undefined : 'mailAddresses',
    from: fields.from.trim() === '' || isMail({ from: fields.from.trim() }) ? undefined : 'mailAddress',
    host: host === '' ? 'required' : host.length > 255 ? 'longName' : undefined,
    port: fields.port !== '' && Number.isInteger(port) && port >= 1 && port <= 65_535 ? undefined : 'port',
    user: fields.user.length > 320 ? 'longName' : undefined,
    secret: passwordProblem(fields, old),
  };
}

function nameProblem(name: string, taken: readonly string[]): FieldProblem | undefined {
  if (name === '') return 'required';
  if (taken.includes(name)) return 'taken';
  return name.length > 200 ? 'longName' : undefined;
}

function urlProblem(fields: ChannelFields, old: Channel | null): FieldProblem | undefined {
  const text = fields.url.trim();
  if (text === '') return old && kindOf(old.settings) === fields.kind ? undefined : 'required';
  const url = URL.parse(text);
  const fits = url !== null && url.username === '' && url.password === '';
  return fits && wholeAddress.safeParse(text).success ? undefined : 'webAddress';
}

/** A user has a password; one that is kept goes to no other server, and not more openly, which the core refuses. */
function passwordProblem(fields: ChannelFields, old: Channel | null): FieldProblem | undefined {
  if (fields.user === '' || fields.secret !== '') return undefined;
  if (old?.settings.kind !== 'email' || !old.hasSecret) return 'required';
  const { host, port, user, tls } = old.settings;
  const same = fields.host.trim() === host && Number(fields.port) === port && fields.user === user;
  return same && (fields.tls === tls || fields.tls !== 'none') ? undefined : 'passwordAgain';
}

function isMail(part: { readonly to?: readonly string[]; readonly from?: string }): boolean {
  const rest = { kind: 'email', host: 'h', port: 1, tls: 'tls', user: null };
  return channelSettings.safeParse({ ...rest, to: ['a@example.org'], from: 'a@example.org', ...part }).success;
}

const addresses = (text: string) => text.split(/[,;\s]+/).filter(Boolean);

/** What the core is asked for; only fields without a problem make an order. */
export function orderOf(fields: ChannelFields): ChannelOrder {
  const { secret } = fields;
  const used = secret !== '' && hasSecretField(fields) && (fields.kind !== 'email' || fields.user !== '');
  return { name: fields.name.trim(), settings: settingsOf(fields), ...(used && { secret }) };
}

function settingsOf(fields: ChannelFields): GivenSettings {
  const { kind, allowPrivate } = fields;
  const url = fields.url.trim() === '' ? {} : { url: fields.url.trim() };
  if (kind === 'ping') return { kind, ...url, allowPrivate };
  if (kind !== 'email') return { kind: 'webhook', ...url, form: kind === 'slack' ? 'slack' : 'json', allowPrivate };
  const to = addresses(fields.to);
  const sender = fields.user.includes('@') ? fields.user : (to[0] ?? '');
  return {
    kind,
    to,
    from: fields.from.trim() || sender,
    host: fields.host.trim(),
    port: Number(fields.port),
    tls: fields.tls,
    user: fields.user || null,
  };
}
