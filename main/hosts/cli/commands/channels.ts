import { printable } from '../../../../shared/format.ts';
import type { Channel, ChannelSettings } from '../../../../shared/model/alert.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { relative } from '../print/text.ts';

export const list: Handler = async (cli) => {
  const answer = await cli.call('channels.list', {});
  return { json: answer, lines: () => describeChannels(answer.channels, cli.now) };
};

export function describeChannels(channels: readonly Channel[], now: Date): string[] {
  if (channels.length === 0)
    return [
      'No channel yet: alerts are only shown.',
      'Add one with `lifeboat channel add`; `lifeboat channel add --help` shows an example.',
    ];
  const rows = channels.map(({ name, settings, lastSentAt, failing }) => [
    printable(name),
    settings.kind,
    printable(target(settings)),
    lastSentAt === null ? 'never' : relative(lastSentAt, now),
    failing === null ? '' : printable(failing),
  ]);
  return table(['CHANNEL', 'KIND', 'TO', 'LAST SENT', 'FAILING'], rows);
}

function target(settings: ChannelSettings): string {
  if (settings.kind === 'email') return settings.to.join(', ');
  return 'address' in settings ? settings.address : 'this desktop';
}

export const test: Handler = async (cli, input) => {
  const answer = await cli.call('channels.test', { name: input.argument(0) });
  return { json: answer, lines: () => [`${printable(answer.channel.name)} took the test message.`] };
};

export const remove: Handler = async (cli, input) => {
  const name = input.argument(0);
  const answer = await cli.call('channels.remove', { name });
  return { json: answer, lines: () => [`Removed the channel ${printable(name)} and its secret.`] };
};
