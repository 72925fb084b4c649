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
  const level = input.text('level') as 'checksum' | 'decoded' | 'restored' | undefined;
  const answer = await cli.call('backups.verify', { backup, level });
  return {
    json: answer,
    exitCode: exitCodeOf(answer.results, level),
    lines() {
      if (answer.results.length === 0) return ['No backup yet.', 'Take one with `lifeboat backup`.'];
      const rows = answer.results.map(({ backup: id, level: reached, ok, reason }) => [
        shortId(id),
        reached,
        ok ? paint('green', reason === undefined ? 'good' : 'good so far') : paint('red', 'bad'),
        printable(reason ?? ''),
      ]);
      return table(['BACKUP', 'LEVEL', 'RESULT', 'REASON'], rows);
    },
  };
};

/** One that could not be tested as far as was asked is not bad, and not proved either. */
function exitCodeOf(
  results: readonly { readonly ok: boolean; readonly level: string }[],
  wanted: string | undefined,
): number {
  if (!results.every((result) => result.ok)) return 1;
  return wanted === 'restored' && !results.every((result) => result.level === wanted) ? 3 : 0;
}
