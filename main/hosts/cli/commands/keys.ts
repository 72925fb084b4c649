import path from 'node:path';
import { printable } from '../../../../shared/format.ts';
import type { KeyForm } from '../../../../shared/model/encryption.ts';
import type { Key } from '../../../../shared/model/key.ts';
import type { Handler, Input } from '../command.ts';
import { facts, table } from '../print/table.ts';
import { paint, plural, relative } from '../print/text.ts';

export const create: Handler = async (cli, input) => {
  const answer = await cli.call('keys.create', { form: formOf(input), rotate: input.flag('rotate') });
  return {
    json: answer,
    lines: () => [
      ...answer.keys.map(({ recipient }) => recipient),
      'Backups can be encrypted for it as soon as there is a recovery kit of its form.',
    ],
  };
};

export const show: Handler = async (cli) => {
  const answer = await cli.call('keys.list', {});
  return {
    json: { keys: answer.keys },
    lines: () => [
      ...(answer.keys.length === 0
        ? ['No key yet.', 'Make one with `lifeboat key create`, and a kit with `lifeboat key recovery --out FILE`.']
        : table(
            ['ROLE', 'FORM', 'MADE', 'STATE', 'RECIPIENT'],
            answer.keys.map((key) => [
              key.role,
              key.form,
              relative(key.createdAt, cli.now),
              stateOf(key),
              key.recipient,
            ]),
          )),
      ...answer.kits.map(({ text }) =>
        paint('yellow', `A recovery kit still lies on this machine: ${printable(text)}`),
      ),
    ],
  };
};

export const recovery: Handler = async (cli, input) => {
  const out = path.resolve(input.required('out', '--out FILE'));
  const answer = await cli.call('keys.recovery', { form: formOf(input), out });
  return {
    json: answer,
    lines: () => [
      ...facts([
        ['Kit', printable(answer.kit.text)],
        ['Page to print', printable(answer.kit.page)],
        ['Recipient', answer.kit.recipient],
      ]),
      'Print the page or keep the text, away from this machine, and delete both here. Whoever has one of them can read the backups.',
      'After the next backup, prove it: lifeboat drill latest --kit FILE',
    ],
  };
};

export const take: Handler = async (cli, input) => {
  const answer = await cli.call('keys.import', { file: path.resolve(input.argument(0)) });
  return {
    json: answer,
    lines: () => [
      `${plural(answer.keys.length, 'key')} taken in; what is encrypted for ${answer.keys.length === 1 ? 'it' : 'them'} can be opened here now.`,
      ...answer.keys.map(({ recipient }) => recipient),
    ],
  };
};

function stateOf({ role, provedAt, retiredAt }: Key): string {
  if (retiredAt !== null) return 'retired';
  if (role !== 'recovery') return 'active';
  return provedAt === null ? paint('yellow', 'not proved') : `proved ${provedAt.slice(0, 10)}`;
}

const formOf = (input: Input) => input.text('form') as KeyForm | undefined;
