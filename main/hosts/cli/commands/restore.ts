import { AppError } from '../../../../shared/errors.ts';
import { formatDuration, printable } from '../../../../shared/format.ts';
import type { Difference, RestoreResult } from '../../../../shared/model/restore.ts';
import type { Handler } from '../command.ts';
import { readTableName } from '../tableName.ts';
import { table } from '../print/table.ts';
import { paint, plural } from '../print/text.ts';

export const restore: Handler = async (cli, input) => {
  if (input.text('into') !== undefined) return restoreRows(cli, input);
  if (input.text('replace') !== undefined) return (await import('./replace.ts')).replace(cli, input);
  const answer = await cli.call('backups.restore', {
    backup: input.argument(0),
    toNew: input.required('toNew', '--to-new NAME or --replace NAME'),
    on: input.text('on'),
    content: input.text('only') as 'schema' | 'data' | undefined,
    jobs: input.number('jobs'),
    // Commander makes `owner`, true unless `--no-owner` is there.
    noOwner: !input.flag('owner'),
    noTablespaces: !input.flag('tablespaces'),
    schemas: input.list('schema'),
    tables: input.list('table').map(readTableName),
    skipExtensions: input.list('skipExtension'),
    salvage: input.flag('salvage'),
  });
  return { json: answer, exitCode: answer.restore.ok ? 0 : 1, lines: () => describeRestore(answer.restore) };
};

const restoreRows: Handler = async (cli, input) => {
  if (input.text('only') !== 'data' || input.text('toNew') !== undefined)
    throw new AppError(
      'bad_input',
      '--into is for rows alone, into tables that exist and are empty.',
      'Add --only data, or use --to-new NAME.',
    );
  const answer = await cli.call('backups.restoreRows', {
    backup: input.argument(0),
    into: input.required('into', '--into NAME'),
    on: input.text('on'),
    schemas: input.list('schema'),
    tables: input.list('table').map(readTableName),
  });
  return { json: answer, exitCode: answer.restore.ok ? 0 : 1, lines: () => describeRestore(answer.restore) };
};

export function describeRestore(restored: RestoreResult): string[] {
  const { database, connection, tables, rows, durationMs, differences, errors, omitted, ok } = restored;
  return [
    `Restored ${printable(database)} on ${printable(connection)}: ${plural(tables, 'table')}, ${plural(rows, 'row')} in ${formatDuration(durationMs)}.`,
    ok
      ? paint('green', 'It equals the backup.')
      : paint('red', `It differs from the backup in ${plural(differences.length, 'place')}.`),
    ...describeDifferences(differences),
    ...errors.map(printable),
    ...omitted.map((what) => paint('yellow', `Left out: ${printable(what)}.`)),
  ];
}

export function describeDifferences(differences: readonly Difference[]): string[] {
  return differences.length > 0 ? table(['DIFFERENCE', 'OBJECT', 'EXPECTED', 'FOUND'], differences.map(row)) : [];
}

function row({ kind, object, expected, actual }: Difference): string[] {
  return [kind.replaceAll('_', ' '), printable(object), printable(expected ?? '–'), printable(actual ?? '–')];
}
