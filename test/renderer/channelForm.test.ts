import { describe, expect, it } from 'vitest';
import { channelAddLine } from '../../renderer/channels/channelAddLine.ts';
import {
  type ChannelFields,
  checkChannel,
  fieldsOf,
  NEW_CHANNEL,
  orderOf,
  withTls,
} from '../../renderer/channels/channelFields.ts';
import { type Channel, channelSettings } from '../../shared/model/alert.ts';
import { parseSmtpUrl } from '../../shared/smtpUrl.ts';
import { maskAddress } from '../../shared/webAddress.ts';

const typed = (change: Partial<ChannelFields> = {}): ChannelFields => ({
  ...NEW_CHANNEL,
  name: 'ops',
  to: 'ops@example.org',
  host: 'mail.example.org',
  user: 'lifeboat',
  secret: 'p',
  ...change,
});
const problems = (fields: ChannelFields, old: Channel | null = null) =>
  Object.entries(checkChannel(fields, old, ['taken'])).flatMap(([name, problem]) =>
    problem === undefined ? [] : [[name, problem]],
  );
const channelOf = (fields: ChannelFields): Channel => {
  const { name, settings: given, secret } = orderOf(fields);
  const url = 'url' in given ? (given.url ?? '') : null;
  const settings = channelSettings.parse({ ...given, ...(url !== null && { address: maskAddress(url) }) });
  return { name, settings, origin: 'user', hasSecret: secret != null, failing: null, lastSentAt: null };
};

describe('the form of a channel', () => {
  it.each<[what: string, change: Partial<ChannelFields>, found: unknown[]]>([
    ['nothing', {}, []],
    ['a name that is taken', { name: ' taken ' }, [['name', 'taken']]],
    ['nobody to send to', { to: ' ,; ' }, [['to', 'required']]],
    ['a recipient that is none', { to: 'ops@example.org, ops' }, [['to', 'mailAddresses']]],
    ['a sender that is none', { from: 'me' }, [['from', 'mailAddress']]],
    ['a port that is none', { port: 70_000 }, [['port', 'port']]],
    ['a user without a password', { secret: '' }, [['secret', 'required']]],
    ['neither user nor password', { user: '', secret: '' }, []],
    ['an address that is none', { kind: 'webhook', url: 'javascript:alert(1)' }, [['url', 'webAddress']]],
    ['an address with a password', { kind: 'ping', url: 'https://u:p@example.org' }, [['url', 'webAddress']]],
    ['what is shown of an address', { kind: 'ping', url: 'https://example.org/…' }, [['url', 'webAddress']]],
    ['no address', { kind: 'ping' }, [['url', 'required']]],
    ['an address', { kind: 'slack', url: 'https://example.org' }, []],
  ])('finds wrong with %s', (_what, change, found) => {
    expect(problems(typed(change))).toEqual(found);
  });

  it('lets a kept password go to its own server only', () => {
    const old = channelOf(typed());
    expect(problems({ ...fieldsOf(old), to: 'new@example.org' }, old)).toEqual([]);
    for (const change of [{ host: 'evil' }, { port: 25 }, { user: 'other' }, { tls: 'none' as const }])
      expect(problems({ ...fieldsOf(old), ...change }, old)).toEqual([['secret', 'passwordAgain']]);
  });

  it('shows a channel as it was typed, but for its secret and its address', () => {
    for (const fields of [
      typed({ from: 'a@example.org', secret: '' }),
      { ...NEW_CHANNEL, kind: 'slack' as const, name: 'ops', url: 'https://example.org/', allowPrivate: true },
      { ...NEW_CHANNEL, kind: 'ping' as const, name: 'ops', url: 'https://example.org/' },
    ])
      expect(fieldsOf(channelOf(fields))).toEqual({ ...fields, url: '' });
  });

  it('keeps an address that is not typed again', () => {
    const old = channelOf(typed({ kind: 'ping', url: 'https://example.org/canary' }));
    const fields = { ...fieldsOf(old), allowPrivate: true };
    expect(problems(fields, old)).toEqual([]);
    expect(orderOf(fields)).toEqual({ name: 'ops', settings: { kind: 'ping', allowPrivate: true } });
  });

  it('moves the port with the encryption unless it was typed', () => {
    expect(withTls(typed(), 'tls').port).toBe(465);
    expect(withTls(typed({ port: 2525 }), 'tls').port).toBe(2525);
  });
});

describe('the command line of a channel', () => {
  it.each<[Partial<ChannelFields>, string]>([
    [
      { to: 'a@example.org b@example.org', user: 'u@example.org' },
      'lifeboat channel add --email=a@example.org --email=b@example.org --smtp=smtp://u%40example.org@mail.example.org --from=u@example.org --password-stdin ops',
    ],
    [
      { tls: 'none', port: 2525, user: '', host: '::1' },
      "lifeboat channel add --email=ops@example.org --smtp='smtp://[::1]:2525?tls=none' --from=ops@example.org ops",
    ],
    [
      { kind: 'webhook', url: 'https://example.org/canary?a=b&c', allowPrivate: true },
      "lifeboat channel add --webhook='https://example.org/…' --secret-stdin --allow-private ops",
    ],
    [
      { kind: 'slack', url: 'https://example.org/' },
      "lifeboat channel add --webhook='https://example.org/…' --slack ops",
    ],
    [{ kind: 'ping', url: 'https://example.org/' }, "lifeboat channel add --ping='https://example.org/…' ops"],
  ])('for %o', (change, line) => {
    expect(channelAddLine(orderOf(typed(change)))).toBe(line);
  });
});

describe('the URL of a mail server', () => {
  it.each([
    ['smtp://h', { host: 'h', port: 587, tls: 'starttls', user: null, password: null }],
    ['smtps://u%40x:p%40ss@h', { host: 'h', port: 465, tls: 'tls', user: 'u@x', password: 'p@ss' }],
    ['smtp://h?tls=none', { port: 25, tls: 'none' }],
    ['smtp://[::1]:2525/', { host: '::1', port: 2525 }],
  ])('%s', (url, server) => {
    expect(parseSmtpUrl(url)).toMatchObject(server);
  });

  it.each([
    'h:25',
    'http://h',
    'smtp://',
    'smtp://:canary@h',
    'smtp://u:canary@h/path',
    'smtp://u:canary@h?tls=maybe',
    'smtps://u:canary@h?tls=none',
    'smtp://u:canary@h?auth=plain',
    'smtp://u:canary%@h',
  ])('that is none is told without its text: %s', (url) => {
    const parse = () => parseSmtpUrl(url);
    expect(parse).toThrow(expect.objectContaining({ code: 'bad_input' }));
    expect(parse).not.toThrow(/canary/);
  });
});
