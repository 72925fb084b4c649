import { randomUUID } from 'node:crypto';
import type { CallOutput, ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Channel, ChannelSettings, GivenSettings, Message } from '../../shared/model/alert.ts';
import { maskAddress } from '../../shared/webAddress.ts';
import { deleteChannel, findChannel, listChannels, saveChannel } from '../catalog/channels.ts';
import type { Context } from '../runs/context.ts';
import { channelSecret, channelUrl, deliver } from '../runs/deliver.ts';
import { recordOutcome } from '../runs/sendMessages.ts';
import type { Handlers } from './handlers.ts';

type Names = 'channels.add' | 'channels.change' | 'channels.list' | 'channels.test' | 'channels.remove';
type Order = ParsedInput<'channels.add'>;

export const channelHandlers: Handlers<Names> = {
  async 'channels.add'(context, order) {
    if (findChannel(context.db, order.name))
      throw new AppError(
        'name_taken',
        `There is a channel called ${order.name} already.`,
        'Choose another name, or remove that one first.',
      );
    check(order);
    return save(context, order, null);
  },

  async 'channels.change'(context, order) {
    const old = requireChannel(context, order.name);
    if (old.origin === 'environment')
      throw new AppError(
        'bad_input',
        `The channel ${old.name} says what the variables of the environment say.`,
        'Change ALERT_EMAIL and SMTP_URL in the environment or in .env, and start Lifeboat again; or add a channel of your own.',
      );
    check(order);
    checkKept(order, old);
    return save(context, order, old);
  },

  'channels.list': (context) => view(context),

  async 'channels.test'(context, { name }, signal) {
    const channel = requireChannel(context, name);
    const delivery = randomUUID();
    const outcome = await deliver(context, channel, { message: testMessage(context, name), delivery }, signal);
    recordOutcome(context, channel, outcome);
    if (!outcome.ok) throw outcome.error;
    return { channel: requireChannel(context, name) };
  },

  async 'channels.remove'(context, { name }) {
    requireChannel(context, name);
    deleteChannel(context.db, name, context.ports.clock.now());
    for (const key of [channelSecret(name), channelUrl(name)]) await context.ports.secrets.delete(key);
    return view(context);
  },
};

/** @throws AppError `no_channel` */
function requireChannel({ db }: Context, name: string): Channel {
  const found = findChannel(db, name);
  if (found) return found;
  throw new AppError(
    'no_channel',
    `There is no channel called ${name}.`,
    'List them with `lifeboat channel list`, or add it with `lifeboat channel add`.',
  );
}

/** @throws AppError `bad_input` */
function check({ settings, secret }: Order): void {
  if ('url' in settings && settings.url !== undefined) {
    const { username, password } = new URL(settings.url);
    if (username !== '' || password !== '')
      throw new AppError('bad_input', 'The address holds a user or a password.', 'Leave them out: they are not sent.');
  }
  if (typeof secret !== 'string') return;
  if (settings.kind === 'email' && settings.user === null)
    throw new AppError(
      'bad_input',
      'There is a password, but no user to log in as.',
      'Give the user, too, or neither.',
    );
  if (!takesSecret(settings)) throw new AppError('bad_input', 'This kind of channel takes no secret.', 'Leave it out.');
}

/** A log-in has a password, and what is read by our own receivers a signature. */
function takesSecret(settings: GivenSettings): boolean {
  if (settings.kind === 'email') return settings.user !== null;
  return settings.kind === 'webhook' && settings.form === 'json';
}

/** @throws AppError `bad_input` when the kept password would go to another server than it was given for, or more openly. */
function checkKept({ settings, secret }: Order, { name, settings: old, hasSecret }: Channel): void {
  if (secret !== undefined || !hasSecret || settings.kind !== 'email' || old.kind !== 'email' || settings.user === null)
    return;
  const safe =
    settings.host === old.host &&
    settings.port === old.port &&
    settings.user === old.user &&
    (settings.tls === old.tls || settings.tls !== 'none');
  if (safe) return;
  throw new AppError(
    'bad_input',
    `The password of ${name} was given for ${old.user} on ${old.host}:${old.port}, and is sent nowhere else.`,
    'Type the password again.',
  );
}

async function save(context: Context, order: Order, old: Channel | null): Promise<CallOutput<'channels.list'>> {
  const { db, ports } = context;
  const { name, secret } = order;
  const settings = shown(order.settings, old);
  const keeps =
    secret === undefined && old?.hasSecret === true && old.settings.kind === settings.kind && takesSecret(settings);
  const given = typeof secret === 'string' ? secret : null;
  const url = 'url' in order.settings ? (order.settings.url ?? null) : null;
  const parts = [
    { key: channelSecret(name), value: given, stays: keeps },
    { key: channelUrl(name), value: url, stays: url === null && 'address' in settings },
  ];
  const keep = async () => {
    for (const { key, value } of parts) if (value !== null) await ports.secrets.set(key, value);
  };
  // At no instant a password stands beside an address that it was not given for.
  for (const { key, stays } of parts) if (!stays) await ports.secrets.delete(key);
  if (old === null) await keep();
  saveChannel(db, { name, settings, origin: 'user', hasSecret: keeps || given !== null }, ports.clock.now());
  if (old !== null) await keep();
  return view(context);
}

/** What the catalog has of it. @throws AppError `bad_input` for an address that is left out when none of that kind is kept. */
function shown(given: GivenSettings, old: Channel | null): ChannelSettings {
  if (given.kind === 'desktop' || given.kind === 'email') return given;
  const { url, ...settings } = given;
  if (url !== undefined) return { ...settings, address: maskAddress(url) };
  if (old && 'address' in old.settings && old.settings.kind === settings.kind)
    return { ...settings, address: old.settings.address };
  throw new AppError('bad_input', 'There is no address to send to.', 'Give the whole address.');
}

function testMessage({ ports }: Context, name: string): Message {
  return {
    kind: 'test',
    alert: null,
    title: 'Test message',
    text: `This is a test of the channel ${name}. Alerts will arrive here like this.`,
    at: ports.clock.now().toISOString(),
  };
}

function view({ db }: Context): CallOutput<'channels.list'> {
  return { channels: listChannels(db) };
}
