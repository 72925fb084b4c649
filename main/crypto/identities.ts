import { AppError } from '../../shared/errors.ts';
import type { KeyPair } from './keys.ts';

/** A thousand keys with a comment each; what is longer is no key file. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * The keys in a file as `age-keygen` writes it and people keep it: a key per line, comments, empty lines, any line ends. Each key once.
 * Errors name lines, never what is in them.
 * @throws AppError `bad_input` when a line is no key, or none is.
 */
export async function readIdentities(text: string): Promise<KeyPair[]> {
  if (text.length > MAX_CHARACTERS) throw refused('It is far too long for a file of keys.');
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('age-encryption.org/') || start.startsWith('-----BEGIN AGE ENCRYPTED FILE-----'))
    throw refused('The file of keys is itself encrypted.', 'Decrypt it with `age --decrypt` first.');
  // Loaded when it is needed: most of what Lifeboat does knows no key.
  const { recipientOf } = await import('./keys.ts');
  const pairs = new Map<string, KeyPair>();
  for (const [index, line] of start.split(/\r\n|\r|\n/).entries()) {
    const word = line.trim();
    if (word === '' || word.startsWith('#')) continue;
    // Typed from paper, it may be in small letters; its checksum says whether it is the key.
    const identity = word.toUpperCase();
    const recipient = await recipientOf(identity).catch(() => null);
    if (recipient === null) throw refused(`Line ${index + 1} of the keys ${whatItIs(word)}.`);
    pairs.set(identity, { identity, recipient });
  }
  if (pairs.size === 0) throw refused('There is no key in it.');
  return [...pairs.values()];
}

function whatItIs(word: string): string {
  if (word.startsWith('age1')) return 'is a recipient, which only encrypts';
  if (word.startsWith('AGE-PLUGIN-')) return 'is a key of a plugin, which Lifeboat does not use';
  if (/^-----BEGIN|^ssh-/.test(word)) return 'is an SSH key, which Lifeboat does not use';
  return 'is not an age key, or mistyped';
}

function refused(message: string, nextStep?: string): AppError {
  return new AppError(
    'bad_input',
    message,
    nextStep ?? 'A key is one line that begins with AGE-SECRET-KEY-1 or AGE-SECRET-KEY-PQ-1.',
  );
}
