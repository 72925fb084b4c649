import { formatDuration, printable } from '../../../../shared/format.ts';
import type { LogLine, Run } from '../../../../shared/model/run.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { moment, relative, shortId } from '../print/text.ts';

export const runs: Handler = async (cli, input) => {
  const answer = await cli.call('runs.list', { limit: input.number('limit') });
  return {
    json: answer,
    lines: () =>
      answer.runs.length > 0
        ? table(
            ['RUN', 'KIND', 'PLAN', 'STARTED', 'TOOK', 'STATE', 'ERROR'],
            answer.runs.map((run) => row(run, cli.now)),
          )
        : ['Nothing has run yet.', 'Take a backup with `lifeboat backup`.'],
  };
};

function row(run: Run, now: Date): string[] {
  return [
    shortId(run.id),
    run.kind,
    printable(run.plan ?? ''),
    relative(run.startedAt, now),
    run.durationMs === null ? '–' : formatDuration(run.durationMs),
    run.state,
    run.error?.code ?? '',
  ];
}

export const log: Handler = async (cli, input) => {
  const answer = await cli.call('runs.log', { run: input.argument(0) });
  const { run } = answer;
  return {
    json: answer,
    lines: () => [
      `${run.kind}${run.plan === null ? '' : ` of ${printable(run.plan)}`}, ${moment(run.startedAt, cli.now)}: ${run.state}`,
      ...answer.lines.map(line),
      ...(run.error ? [printable(run.error.message), `  ${printable(run.error.nextStep)}`] : []),
    ],
  };
};

function line({ at, level, event, ...fields }: LogLine): string {
  const rest = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const text = rest
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return printable(`${at} ${level.padEnd(5)} ${event} ${text}`.trimEnd());
}
