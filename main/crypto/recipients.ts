import { AppError } from '../../shared/errors.ts';
import type { KeyForm } from '../../shared/model/encryption.ts';

/**
 * The form of a recipient, by how it begins; whether it is whole shows when something is sealed for it.
 * @throws AppError `bad_input` for anything else, recipients of hardware keys and plugins included: nobody could drill such a backup.
 */
export function formOf(recipient: string): KeyForm {
  if (recipient.startsWith('age1pq1')) return 'hybrid';
  // The 1 that ends the prefix is the last one: it is no character of the rest.
  if (/^age1[02-9a-z]+$/.test(recipient)) return 'x25519';
  const foreign = /^age1[a-z0-9]+1/.test(recipient);
  throw new AppError(
    'bad_input',
    foreign
      ? `${shown(recipient)} is a recipient of a hardware key or a plugin, which Lifeboat does not use.`
      : `${shown(recipient)} is not an age recipient.`,
    'A recipient is one line that begins with age1 or age1pq1; `lifeboat key show` prints those of this machine.',
  );
}

/**
 * The recipients of one file, each once.
 * @throws AppError `bad_input` when there is none, or both forms: a file that one X25519 key opens withstands no quantum computer.
 */
export function checkRecipients(recipients: readonly string[]): string[] {
  const each = [...new Set(recipients)];
  if (each.length === 0)
    throw new AppError(
      'bad_input',
      'There is nobody to encrypt for: the list of recipients is empty.',
      'Make a key with `lifeboat key create`, or turn encryption off for the plan.',
    );
  if (new Set(each.map(formOf)).size > 1)
    throw new AppError(
      'bad_input',
      'Hybrid and X25519 recipients cannot share a file: it would be only as strong as the weaker ones.',
      'Use recipients of one form: those that begin with age1pq1, or those that do not.',
    );
  return each;
}

export function notARecipient(cause: unknown): AppError {
  return new AppError(
    'bad_input',
    'One of the recipients is mistyped or not a key.',
    'Copy the recipients once more; `lifeboat key show` prints those of this machine.',
    { cause },
  );
}

function shown(recipient: string): string {
  // Pasted by mistake, an identity must not stand in a log.
  if (/^age-secret-key-/i.test(recipient.trim())) return 'A secret key';
  return JSON.stringify(recipient.length > 60 ? `${recipient.slice(0, 60)}…` : recipient);
}
