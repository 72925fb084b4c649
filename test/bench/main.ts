import path from 'node:path';
import { parseArgs } from 'node:util';
import { backupCase } from './cases/backup.ts';
import { catalogCase } from './cases/catalog.ts';
import { eventLoopCase } from './cases/eventLoop.ts';
import { encryptionCase } from './cases/encryption.ts';
import { drillCase } from './cases/drill.ts';
import { impactCase } from './cases/impact.ts';
import { restoreCase } from './cases/restore.ts';
import { screensCase } from './cases/screens.ts';
import { statusCase } from './cases/status.ts';
import { swapCase } from './cases/swap.ts';
import { top } from './lifeboat.ts';
import { type Line, table, verdict, writeResults } from './report.ts';
import { openStage, type Stage } from './stage.ts';

const CASES: Readonly<Record<string, (stage: Stage) => Promise<Line[]>>> = {
  backup: backupCase,
  impact: impactCase,
  eventLoop: eventLoopCase,
  drill: drillCase,
  restore: restoreCase,
  swap: swapCase,
  encryption: encryptionCase,
  catalog: catalogCase,
  status: statusCase,
  screens: screensCase,
};

const HELP = `Measures Lifeboat against its speed targets; the figures are ratios within one run.

  --only NAME   one of ${Object.keys(CASES).join(', ')}; may be given several times
  --quick       small data and one round: shows that it works, says little about the targets
  --no-fail     exit code 0 even if a target is missed
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) return 2;
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = new AbortController();
  // Not just the first of them: npm and the terminal both pass Ctrl-C on, and the clearing up must not be cut short.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort(new Error(name)));
  try {
    const lines = await measure(options.cases, options.quick, stop.signal);
    const missed = lines.filter((line) => ['over', 'under'].includes(verdict(line)));
    return missed.length > 0 && !options.noFail ? 1 : 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('stopped; nothing is left behind\n');
    return 130;
  }
}

async function measure(cases: readonly string[], quick: boolean, signal: AbortSignal): Promise<Line[]> {
  await using stage = await openStage({ quick, rounds: quick ? 1 : 5 }, signal);
  const lines: Line[] = [];
  for (const name of cases) {
    signal.throwIfAborted();
    lines.push(...((await CASES[name]?.(stage)) ?? []));
  }
  const postgres = await stage.postgres();
  const file = await writeResults(top, lines, { cases, quick, postgres });
  process.stdout.write(`\n${table(lines)}\n\nwritten to ${path.normalize(file)}\n`);
  return lines;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean', default: false },
        'no-fail': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const cases = values.only ?? Object.keys(CASES);
    const unknown = cases.find((name) => !(name in CASES));
    if (unknown !== undefined) throw new Error(`There is no case ${JSON.stringify(unknown)}.`);
    return { cases, quick: values.quick, noFail: values['no-fail'], help: values.help };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return null;
  }
}
