import { quote } from '../../shared/restoreCommand.ts';
import { MAIL_PORTS } from '../../shared/smtpUrl.ts';
import { maskAddress } from '../../shared/webAddress.ts';
import { lifeboat } from '../commandLine.ts';
import type { ChannelOrder } from './channelFields.ts';

/** The command line that adds the same channel; it asks for a password or a key, and the rest of an address is left to be filled in. */
export function channelAddLine({ name, settings, secret }: ChannelOrder): string {
  const said: string[] = [];
  if (settings.kind === 'email') {
    const { to, from, host, port, tls, user } = settings;
    said.push(...to.map((address) => `--email=${quote(address)}`));
    const server = host.includes(':') ? `[${host}]` : host;
    const login = user === null ? '' : `${encodeURIComponent(user)}@`;
    const usual = port === MAIL_PORTS[tls] ? '' : `:${port}`;
    const url = `${tls === 'tls' ? 'smtps' : 'smtp'}://${login}${server}${usual}${tls === 'none' ? '?tls=none' : ''}`;
    said.push(`--smtp=${quote(url)}`, `--from=${quote(from)}`);
    if (secret != null) said.push('--password-stdin');
  } else if (settings.kind !== 'desktop') {
    if (settings.url !== undefined) said.push(`--${settings.kind}=${quote(maskAddress(settings.url))}`);
    if (settings.kind === 'webhook' && settings.form === 'slack') said.push('--slack');
    if (secret != null) said.push('--secret-stdin');
    if (settings.allowPrivate) said.push('--allow-private');
  }
  return lifeboat(`channel add ${said.join(' ')}`, name);
}
