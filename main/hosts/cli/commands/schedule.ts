import { formatDuration, printable } from '../../../../shared/format.ts';
import type { Run } from '../../../../shared/model/run.ts';
import type { Listener } from '../../../ports.ts';
import type { Cli } from '../cli.ts';
import { untilStopped } from '../interrupts.ts';
import type { Handler } from '../command.ts';
import { warningsOnce } from '../print/events.ts';
import { plural, sentences } from '../print/text.ts';

export const schedule: Handler = async (cli) => {
  let ended = 0;
  const say = sayLines(cli);
  const tellWarnings = warningsOnce(cli.screen);
  const listener: Listener = (event) => {
    if (event.type === 'note') say(event.message);
    if (event.type !== 'run') return;
    tellWarnings(event.run);
    if (event.run.endedAt === null) return;
    ended += 1;
    say(describeEnd(event.run));
  };
  const app = await cli.open({ door: 'scheduler', listener });
  const scheduler = app.openScheduler();
  const startedAt = new Date().toISOString();
  try {
    await scheduler.reconcile();
    scheduler.start();
    const { plans } = await cli.call('plans.list', {});
    say(
      `Running the schedule of ${plural(plans.filter((plan) => plan.schedule !== null).length, 'plan')}. Ctrl-C stops it.`,
    );
    await untilStopped(cli.signal);
  } finally {
    await scheduler.stop();
  }
  const answer = { schedule: { startedAt, stoppedAt: new Date().toISOString(), runs: ended } };
  return { json: answer, lines: () => [`${new Date().toISOString()} Stopped after ${plural(ended, 'run')}.`] };
};

/** One line each, with its instant; on stderr where stdout is for the one document. */
function sayLines(cli: Cli): (text: string) => void {
  const stream = cli.json ? process.stderr : process.stdout;
  return (text) => {
    if (cli.screen.quiet) return;
    for (const line of sentences(text)) stream.write(`${new Date().toISOString()} ${line}\n`);
  };
}

function describeEnd({ kind, plan, state, durationMs, error }: Run): string {
  const took = durationMs === null ? '' : ` in ${formatDuration(durationMs)}`;
  const what = `${kind}${plan === null ? '' : ` of ${printable(plan)}`} ${state}${took}`;
  return error === null ? what : `${what}: ${error.message} ${error.nextStep}`;
}
