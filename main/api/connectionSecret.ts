import type { ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Connection, sslModes } from '../../shared/model/connection.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { resolvePassword } from '../runs/access.ts';
import type { Context } from '../runs/context.ts';

type Order = ParsedInput<'connections.add'>;

/**
 * Where the password of an ordered connection is, or is to be kept. Without a password and without a place for one, it is where that of
 * the connection `old` is.
 * @throws AppError `bad_input` for a password and a place at once, and when a password that was kept for one server would go to another.
 */
export function secretOf(
  order: Order,
  wanted: Omit<Connection, 'secret'>,
  old: Connection | null,
): Connection['secret'] {
  const { password, secret } = order;
  if (password && secret && secret.kind !== 'store')
    throw new AppError('bad_input', 'A password was given and also a place where to find it.', 'Give one of the two.');
  if (password) return { kind: 'store' };
  if (secret && secret.kind !== 'store') return secret;
  const kept = old?.secret ?? { kind: 'none' };
  if (secret && kept.kind !== 'store')
    throw new AppError('bad_input', `No password is stored for ${wanted.name}.`, 'Type the password.');
  // ~/.pgpass says itself which server each of its passwords is for.
  const holds = kept.kind === 'store' || kept.kind === 'env';
  if (old && holds && !isAsSafe(old, wanted))
    throw new AppError(
      'bad_input',
      `The password of ${old.name} was given for ${old.user} on ${old.host}:${old.port}, and is sent nowhere else.`,
      'Type the password again.',
    );
  return kept;
}

/** The password in hand, of a connection that may not be saved yet. @throws AppError `secret_unavailable` */
export function passwordOf(
  context: Context,
  connection: Connection,
  { password }: Order,
): Promise<ServerAccess['password']> {
  return password ? Promise.resolve({ kind: 'text', text: password }) : resolvePassword(context, connection);
}

type Address = Pick<Connection, 'host' | 'port' | 'user' | 'sslmode' | 'sslrootcert'>;

/** True when what is sent to `next` reaches the server of `old` and nobody else; `sslModes` go from lax to strict. */
function isAsSafe(old: Address, next: Address): boolean {
  return (
    next.host === old.host &&
    next.port === old.port &&
    next.user === old.user &&
    next.sslrootcert === old.sslrootcert &&
    sslModes.indexOf(next.sslmode) >= sslModes.indexOf(old.sslmode)
  );
}
