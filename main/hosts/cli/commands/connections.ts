import { formatBytes, printable } from '../../../../shared/format.ts';
import type { ConnectionView } from '../../../../shared/model/connection.ts';
import type { Handler } from '../command.ts';
import { describeProblems } from '../print/problems.ts';
import { table } from '../print/table.ts';

export const list: Handler = async (cli) => {
  const answer = await cli.call('connections.list', {});
  return { json: answer, lines: () => describeConnections(answer.connections) };
};

const PASSWORDS = { none: 'none', store: 'stored, encrypted', env: 'a variable', pgpass: '~/.pgpass' };

export function describeConnections(connections: readonly ConnectionView[]): string[] {
  if (connections.length === 0)
    return [
      'No connection yet.',
      'Add one with `lifeboat connection add`; `lifeboat connection add --help` shows an example.',
    ];
  const rows = connections.map(({ name, host, port, user, sslmode, label, passwordFrom }) => [
    printable(name),
    `${printable(host)}:${port}`,
    printable(user),
    sslmode,
    PASSWORDS[passwordFrom],
    label ?? '',
  ]);
  return table(['CONNECTION', 'SERVER', 'USER', 'TLS', 'PASSWORD', 'LABEL'], rows);
}

export const test: Handler = async (cli, input) => {
  const answer = await cli.call('connections.test', { name: input.argument(0) });
  return {
    json: answer,
    lines() {
      const { name, serverVersion, clientChosen, databases, problems } = answer.connection;
      return [
        `${printable(name)} answers: PostgreSQL ${serverVersion}${clientChosen === '' ? '' : `, backed up with the client ${clientChosen}`}.`,
        ...table(
          ['DATABASE', 'SIZE'],
          databases.map((database) => [
            printable(database.name),
            database.bytes === null ? 'not visible' : formatBytes(database.bytes),
          ]),
        ),
        ...describeProblems(problems),
      ];
    },
  };
};

/** The script alone, to be written to a file. */
export const grantScript: Handler = async (cli, input) => {
  const answer = await cli.call('connections.grantScript', {
    name: input.argument(0),
    role: input.text('role'),
    databases: input.list('database'),
  });
  return { json: answer, lines: () => answer.script.trimEnd().split('\n') };
};

export const remove: Handler = async (cli, input) => {
  const name = input.argument(0);
  const answer = await cli.call('connections.remove', { name });
  return { json: answer, lines: () => [`Removed the connection ${printable(name)} and its password.`] };
};
