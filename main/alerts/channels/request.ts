import { lookup as resolve, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../../shared/errors.ts';
import { APP_VERSION } from '../../config.ts';
import { isPublicAddress } from './addresses.ts';

/** Of an answer only the status counts; so much of the rest is read for the sake of the server. */
const MOST_ANSWER = 64 * 1024;

export interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Also to this machine and its networks. */
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
}

/**
 * One HTTP request: no redirect is followed, and the address that is connected to is the one that was judged, so that a name which
 * resolves differently a moment later leads nowhere else.
 * @throws AppError `address_refused`; an error of the system or of TLS when no answer came; the signal's reason.
 */
export async function request({ url: text, method, headers, body, allowPrivate, signal }: Request): Promise<Answer> {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A literal address is connected to without a lookup. The URL has turned decimal and octal ones into the usual form.
  if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) throw refused(url);
  signal.throwIfAborted();
  const { promise, resolve: answer, reject } = Promise.withResolvers<Answer>();
  const sent = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    headers: { 'user-agent': `Lifeboat/${APP_VERSION}`, ...headers },
    // A connection of its own, which nothing else has opened.
    agent: false,
    signal,
    ...(!allowPrivate && { lookup: publicOnly(url) }),
    ...(url.protocol === 'https:' && { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const }),
  });
  sent.once('error', (error) => reject(signal.aborted ? signal.reason : error));
  sent.once('response', (response) => {
    const retryAfter = response.headers['retry-after'] ?? null;
    let read = 0;
    response.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > MOST_ANSWER) response.destroy();
    });
    // Once there is a status, how the rest ends does not matter.
    response.on('error', () => undefined);
    response.once('close', () => answer({ status: response.statusCode ?? 0, retryAfter }));
  });
  sent.end(body);
  return promise;
}

/** Resolves a name to its public addresses only. */
function publicOnly(url: URL): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '');
      const addresses = found.filter(({ address }) => isPublicAddress(address));
      const [first] = addresses;
      if (!first) return callback(refused(url), '');
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function refused(url: URL): AppError {
  return new AppError(
    'address_refused',
    `${url.hostname} is an address of this machine or of a private network, to which nothing is sent unasked.`,
    'If it is meant, allow private addresses for this channel (--allow-private).',
  );
}
