import { AppError } from '../../../../shared/errors.ts';
import type { Handler } from '../command.ts';
import { readTableName } from '../tableName.ts';
import { describeRestore } from '../print/restored.ts';

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
    trustSql: input.flag('trustSql'),
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
    trustSql: input.flag('trustSql'),
  });
  return { json: answer, exitCode: answer.restore.ok ? 0 : 1, lines: () => describeRestore(answer.restore) };
};
