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
  const weak = weakCredentials(connection, password);
  if (weak && connection.label === 'production') throw new AppError('default_credentials', weak.message, weak.nextStep);
  const { name, host, port, user, sslmode, sslrootcert } = connection;
  return { name, host, port, user, sslmode, sslrootcert, password };
}

/** What is wrong with a connection's credentials, if anything; refused where the connection is labelled production. */
export function weakCredentials(connection: Connection, password: ServerAccess['password']): Advisory | null {
  const nextStep = `Give ${connection.user} a password of its own (ALTER ROLE … PASSWORD), and update the connection.`;
  if (connection.user === 'postgres' && password.kind === 'text' && password.text === 'postgres') {
    return {
      code: 'default_credentials',
      message: `The connection ${connection.name} uses the default credentials postgres/postgres.`,
      nextStep,
    };
  }
  if (password.kind === 'none' && !isLocalHost(connection.host)) {
    return {
      code: 'empty_password',
      message: `The connection ${connection.name} reaches ${connection.host} over the network without a password.`,
      nextStep,
    };
  }
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
