import { CommanderError } from 'commander';
import { AppError, type ErrorKind } from '../../../shared/errors.ts';
import { createCli, type Answer, type PortsFor } from './cli.ts';
import type { CommandSpec, Input } from './command.ts';
import { buildProgram, type GlobalOptions } from './program.ts';
import { createScreen } from './print/screen.ts';
import { sentences } from './print/text.ts';

const EXIT_CODES: Readonly<Record<ErrorKind, number>> = { failed: 1, usage: 2, absent: 3, refused: 4, cancelled: 5 };

/**
 * Runs one command line to its end and tells the exit code; everything it has to say is written by then.
 * @param ports what another host supplies that starts commands.
 */
export async function runCli(argv: readonly string[], signal: AbortSignal, ports?: PortsFor): Promise<number> {
  const json = wants(argv, '--json');
  const screen = createScreen(wants(argv, '--quiet'));
  let exitCode = 0;
  let help = '';
  let printed = false;
  const execute = async (spec: CommandSpec, input: Input, globals: GlobalOptions) => {
    const cli = createCli({ json, home: globals.home, signal, screen, ...(ports && { ports }) });
    try {
      const handler = await spec.load();
      const answer = await handler(cli, input);
      screen.clear();
      print(answer, json);
      printed = true;
      exitCode = answer.exitCode ?? 0;
      await answer.after?.();
    } finally {
      screen.clear();
      await cli.tell();
      await cli.close();
    }
  };
  try {
    await buildProgram(execute, (text) => (help += text)).parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      const key = thrown.code === 'commander.version' ? 'version' : 'help';
      process.stdout.write(json ? `${JSON.stringify({ [key]: help.trim() })}\n` : help);
      return 0;
    }
    const error = AppError.from(thrown);
    if (json && !printed) process.stdout.write(`${JSON.stringify({ error })}\n`);
    else process.stderr.write(help === '' ? describe(error) : `${help}\n${describe(error)}`);
    return EXIT_CODES[error.kind];
  }
}

function print(answer: Answer, json: boolean): void {
  const text = json ? JSON.stringify(answer.json) : answer.lines().join('\n');
  if (text !== '') process.stdout.write(`${text}\n`);
}

function describe(error: AppError): string {
  const lines = [
    ...sentences(error.message),
    ...sentences(error.nextStep).map((line) => `  ${line}`),
    `  Code: ${error.code}`,
  ];
  // A defect of ours is only understood with its trace.
  if (error.code === 'internal') lines.push(...sentences(error.detail ?? ''));
  return `${lines.join('\n')}\n`;
}

/** Asked before the parser has run, because its own complaints must have the right form. */
function wants(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes(flag);
}
