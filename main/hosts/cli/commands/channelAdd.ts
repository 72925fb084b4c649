import { AppError } from '../../../../shared/errors.ts';
import { printable } from '../../../../shared/format.ts';
import type { GivenSettings } from '../../../../shared/model/alert.ts';
import { parseSmtpUrl } from '../../../../shared/smtpUrl.ts';
import type { Cli } from '../cli.ts';
import type { Handler, Input } from '../command.ts';
import { readPassword } from '../password.ts';
import { describeChannels } from './channels.ts';

interface Described {
  readonly settings: GivenSettings;
  /** Given in the URL. */
  readonly password?: string | null;
}

export const add: Handler = async (cli, input) => {
  const name = input.argument(0);
  const { settings, password = null } = describe(input);
  if (password !== null)
    cli.screen.warn(
      'The password in the URL was visible in the list of processes and may be in the history of your shell. It is stored encrypted now; --password-stdin does not show it.',
    );
  const secret = password ?? (await secretOf(cli, input, settings.kind));
  const answer = await cli.call('channels.add', { name, settings, ...(secret !== null && { secret }) });
  const added = answer.channels.filter((channel) => channel.name === name);
  return {
    json: answer,
    lines: () => [...describeChannels(added, cli.now), `Try it: lifeboat channel test ${printable(name)}`],
  };
};

function describe(input: Input): Described {
  const [to, webhook, ping] = [input.list('email'), input.text('webhook'), input.text('ping')];
  const kinds = [to.length > 0, webhook !== undefined, ping !== undefined];
  if (kinds.filter(Boolean).length !== 1)
    throw bad('A channel is one of --email, --webhook and --ping.', 'Give exactly one of them.');
  const only = (flags: readonly (readonly [option: string, flag: string])[], kind: string) => {
    const [stray] = flags.filter(([option]) => input.flag(option) || input.text(option) !== undefined);
    if (stray) throw bad(`${stray[1]} does not go with ${kind}.`, 'Leave it out.');
  };
  const allowPrivate = input.flag('allowPrivate');
  if (webhook !== undefined) {
    only([...MAIL, ...(input.flag('slack') ? KEY : [])], input.flag('slack') ? '--slack' : '--webhook');
    return { settings: { kind: 'webhook', url: webhook, form: input.flag('slack') ? 'slack' : 'json', allowPrivate } };
  }
  if (ping !== undefined) {
    only([...MAIL, ...KEY, ['slack', '--slack']], '--ping');
    return { settings: { kind: 'ping', url: ping, allowPrivate } };
  }
  only([...KEY, ['slack', '--slack'], ['allowPrivate', '--allow-private']], '--email');
  const { password, ...server } = parseSmtpUrl(input.required('smtp', '--smtp'));
  const from = input.text('from') ?? (server.user?.includes('@') ? server.user : (to[0] ?? ''));
  return { settings: { kind: 'email', to, from, ...server }, password };
}

const MAIL = [
  ['smtp', '--smtp'],
  ['from', '--from'],
  ['passwordEnv', '--password-env'],
  ['passwordStdin', '--password-stdin'],
] as const;
const KEY = [
  ['secretEnv', '--secret-env'],
  ['secretStdin', '--secret-stdin'],
] as const;

/** The password or the key, from where it was said to be; null when nothing was said. */
async function secretOf(cli: Cli, input: Input, kind: GivenSettings['kind']): Promise<string | null> {
  const what = kind === 'email' ? 'password' : 'secret';
  const variable = input.text(`${what}Env`);
  const piped = input.flag(`${what}Stdin`);
  if (variable !== undefined && piped) throw bad(`The ${what} is given in two ways.`, 'Use one of them.');
  if (piped) return readPassword(cli.signal);
  if (variable === undefined) return null;
  const value = (await cli.open()).config.env[variable];
  if (value) return value;
  throw new AppError(
    'secret_unavailable',
    `The variable ${variable} is not set.`,
    `Set ${variable} in the environment or in .env.`,
  );
}

function bad(message: string, nextStep: string): AppError {
  return new AppError('bad_input', message, nextStep);
}
