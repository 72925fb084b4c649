import type { CommanderError } from 'commander';
import { AppError } from '../../../shared/errors.ts';

const SUGGESTION = /\n\(Did you mean (?:one of )?(.+?)\?\)/;

/** What the parser did not understand, as one of our errors. */
export function usageError(error: CommanderError, command: string): AppError {
  const help = `\`${command} --help\` shows how it is used.`;
  if (error.code === 'commander.help')
    return new AppError('bad_input', `\`${command}\` needs a command after it.`, help);
  const suggestion = SUGGESTION.exec(error.message)?.[1];
  const text = error.message.replace(SUGGESTION, '').replace(/^error: /, '');
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\.?$/, '.');
  return new AppError('bad_input', sentence, suggestion ? `Did you mean ${suggestion}? ${help}` : help);
}
