import { AppError } from './errors.ts';
import type { SettingsOf } from './model/alert.ts';

export type MailTls = SettingsOf<'email'>['tls'];

/** The usual port of each way to speak to a mail server. */
export const MAIL_PORTS: Readonly<Record<MailTls, number>> = { tls: 465, starttls: 587, none: 25 };

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly tls: MailTls;
  readonly user: string | null;
  readonly password: string | null;
}

/**
 * Reads the URL of a mail server: `smtps://` is TLS from the first byte, `smtp://` demands STARTTLS unless `?tls=none` says otherwise.
 * Its text is in no message, because it may hold a password.
 * @throws AppError `bad_input`
 */
export function parseSmtpUrl(text: string): MailServer {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol)) throw bad('It is not of the form smtp://user@host:port.');
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'tls');
  if (unknown !== undefined) throw bad(`Lifeboat does not know its parameter ${unknown}.`);
  if (url.pathname !== '' && url.pathname !== '/') throw bad('A mail server has no path.');
  const tls = tlsOf(url);
  const host = decode(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw bad('The host is missing.');
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === '' && password !== '') throw bad('It has a password but no user.');
  return {
    host,
    port: url.port === '' ? MAIL_PORTS[tls] : Number(url.port),
    tls,
    user: user || null,
    password: password || null,
  };
}

function tlsOf({ protocol, searchParams }: URL): MailTls {
  const usual = protocol === 'smtps:' ? 'tls' : 'starttls';
  const said = searchParams.get('tls') ?? usual;
  if (said === usual || (said === 'none' && usual === 'starttls')) return said;
  throw bad('Its tls is neither `starttls` nor `none`; TLS from the first byte is smtps://.');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad('It has a % that begins no code; write a % itself as %25.');
  }
}

function bad(reason: string): AppError {
  return new AppError(
    'bad_input',
    `The URL of the mail server cannot be understood. ${reason}`,
    'An example: smtp://lifeboat@mail.example.org:587',
  );
}
