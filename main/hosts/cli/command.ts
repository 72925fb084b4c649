import { type Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { Answer, Cli } from './cli.ts';

export type Handler = (cli: Cli, input: Input) => Promise<Answer>;

/** A command as the parser and the help know it; what it does is loaded when it is used. */
export interface CommandSpec {
  /** Its name and arguments, such as `show <backup>`. */
  readonly usage: string;
  readonly about: string;
  readonly examples: readonly string[];
  readonly options?: readonly Option[];
  readonly load: () => Promise<Handler>;
  /** More that it can do, by another word after its name. */
  readonly commands?: readonly CommandSpec[];
}

export interface GroupSpec {
  readonly name: string;
  readonly about: string;
  /** What the name alone does. */
  readonly alone?: CommandSpec;
  readonly commands: readonly CommandSpec[];
}

export function option(flags: string, about: string, parse?: (text: string) => unknown): Option {
  const made = new Option(flags, about);
  return parse ? made.argParser(parse) : made;
}

export function choice(flags: string, about: string, choices: readonly string[]): Option {
  return new Option(flags, about).choices(choices);
}

/** Several values after one flag, or the flag several times. */
export function list(flags: string, about: string): Option {
  return new Option(flags, about);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** What a person typed after the command. */
export interface Input {
  /** An argument that the usage demands. */
  argument(index: number): string;
  optional(index: number): string | undefined;
  text(option: string): string | undefined;
  number(option: string): number | undefined;
  flag(option: string): boolean;
  list(option: string): string[];
  /** @throws AppError `bad_input` when it is not there. */
  required(option: string, flag: string): string;
}

export function inputOf(command: Command): Input {
  const options: Readonly<Record<string, unknown>> = command.opts();
  const optional = (index: number) => command.processedArgs[index] as string | undefined;
  const text = (name: string) => options[name] as string | undefined;
  return {
    argument: (index) => optional(index) ?? '',
    optional,
    text,
    number: (name) => options[name] as number | undefined,
    flag: (name) => options[name] === true,
    list: (name) => (options[name] as string[] | undefined) ?? [],
    required(name, flag) {
      const value = text(name);
      if (value !== undefined) return value;
      throw new AppError('bad_input', `${flag} is missing.`, `\`${pathOf(command)} --help\` shows an example.`);
    },
  };
}

/** The command as a person types it, such as `lifeboat plan add`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
