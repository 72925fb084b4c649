import { AppError } from '../../shared/errors.ts';
import { type Connection, isLocalHost } from '../../shared/model/connection.ts';
import type { Advisory } from '../../shared/model/run.ts';
import { findConnection } from '../catalog/connections.ts';
import type { ServerAccess } from '../postgres/access.ts';
import type { Context } from './context.ts';

export function secretName(connection: string): string {
  return `connection:${connection}`;
}

/** @throws AppError `no_connection` */
export function requireConnection(context: Context, name: string): Connection {
  const found = findConnection(context.db, name);
  if (found) return found;
  throw new AppError(
    'no_connection',
    `There is no connection called ${name}.`,
    'List them with `lifeboat connection list`, or add it with `lifeboat connection add`.',
  );
}

/**
 * A connection with its password in hand.
 * @throws AppError `secret_unavailable`, `default_credentials`.
 */
export async function resolveAccess(context: Context, connection: Connection): Promise<ServerAccess> {
  const password = await resolvePassword(context, connection);
  refuseWeak(context, connection, password);
  const { name, host, port, user, sslmode, sslrootcert } = connection;
  return { name, host, port, user, sslmode, sslrootcert, password };
}

/** Labelled so; or not labelled, where NODE_ENV says so. */
export function isProduction({ config }: Context, { label }: Connection): boolean {
  return label === 'production' || (label === null && config.env['NODE_ENV'] === 'production');
}

/** @throws AppError `default_credentials` in production. */
export function refuseWeak(context: Context, connection: Connection, password: ServerAccess['password']): void {
  const weak = weakCredentials(connection, password);
  if (weak && isProduction(context, connection)) throw new AppError('default_credentials', weak.message, weak.nextStep);
}

/** What installers, images and tutorials set, and what anybody tries next. */
const WELL_KNOWN: ReadonlySet<string> = new Set(
  `postgres postgresql password passw0rd passwort pass admin administrator root test testing guest user example secret
   changeme changeit change_me default mysecretpassword supersecret letmein qwerty pgpassword
   1234 12345 123456 1234567 12345678 123456789 1234567890`.split(/\s+/),
);

/** What is wrong with a connection's credentials, if anything; refused in production. The password is not told. */
export function weakCredentials(connection: Connection, password: ServerAccess['password']): Advisory | null {
  const { name, host, user, database } = connection;
  const nextStep = `Give ${user} a password of its own (in psql: \\password), and update the connection.`;
  if (password.kind === 'text') {
    const text = password.text.toLowerCase();
    const guessed = WELL_KNOWN.has(text) || [user, database, name].some((word) => word.toLowerCase() === text);
    if (guessed)
      return {
        code: 'default_credentials',
        message: `The password of ${user} on the connection ${name} is one that anybody would try first.`,
        nextStep,
      };
  }
  if (password.kind === 'none' && !isLocalHost(host))
    return {
      code: 'empty_password',
      message: `The connection ${name} reaches ${host} over the network without a password.`,
      nextStep,
    };
  return null;
}

export async function resolvePassword(
  context: Context,
  { name, secret }: Connection,
): Promise<ServerAccess['password']> {
  switch (secret.kind) {
    case 'none':
    case 'pgpass':
      return { kind: secret.kind };
    case 'env': {
      const text = context.config.env[secret.variable];
      if (text) return { kind: 'text', text };
      throw new AppError(
        'secret_unavailable',
        `The variable ${secret.variable}, which holds the password of ${name}, is not set.`,
        `Set ${secret.variable} in the environment or in .env.`,
      );
    }
    case 'store': {
      const text = await context.ports.secrets.get(secretName(name));
      if (text !== null) return { kind: 'text', text };
      throw new AppError(
        'secret_unavailable',
        `The stored password of ${name} is gone.`,
        'Remove the connection and add it again.',
      );
    }
  }
}
