import { AppError } from '../../shared/errors.ts';
import { type Connection, type ConnectionView, defaultSslMode } from '../../shared/model/connection.ts';
import { audit } from '../catalog/audit.ts';
import { deleteConnection, findConnection, listConnections, saveConnection } from '../catalog/connections.ts';
import { listPlans } from '../catalog/plans.ts';
import { listDatabases } from '../postgres/database.ts';
import { openSession } from '../postgres/session.ts';
import { requireConnection, resolveAccess, resolvePassword, secretName, weakCredentials } from '../runs/access.ts';
import type { Context } from '../runs/context.ts';
import { examine } from './doctor.ts';
import type { Handlers } from './handlers.ts';

type Names = 'connections.add' | 'connections.list' | 'connections.test' | 'connections.remove';

export const connectionHandlers: Handlers<Names> = {
  async 'connections.add'(context, input) {
    if (findConnection(context.db, input.name))
      throw new AppError(
        'name_taken',
        `There is a connection called ${input.name} already.`,
        'Choose another name, or remove that one first.',
      );
    const { password, secret, sslmode, sslrootcert, label, ...rest } = input;
    const connection: Connection = {
      ...rest,
      sslmode: sslmode ?? defaultSslMode(input.host),
      sslrootcert: sslrootcert ?? null,
      label: label ?? null,
      secret: secret ?? (password ? { kind: 'store' } : { kind: 'none' }),
      origin: 'user',
    };
    const known = password ? ({ kind: 'text', text: password } as const) : await resolvePassword(context, connection);
    const weak = weakCredentials(connection, known);
    if (weak && connection.label === 'production')
      throw new AppError('default_credentials', weak.message, weak.nextStep);
    // The secret first: a connection whose password is missing would be worse than a password without its connection.
    if (password && connection.secret.kind === 'store')
      await context.ports.secrets.set(secretName(input.name), password);
    saveConnection(context.db, connection);
    audit(context.db, context.ports.clock.now(), context.actor, 'connection.add', input.name);
    return view(context);
  },

  'connections.list': (context) => view(context),

  async 'connections.test'(context, { name }, signal) {
    const connection = requireConnection(context, name);
    const access = await resolveAccess(context, connection);
    await using session = await openSession(access, connection.database, signal);
    const { summary, problems } = await examine(context, connection, signal);
    return {
      connection: {
        name,
        serverVersion: session.serverVersion,
        clientChosen: summary.clientChosen ?? '',
        databases: await listDatabases(session),
        problems,
      },
    };
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

function view(context: Context): { connections: ConnectionView[] } {
  return {
    connections: listConnections(context.db).map(({ secret, ...rest }) => ({ ...rest, passwordFrom: secret.kind })),
  };
}
