import { printable } from '../../../../shared/format.ts';
import type { CallOutput } from '../../../../shared/contract.ts';
import type { Handler } from '../command.ts';
import { describeProblems } from '../print/problems.ts';
import { table } from '../print/table.ts';

export const doctor: Handler = async (cli) => {
  const answer = await cli.call('doctor.run', {});
  return {
    json: answer,
    exitCode: answer.problems.some(({ severity }) => severity === 'error') ? 1 : 0,
    lines: () => describe(answer),
  };
};

function describe({ tools, connections, problems }: CallOutput<'doctor.run'>): string[] {
  // One line per installation: its pg_dump stands for the rest.
  const dumps = tools.filter(({ name }) => name === 'pg_dump');
  return [
    ...table(
      ['CLIENT', 'PROGRAM', 'SAFE'],
      dumps.map(({ version, path, safe }) => [version, printable(path), safe ? 'yes' : 'update it']),
    ),
    '',
    ...(connections.length === 0
      ? ['No connection yet; add one with `lifeboat connection add`.']
      : table(
          ['CONNECTION', 'REACHABLE', 'SERVER', 'CLIENT USED'],
          connections.map(({ name, reachable, serverVersion, clientChosen }) => [
            printable(name),
            reachable ? 'yes' : 'no',
            serverVersion ?? '–',
            clientChosen ?? '–',
          ]),
        )),
    '',
    ...(problems.length === 0 ? ['No problem found.'] : describeProblems(problems)),
  ];
}
