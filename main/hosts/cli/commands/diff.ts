import type { CallOutput } from '../../../../shared/contract.ts';
import { printable } from '../../../../shared/format.ts';
import type { Handler } from '../command.ts';
import { moment, paint, plural, shortId } from '../print/text.ts';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;
const COLOURS: Readonly<Record<string, Parameters<typeof paint>[0]>> = { '+': 'green', '-': 'red', '@': 'cyan' };

export const diff: Handler = async (cli, input) => {
  const answer = await cli.call('backups.schemaDiff', { backup: input.argument(0) });
  return { json: answer, lines: () => describe(answer, cli.now) };
};

function describe(
  { backup, against, sameVersions, objects, omitted }: CallOutput<'backups.schemaDiff'>,
  now: Date,
): string[] {
  if (against === null) return ['There is no good backup of its plan before it to compare with.'];
  const before = `${shortId(against.id)}, ${moment(against.createdAt, now)}`;
  return [
    objects.length === 0
      ? `The schema of ${shortId(backup)} is the same as that of the backup before (${before}).`
      : `The schema of ${shortId(backup)}, compared with that of the backup before (${before}):`,
    ...(sameVersions
      ? []
      : ['They were written by or from different versions of PostgreSQL, which may word the same differently.']),
    ...objects.flatMap(({ kind, object, text }) => [
      '',
      paint('bold', `${SIGNS[kind]} ${printable(object)}`),
      ...text.split('\n').map(coloured),
    ]),
    ...(omitted > 0 ? ['', `… and ${plural(omitted, 'more object')}.`] : []),
  ];
}

function coloured(line: string): string {
  const colour = COLOURS[line.charAt(0)];
  return colour === undefined ? printable(line) : paint(colour, printable(line));
}
