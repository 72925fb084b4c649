import type { CallOutput, ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Connection, type ConnectionView, defaultSslMode } from '../../shared/model/connection.ts';
import { audit } from '../catalog/audit.ts';
import { deleteConnection, findConnection, listConnections, saveConnection } from '../catalog/connections.ts';
import { listPlans } from '../catalog/plans.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { listDatabases } from '../postgres/database.ts';
import { openSession } from '../postgres/session.ts';
import { requireConnection, resolveAccess, resolvePassword, secretName, weakCredentials } from '../runs/access.ts';
import type { Context } from '../runs/context.ts';
import { examineServer } from './doctor.ts';
import type { Handlers } from './handlers.ts';

type Names = 'connections.add' | 'connections.list' | 'connections.test' | 'connections.probe' | 'connections.remove';

export const connectionHandlers: Handlers<Names> = {
  async 'connections.add'(context, input) {
    if (findConnection(context.db, input.name))
      throw new AppError(
        'name_taken',
        `There is a connection called ${input.name} already.`,
        'Choose another name, or remove that one first.',
      );
    if (input.password && input.secret && input.secret.kind !== 'store')
      throw new AppError(
        'bad_input',
        'A password was given and also a place where to find it.',
        'Give one of the two.',
      );
    const connection = fromOrder(input);
    const known = await givenPassword(context, connection, input);
    const weak = weakCredentials(connection, known);
    if (weak && connection.label === 'production')
      throw new AppError('default_credentials', weak.message, weak.nextStep);
    // The secret first: a connection whose password is missing would be worse than a password without its connection.
    if (input.password && connection.secret.kind === 'store')
      await context.ports.secrets.set(secretName(input.name), input.password);
    saveConnection(context.db, connection);
    audit(context.db, context.ports.clock.now(), context.actor, 'connection.add', input.name);
    return view(context);
  },

  'connections.list': (context) => view(context),

  async 'connections.test'(context, { name }, signal) {
    const connection = requireConnection(context, name);
    return { connection: await report(context, connection, await resolveAccess(context, connection), signal) };
  },

  async 'connections.probe'(context, input, signal) {
    const connection = fromOrder(input);
    const { name, host, port, user, sslmode, sslrootcert } = connection;
    const password = await givenPassword(context, connection, input);
    const access = { name, host, port, user, sslmode, sslrootcert, password };
    return { connection: await report(context, connection, access, signal) };
  },

  async 'connections.remove'(context, { name }) {
    requireConnection(context, name);
    const user = listPlans(context.db).find((plan) => plan.connection === name);
    if (user)
      throw new AppError(
        'in_use',
        `The plan ${user.name} uses the connection ${name}.`,
        `Remove the plan first: lifeboat plan remove ${user.name}. Its backups stay.`,
      );
    deleteConnection(context.db, name);
    await context.ports.secrets.delete(secretName(name));
    audit(context.db, context.ports.clock.now(), context.actor, 'connection.remove', name);
    return view(context);
  },
};

type Order = ParsedInput<'connections.add'>;

function fromOrder({ password, secret, sslmode, sslrootcert, label, ...rest }: Order): Connection {
  return {
    ...rest,
    sslmode: sslmode ?? defaultSslMode(rest.host),
    sslrootcert: sslrootcert ?? null,
    label: label ?? null,
    secret: secret ?? (password ? { kind: 'store' } : { kind: 'none' }),
    origin: 'user',
  };
}

/** The password of a connection that may not be saved yet. */
async function givenPassword(
  context: Context,
  connection: Connection,
  { password }: Order,
): Promise<ServerAccess['password']> {
  return password ? { kind: 'text', text: password } : await resolvePassword(context, connection);
}

/** What a server that can be reached says of itself. @throws AppError when it cannot be reached. */
async function report(
  context: Context,
  connection: Connection,
  access: ServerAccess,
  signal: AbortSignal,
): Promise<CallOutput<'connections.test'>['connection']> {
  await using session = await openSession(access, connection.database, signal);
  const { clientChosen, problems } = await examineServer(context, connection, access, session);
  return {
    name: connection.name,
    serverVersion: session.serverVersion,
    clientChosen: clientChosen ?? '',
    databases: await listDatabases(session),
    problems,
  };
}

function view(context: Context): { connections: ConnectionView[] } {
  return {
    connections: listConnections(context.db).map(({ secret, ...rest }) => ({ ...rest, passwordFrom: secret.kind })),
  };
}
