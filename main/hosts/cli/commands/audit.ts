import type { CallOutput } from '../../../../shared/contract.ts';
import { printable } from '../../../../shared/format.ts';
import type { Answer } from '../cli.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { exact, paint, plural } from '../print/text.ts';

export const audit: Handler = async (cli, input) => {
  const limit = input.number('limit');
  const answer = await cli.call('audit.list', limit === undefined ? {} : { limit });
  return {
    json: answer,
    lines: () =>
      answer.entries.length === 0
        ? ['Nothing was done yet.']
        : table(
            ['NUMBER', 'WHEN', 'WHO', 'DOOR', 'WHAT', 'TO WHAT', 'OUTCOME'],
            answer.entries.map(({ id, at, actor, host, door, action, subject, outcome }) => [
              String(id),
              exact(at),
              printable(host === '' ? actor : `${actor}@${host}`),
              door,
              action,
              printable(subject),
              printable(outcome),
            ]),
          ),
  };
};

export const verify: Handler = async (cli) => describe(await cli.call('audit.verify', {}));

export const accept: Handler = async (cli) => describe(await cli.call('audit.accept', {}));

function describe(verdict: CallOutput<'audit.verify'>): Answer {
  const { ok, entries, brokenAt, problem = '' } = verdict;
  const where = brokenAt === undefined ? '' : ` Broken at entry ${brokenAt}.`;
  return {
    json: verdict,
    exitCode: ok ? 0 : 1,
    lines: () =>
      ok
        ? [paint('green', `The audit log is whole: ${plural(entries, 'entry', 'entries')}.`)]
        : [paint('red', `The audit log is not whole.${where}`), printable(problem)],
  };
}
