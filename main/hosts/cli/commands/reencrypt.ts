import { AppError } from '../../../../shared/errors.ts';
import { printable } from '../../../../shared/format.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { paint, shortId } from '../print/text.ts';

export const reencrypt: Handler = async (cli, input) => {
  const [backup, plan, all] = [input.optional(0), input.text('plan'), input.flag('all')];
  if ([backup !== undefined, plan !== undefined, all].filter(Boolean).length !== 1)
    throw new AppError(
      'bad_input',
      'Say which backups: one, those of a plan, or all.',
      'Name one, such as `lifeboat reencrypt latest`, or use --plan or --all.',
    );
  const { results } = await cli.call('backups.reencrypt', { backup, plan, all });
  return {
    json: { results },
    exitCode: results.some(({ state }) => state === 'failed') ? 1 : 0,
    lines: () =>
      results.length === 0
        ? ['There is no backup of an encrypted plan.']
        : table(
            ['BACKUP', 'RESULT', 'NOW', 'REASON'],
            results.map(({ backup: id, state, by, reason }) => [
              shortId(id),
              paint(state === 'failed' ? 'red' : 'green', RESULTS[state]),
              by === undefined ? '' : shortId(by),
              printable(reason ?? ''),
            ]),
          ),
  };
};

const RESULTS = { reencrypted: 'encrypted anew', already: 'as it should be', failed: 'failed' } as const;
