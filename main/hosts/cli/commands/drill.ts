import path from 'node:path';
import { formatDuration, printable } from '../../../../shared/format.ts';
import type { Drill, DrillState } from '../../../../shared/model/drill.ts';
import type { Handler } from '../command.ts';
import { facts } from '../print/table.ts';
import { paint, plural, sentences, shortId } from '../print/text.ts';
import { describeDifferences } from '../print/restored.ts';

const EXIT_CODES: Readonly<Record<DrillState, number>> = {
  restored: 0,
  different: 1,
  damaged: 1,
  failed: 1,
  untestable: 3,
};

export const drill: Handler = async (cli, input) => {
  const kit = input.text('kit');
  const answer = await cli.call('drills.take', {
    backup: input.argument(0),
    on: input.text('on'),
    ...(kit !== undefined && { kit: path.resolve(kit) }),
  });
  return { json: answer, exitCode: EXIT_CODES[answer.drill.state], lines: () => describeDrill(answer.drill) };
};

function describeDrill(drill: Drill): string[] {
  const { backup, on, state, durationMs, rtoMs, tables, rows, differences, reason, missing } = drill;
  const compared = tables > 0 ? [['Compared', `${plural(tables, 'table')}, ${plural(rows, 'row')}`] as const] : [];
  return [
    ...facts([
      ['Backup', shortId(backup)],
      ['Place', on === null ? 'a throwaway cluster, gone again' : `a scratch database on ${printable(on)}, gone again`],
      ...(rtoMs === null ? [] : [['Time to restore', formatDuration(rtoMs)] as const]),
      ...compared,
      ['Took', formatDuration(durationMs)],
    ]),
    verdict(state),
    ...sentences(reason ?? ''),
    ...sentences(missing?.nextStep ?? '').map((line) => `  ${line}`),
    ...describeDifferences(differences),
  ];
}

function verdict(state: DrillState): string {
  switch (state) {
    case 'restored':
      return paint('green', 'It was restored, and equals the backup.');
    case 'different':
      return paint('red', 'It was restored, and differs from the backup.');
    case 'damaged':
      return paint('red', 'The backup is damaged.');
    case 'failed':
      return paint('red', 'It could not be restored.');
    case 'untestable':
      return paint('yellow', 'It could not be tested here; this says nothing about the backup.');
  }
}
