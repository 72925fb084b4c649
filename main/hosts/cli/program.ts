import { Command, type CommanderError } from 'commander';
import { APP_VERSION } from '../../config.ts';
import { type CommandSpec, type GroupSpec, type Input, inputOf, option, pathOf } from './command.ts';
import { alertSpecs } from './specs/alerts.ts';
import { backupSpecs } from './specs/backups.ts';
import { channelSpecs } from './specs/channels.ts';
import { connectionSpecs } from './specs/connections.ts';
import { catalogSpecs, houseSpecs } from './specs/house.ts';
import { monitoringSpecs } from './specs/monitoring.ts';
import { keySpecs } from './specs/keys.ts';
import { planSpecs } from './specs/plans.ts';
import { usageError } from './usage.ts';

export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly home?: string;
}

/** Runs a command that was parsed. */
export type Execute = (spec: CommandSpec, input: Input, globals: GlobalOptions) => Promise<void>;

/** The parser: every command, each with its own help. */
export function buildProgram(execute: Execute, writeOut: (text: string) => void): Command {
  const program = new Command('lifeboat');
  program
    .description('Keeps PostgreSQL databases restorable: scheduled dumps, proven backups, rehearsed restores.')
    .configureOutput({ writeOut, writeErr: writeOut, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .addOption(option('--json', 'print exactly one JSON document on stdout'))
    .addOption(option('--home <dir>', 'where catalog, logs and secrets are (or LIFEBOAT_HOME)'))
    .addOption(option('--quiet', 'no progress and no notes'))
    .version(APP_VERSION, '--version', 'print the version')
    .helpOption('--help', 'show what a command does, with an example')
    .helpCommand(false)
    .addHelpText('after', '\n`lifeboat <command> --help` shows an example of each.');
  overrideExit(program);
  for (const spec of backupSpecs) add(program, spec, execute);
  addGroup(program, planSpecs, execute);
  addGroup(program, connectionSpecs, execute);
  addGroup(program, channelSpecs, execute);
  addGroup(program, alertSpecs, execute);
  addGroup(program, keySpecs, execute);
  addGroup(program, catalogSpecs, execute);
  for (const spec of [...monitoringSpecs, ...houseSpecs]) add(program, spec, execute);
  return program;
}

function addGroup(program: Command, group: GroupSpec, execute: Execute): void {
  const parent = program.command(group.name).description(group.about).helpCommand(false);
  overrideExit(parent);
  if (group.alone) equip(parent, group.alone, execute);
  for (const spec of group.commands) add(parent, spec, execute);
}

function add(parent: Command, spec: CommandSpec, execute: Execute): void {
  const command = parent.command(spec.usage).description(spec.about);
  overrideExit(command);
  equip(command, spec, execute);
}

/** What a command takes, shows as its example, and does. */
function equip(command: Command, spec: CommandSpec, execute: Execute): void {
  for (const one of spec.options ?? []) command.addOption(one);
  command.addHelpText('after', `\nExample:\n${spec.examples.map((example) => `  ${example}`).join('\n')}`);
  for (const one of spec.commands ?? []) add(command, one, execute);
  command.helpCommand(false);
  command.action(() => execute(spec, inputOf(command), command.optsWithGlobals<GlobalOptions>()));
}

/** Commander would end the process; ours ends when everything is written. */
function overrideExit(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    throw error.exitCode === 0 ? error : usageError(error, pathOf(command));
  });
}
