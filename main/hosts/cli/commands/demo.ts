import { formatBytes, formatDuration, printable } from '../../../../shared/format.ts';
import { type Demo, runDemo } from '../../../demo/demo.ts';
import { SAMPLE_DATABASE } from '../../../demo/sample.ts';
import { actorAt } from '../../actor.ts';
import { serve } from '../../web/serve.ts';
import type { Cli } from '../cli.ts';
import { untilStopped } from '../interrupts.ts';
import type { Handler } from '../command.ts';
import { reportEvents } from '../print/events.ts';
import { facts } from '../print/table.ts';
import { paint, plural, shortId } from '../print/text.ts';
import { showPage } from '../showPage.ts';

export const demo: Handler = async (cli, input) => {
  const { screen, signal } = cli;
  const once = input.flag('once');
  const demo = await runDemo({
    env: process.env,
    actor: actorAt('cli'),
    signal,
    history: !once,
    listener: reportEvents(screen),
    tell(step) {
      screen.clear();
      screen.note(`${step}…`);
    },
  });
  const answer = { json: demo.report, exitCode: demo.report.ok ? 0 : 1, lines: () => describe(demo) };
  if (once) {
    await demo[Symbol.asyncDispose]();
    return answer;
  }
  return { ...answer, after: () => stay(demo, cli, input.flag('open')) };
};

function describe({ report, run, restored, writes, earlierBackups }: Demo): string[] {
  const { backup, verification, restore } = report;
  const compared = restore.ok ? 'equal to the backup' : plural(restore.differences.length, 'difference');
  return [
    ...facts([
      ['Server', `PostgreSQL ${report.server.version}, throwaway`],
      ['Loaded', `${SAMPLE_DATABASE}, an invented art platform`],
      ...(earlierBackups > 0 ? [history(earlierBackups)] : []),
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

function history(backups: number): [string, string] {
  return [
    'History',
    `${plural(backups, 'backup')}, taken just now while the clock was moved through the past two weeks`,
  ];
}

/** Keeps the server, with the screens and the schedule, for a person to try things on, until they have had enough. */
async function stay(demo: Demo, { screen, signal }: Cli, open: boolean): Promise<void> {
  await using _ = demo;
  const served = await serve(demo.app, undefined);
  if (open) await showPage(screen, served.here ? served.launchUrl() : served.url);
  const lifeboat = `npx lifeboat --home ${demo.home}`;
  process.stderr.write(
    [
      '',
      'Open the screens; the address works once:',
      `  ${served.url}`,
      '',
      'Server and screens stay until Ctrl-C. Try, in another terminal:',
      `  ${lifeboat} status`,
      `  ${lifeboat} backups`,
      `  ${lifeboat} show latest`,
      `  ${lifeboat} backup`,
      `  ${lifeboat} verify --all`,
      `  ${lifeboat} restore latest --to-new my_copy`,
      `  ${lifeboat} plan show demo`,
      `  ${lifeboat} serve    # another address`,
      '',
    ].join('\n'),
  );
  await untilStopped(signal);
  screen.note('Removing the server and its backups…');
  if (served.here) await served.stop({ patience: async () => undefined });
}
