import { formatBytes, formatDuration, printable } from '../../../../shared/format.ts';
import { type Demo, runDemo } from '../../../demo/demo.ts';
import { SAMPLE_DATABASE } from '../../../demo/sample.ts';
import { userName } from '../cli.ts';
import { untilStopped } from '../interrupts.ts';
import type { Handler } from '../command.ts';
import { reportEvents } from '../print/events.ts';
import { facts } from '../print/table.ts';
import { paint, plural, shortId } from '../print/text.ts';
import type { Screen } from '../print/screen.ts';

export const demo: Handler = async (cli, input) => {
  const { screen, signal } = cli;
  const demo = await runDemo({
    env: process.env,
    user: userName(),
    signal,
    listener: reportEvents(screen),
    tell(step) {
      screen.clear();
      screen.note(`${step}…`);
    },
  });
  const once = input.flag('once');
  const answer = { json: demo.report, exitCode: demo.report.ok ? 0 : 1, lines: () => describe(demo) };
  if (once) {
    await demo[Symbol.asyncDispose]();
    return answer;
  }
  return { ...answer, after: () => stay(demo, screen, signal) };
};

function describe({ report, run, restored, writes }: Demo): string[] {
  const { backup, verification, restore } = report;
  const compared = restore.ok ? 'equal to the backup' : plural(restore.differences.length, 'difference');
  return [
    ...facts([
      ['Server', `PostgreSQL ${report.server.version}, throwaway`],
      ['Loaded', `${SAMPLE_DATABASE}, an invented art platform`],
      [
        'Backup',
        `${shortId(backup.id)}, ${formatBytes(backup.storedBytes)} in ${formatDuration(run.durationMs ?? 0)}, while ${plural(writes, 'change')} went on`,
      ],
      ['Proof', `${verification.level}: ${verification.ok ? 'every byte was read back' : 'it is bad'}`],
      [
        'Restored',
        `${printable(restored.database)}: ${plural(restore.tables, 'table')}, ${plural(restore.rows, 'row')} in ${formatDuration(restored.durationMs)}, ${compared}`,
      ],
    ]),
    report.ok ? paint('green', 'Everything that was backed up came back.') : paint('red', 'The demo found a fault.'),
  ];
}

/** Keeps the server for a person to try things on, until they have had enough. */
async function stay(demo: Demo, screen: Screen, signal: AbortSignal): Promise<void> {
  await using _ = demo;
  const lifeboat = `npx lifeboat --home ${demo.home}`;
  process.stderr.write(
    [
      '',
      'The server stays until Ctrl-C. Try, in another terminal:',
      `  ${lifeboat} status`,
      `  ${lifeboat} backups`,
      `  ${lifeboat} show latest`,
      `  ${lifeboat} backup`,
      `  ${lifeboat} verify --all`,
      `  ${lifeboat} restore latest --to-new my_copy`,
      `  ${lifeboat} plan show demo`,
      '',
    ].join('\n'),
  );
  await untilStopped(signal);
  screen.note('Removing the server and its backups…');
}
