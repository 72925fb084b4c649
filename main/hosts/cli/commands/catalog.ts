import { AppError } from '../../../../shared/errors.ts';
import { printable } from '../../../../shared/format.ts';
import type { Cli } from '../cli.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { plural } from '../print/text.ts';

export const check: Handler = async (cli) => {
  const answer = await examine(cli);
  return {
    json: answer,
    exitCode: answer.ok ? 0 : 1,
    lines: () =>
      answer.ok
        ? ['The catalog is whole.']
        : [...answer.problems.map(printable), 'Repair it with `lifeboat catalog rebuild`.'],
  };
};

/** A catalog that is too damaged to be opened is what this command is asked about, not a failure of it. */
async function examine(cli: Cli): Promise<{ ok: boolean; problems: string[] }> {
  try {
    return await cli.call('catalog.check', {});
  } catch (error) {
    if (error instanceof AppError && error.code === 'catalog_damaged') return { ok: false, problems: [error.message] };
    throw error;
  }
}

export const rebuild: Handler = async (cli, input) => {
  await cli.open({ replaceDamagedCatalog: true });
  const answer = await cli.call('catalog.rebuild', { dirs: input.list('dir') });
  return {
    json: answer,
    lines: () => [
      `${plural(answer.adopted, 'backup')} adopted, ${answer.missing} missing, ${answer.unknown} not understood; nothing was deleted.`,
      ...(answer.details.length === 0
        ? []
        : table(
            ['PATH', 'PROBLEM'],
            answer.details.map(({ path, problem }) => [printable(path), printable(problem)]),
          )),
    ],
  };
};

export const copy: Handler = async (cli, input) => {
  const answer = await cli.call('catalog.copy', { file: input.argument(0) });
  return { json: answer, lines: () => [`Copied the catalog to ${printable(answer.file)}.`] };
};
