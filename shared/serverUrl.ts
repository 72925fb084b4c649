import { AppError } from './errors.ts';
import { type SslMode, sslMode } from './model/connection.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly database?: string | undefined;
  readonly sslmode?: SslMode | undefined;
  readonly sslrootcert?: string | undefined;
  readonly password?: string | undefined;
}

/** libpq allows a user without a host, whose place a parameter takes; the URL standard does not. */
const NO_HOST = 'no-host.invalid';
const KNOWN = ['host', 'port', 'user', 'password', 'dbname', 'sslmode', 'sslrootcert'];

/**
 * Reads a connection URL as libpq does. Its text is in no message, because it may hold a password.
 * @throws AppError `bad_input`
 */
export function parseServerUrl(text: string): ServerAddress {
  const url = URL.parse(text.replace(/^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)(?=[/?#]|$)/, `$1${NO_HOST}`));
  if (!url || !/^postgres(ql)?:$/.test(url.protocol))
    throw bad('It is not of the form postgres://user@host:port/database.');
  const query = url.searchParams;
  const unknown = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw bad(`Lifeboat does not know its parameter ${unknown}.`);
  const host = query.get('host') || decode(url.hostname === NO_HOST ? '' : url.hostname).replace(/^\[(.*)\]$/, '$1');
  const user = query.get('user') || decode(url.username);
  if (host === '') throw bad('The host is missing.');
  if (user === '') throw bad('The user is missing.');
  return {
    host,
    user,
    port: portOf(query.get('port') || url.port),
    database: query.get('dbname') || decode(url.pathname.slice(1)) || undefined,
    sslmode: sslModeOf(query.get('sslmode')),
    sslrootcert: query.get('sslrootcert') ?? undefined,
    password: query.get('password') || decode(url.password) || undefined,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad('It has a % that begins no code; write a % itself as %25.');
  }
}

function portOf(text: string): number | undefined {
  if (text === '') return undefined;
  if (!/^\d{1,5}$/.test(text)) throw bad('The port is no number.');
  return Number(text);
}

function sslModeOf(text: string | null): SslMode | undefined {
  if (text === null) return undefined;
  const parsed = sslMode.safeParse(text);
  if (!parsed.success) throw bad('Its sslmode is none.');
  return parsed.data;
}

function bad(reason: string): AppError {
  return new AppError(
    'bad_input',
    `The URL cannot be understood. ${reason}`,
    'An example: postgres://backup@db.example.org:5432/shop?sslmode=verify-full',
  );
}
