import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '../../../shared/errors.ts';

/** Reads a password from standard input: what is piped in up to the final line break, or a line that a terminal does not show. */
export async function readPassword(
  signal: AbortSignal,
  { what, flag } = { what: 'password', flag: '--password-stdin' },
): Promise<string> {
  const { stdin } = process;
  const password = stdin.isTTY ? await askHidden(what, signal) : (await text(stdin)).replace(/\r?\n$/, '');
  if (password === '')
    throw new AppError('bad_input', `The ${what} from standard input is empty.`, `Pipe it in, or leave ${flag} out.`);
  return password;
}

async function askHidden(what: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(`The ${what}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const cancel = new AbortController();
  // The terminal is in raw mode, so Ctrl-C comes as a key and not as a signal.
  prompt.once('SIGINT', () => cancel.abort());
  try {
    return await prompt.question('', { signal: AbortSignal.any([signal, cancel.signal]) });
  } catch (error) {
    throw new AppError('cancelled', `No ${what} was entered.`, 'Start again when you like.', { cause: error });
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}
