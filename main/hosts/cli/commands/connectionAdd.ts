import type { CallInput } from '../../../../shared/contract.ts';
import { AppError } from '../../../../shared/errors.ts';
import { printable } from '../../../../shared/format.ts';
import type { SslMode } from '../../../../shared/model/connection.ts';
import type { Handler, Input } from '../command.ts';
import { parseServerUrl, type ServerAddress } from '../../../../shared/serverUrl.ts';
import { readPassword } from '../password.ts';
import { describeConnections } from './connections.ts';

type ConnectionInput = CallInput<'connections.add'>;

export const add: Handler = async (cli, input) => {
  const name = input.argument(0);
  const url = input.text('url');
  const address = url === undefined ? addressOf(input) : parseServerUrl(url);
  const { password: urlPassword, ...rest } = address;
  if (urlPassword !== undefined) {
    cli.screen.warn(
      'The password in the URL was visible in the list of processes and may be in the history of your shell. It is stored encrypted now; --password-stdin does not show it.',
    );
  }
  const answer = await cli.call('connections.add', {
    name,
    ...rest,
    sslmode: (input.text('sslmode') as SslMode | undefined) ?? address.sslmode,
    sslrootcert: input.text('sslrootcert') ?? address.sslrootcert,
    label: input.text('label') as ConnectionInput['label'],
    ...(await secretOf(input, urlPassword, cli.signal)),
  });
  const added = answer.connections.filter((connection) => connection.name === name);
  return {
    json: answer,
    lines: () => [...describeConnections(added), `Try it: lifeboat connection test ${printable(name)}`],
  };
};

function addressOf(input: Input): ServerAddress {
  return {
    host: input.required('host', '--url or --host'),
    port: input.number('port'),
    user: input.required('user', '--user'),
    database: input.text('database'),
  };
}

async function secretOf(
  input: Input,
  urlPassword: string | undefined,
  signal: AbortSignal,
): Promise<Pick<ConnectionInput, 'password' | 'secret'>> {
  const variable = input.text('passwordEnv');
  const given = [urlPassword !== undefined, variable !== undefined, input.flag('passwordStdin'), input.flag('pgpass')];
  if (given.filter(Boolean).length > 1)
    throw new AppError(
      'bad_input',
      'The password is given in more than one way.',
      'Use one of --password-env, --password-stdin, --pgpass, or the URL.',
    );
  if (urlPassword !== undefined) return { password: urlPassword };
  if (variable !== undefined) return { secret: { kind: 'env', variable } };
  if (input.flag('pgpass')) return { secret: { kind: 'pgpass' } };
  return input.flag('passwordStdin') ? { password: await readPassword(signal) } : {};
}
