import { printable } from '../../../../shared/format.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { paint, shortId } from '../print/text.ts';

export const verify: Handler = async (cli, input) => {
  const backup = input.optional(0);
  if ((backup !== undefined) === input.flag('all')) {
    throw new AppError(
      'bad_input',
      backup === undefined ? 'No backup is named.' : 'A backup and --all exclude each other.',
      'Name one, such as `lifeboat verify latest`, or use --all.',
    );
  }
  const level = input.text('level') as 'checksum' | 'decoded' | undefined;
  const answer = await cli.call('backups.verify', { backup, level });
  return {
    json: answer,
    exitCode: answer.results.every((result) => result.ok) ? 0 : 1,
    lines() {
      if (answer.results.length === 0) return ['No backup yet.', 'Take one with `lifeboat backup`.'];
      const rows = answer.results.map(({ backup: id, level: reached, ok, reason }) => [
        shortId(id),
        reached,
        ok ? paint('green', 'good') : paint('red', 'bad'),
        printable(reason ?? ''),
      ]);
      return table(['BACKUP', 'LEVEL', 'RESULT', 'REASON'], rows);
    },
  };
};
