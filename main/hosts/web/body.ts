import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../ports.ts';
import type { Refusal } from './refusal.ts';

/** No input of the contract nests deeper than 4. */
const MAX_DEPTH = 32;

export interface BodyLimits {
  readonly bytes: number;
  readonly ms: number;
}

export type Body = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly refusal: Refusal };

/** The whole body, if it is JSON by its own account, small, and arrives in time. */
export function readBody(incoming: IncomingMessage, limits: BodyLimits, clock: Clock): Promise<Body> {
  const { promise, resolve } = Promise.withResolvers<Body>();
  const refuse = (status: number, message: string, nextStep: string) =>
    resolve({ ok: false, refusal: { status, message, nextStep } });
  const tooLarge = () => refuse(413, `A call has at most ${limits.bytes} bytes.`, 'Send less.');
  if (!/^application\/json(; ?charset=utf-8)?$/i.test(incoming.headers['content-type'] ?? ''))
    refuse(415, 'A call is sent as application/json.', 'Correct the content type.');
  else if ((incoming.headers['content-encoding'] ?? 'identity') !== 'identity')
    refuse(415, 'A call is sent uncompressed.', 'Leave the content encoding out.');
  else if (Number(incoming.headers['content-length'] ?? 0) > limits.bytes) tooLarge();
  else {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = clock.timer(limits.ms, () => refuse(408, 'The call took too long to arrive.', 'Try again.'));
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.bytes) tooLarge();
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve({ ok: true, bytes: Buffer.concat(chunks) }));
    incoming.once('error', () => refuse(400, 'The call broke off.', 'Try again.'));
    void promise.finally(stop);
  }
  return promise;
}

/** @throws AppError `bad_input` */
export function parseJson(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    checkDepth(text);
    return JSON.parse(text, (key: string, value: unknown) => {
      if (key === '__proto__') throw new Error('a key is not allowed');
      return value;
    });
  } catch (error) {
    throw new AppError('bad_input', 'The call is not valid JSON.', 'Correct it; nothing was done.', { cause: error });
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) throw new Error('it is nested too deeply');
  }
}
