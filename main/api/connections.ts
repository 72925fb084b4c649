import type { CallOutput, ParsedInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Connection, type ConnectionView, defaultSslMode } from '../../shared/model/connection.ts';
import { deleteConnection, findConnection, listConnections, saveConnection } from '../catalog/connections.ts';
import { listPlans } from '../catalog/plans.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { listDatabases } from '../postgres/database.ts';
import { openSession } from '../postgres/session.ts';
import { refuseWeak, requireConnection, resolveAccess, secretName } from '../runs/access.ts';
import { grantScript } from '../runs/grantScript.ts';
import type { Context } from '../runs/context.ts';
import { examineServer } from './doctor.ts';
import { passwordOf, secretOf } from './connectionSecret.ts';
import type { Handlers } from './handlers.ts';

type Names =
  | 'connections.add'
  | 'connections.change'
  | 'connections.list'
  | 'connections.test'
  | 'connections.probe'
  | 'connections.grantScript'
  | 'connections.remove';

export const connectionHandlers: Handlers<Names> = {
  async 'connections.add'(context, input) {
    if (findConnection(context.db, input.name))
      throw new AppError(
        'name_taken',
        `There is a connection called ${input.name} already.`,
        'Choose another name, or remove that one first.',
      );
    const connection = fromOrder(input, null);
    await checkCredentials(context, connection, input);
    // The secret first: a connection whose password is missing would be worse than a password without its connection.
    if (input.password) await context.ports.secrets.set(secretName(input.name), input.password);
    saveConnection(context.db, connection);
    return view(context);
  },

  async 'connections.change'(context, input) {
    const old = requireConnection(context, input.name);
    if (old.origin === 'environment')
      throw new AppError(
        'bad_input',
        `The connection ${old.name} says what the variables of the environment say.`,
        'Change DB_* in the environment or in .env, and start Lifeboat again; or add a connection of your own.',
      );
    const connection = fromOrder(input, old);
    await checkCredentials(context, connection, input);
    const { secrets } = context.ports;
    // In this order, so that at no instant a password stands beside an address that it was not given for.
    if (input.password || connection.secret.kind !== 'store') await secrets.delete(secretName(input.name));
    saveConnection(context.db, connection);
    if (input.password) await secrets.set(secretName(input.name), input.password);
    return view(context);
  },

  'connections.list': (context) => view(context),

  async 'connections.test'(context, { name }, signal) {
    const connection = requireConnection(context, name);
    return { connection: await report(context, connection, await resolveAccess(context, connection), signal) };
  },

  async 'connections.probe'(context, input, signal) {
    const connection = fromOrder(input, findConnection(context.db, input.name));
    const { name, host, port, user, sslmode, sslrootcert } = connection;
    const password = await passwordOf(context, connection, input);
    const access = { name, host, port, user, sslmode, sslrootcert, password };
    return { connection: await report(context, connection, access, signal) };
  },

  'connections.grantScript': (context, input, signal) => grantScript(context, input, signal),

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
    return view(context);
  },
};

type Order = ParsedInput<'connections.add'>;

/** The connection that is ordered; what the order leaves out and cannot be guessed is as it is in `old`. */
function fromOrder(order: Order, old: Connection | null): Connection {
  const { password: _password, secret: _secret, sslmode, sslrootcert, label, ...rest } = order;
  const wanted: Omit<Connection, 'secret'> = {
    ...rest,
    sslmode: sslmode ?? defaultSslMode(rest.host),
    sslrootcert: sslrootcert ?? old?.sslrootcert ?? null,
    label: label ?? null,
    origin: 'user',
  };
  return { ...wanted, secret: secretOf(order, wanted, old) };
}

/** @throws AppError `default_credentials`, `secret_unavailable` */
async function checkCredentials(context: Context, connection: Connection, order: Order): Promise<void> {
  refuseWeak(context, connection, await passwordOf(context, connection, order));
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
