import type { IncomingMessage } from 'node:http';
import { type Auth, sameSecret } from './auth.ts';
import type { Refusal } from './refusal.ts';

export const CONTROL_PATH = '/control/launch-token';
export const METRICS_PATH = '/metrics';
const MAX_HEADERS = 100;
/** Every address of ours is made of these; there is nothing to decode, and so nothing to decode twice. */
const TARGET = /^(\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?)(?:\?([A-Za-z0-9=&._-]*))?$/;
/** What decides about a request may be said once only. */
const DECISIVE = [
  'host',
  'origin',
  'sec-fetch-site',
  'x-lifeboat',
  'content-type',
  'content-encoding',
  'authorization',
  'cookie',
];

export interface GateOptions {
  readonly auth: Auth;
  readonly controlSecret: string;
  /** Known once the host listens. */
  readonly port: () => number;
}

/**
 * `enter`: the launch token was good, and this is the session's secret. `home`: a session came with a launch address. `scrape`: a monitor
 * asks for the metrics and shows this token, which is still to be looked at.
 */
export type Admission =
  | { readonly kind: 'admit' | 'home' }
  | { readonly kind: 'enter'; readonly secret: string }
  | { readonly kind: 'scrape'; readonly token: string }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

/**
 * Looks at each request as it came over the wire, before anything normalises it: that it is meant for us, comes from our own page
 * or from a person, and holds a credential.
 */
export function createGate({ auth, controlSecret, port }: GateOptions): (incoming: IncomingMessage) => Admission {
  return (incoming) => {
    const header = headersOf(incoming);
    const refusal = misdirected(incoming, header, port()) ?? malformed(incoming, header) ?? foreign(header);
    if (refusal) return { kind: 'refuse', refusal };
    const [, path = '', query = ''] = TARGET.exec(incoming.url ?? '') ?? [];
    // Before any cookie: the metrics are for a monitor, which has none, and no page may ask for them.
    if (path === METRICS_PATH) return scrape(incoming, header);
    if (path === CONTROL_PATH)
      return hasControl(header, controlSecret) ? requireIntent(incoming, header) : turnAway(auth);
    const token = path === '/' && incoming.method === 'GET' ? new URLSearchParams(query).get('token') : null;
    const cookie = cookieOf(header('cookie'), cookieName(port()));
    if (cookie !== null && auth.holdsSession(cookie))
      return token === null ? requireIntent(incoming, header) : { kind: 'home' };
    if (auth.isLockedOut()) return { kind: 'refuse', refusal: LOCKED_OUT };
    const secret = token === null ? null : auth.enter(token);
    return secret === null ? turnAway(auth) : { kind: 'enter', secret };
  };
}

/** Cookies do not know ports: each host has a name of its own, so that two of them do not take each other's place. */
export function cookieName(port: number): string {
  return `lifeboat-${port}`;
}

type Header = (name: string) => string | undefined;

function headersOf(incoming: IncomingMessage): Header {
  return (name) => valuesOf(incoming, name)[0];
}

function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** A page of another site can have its name resolve to this machine; its requests still carry that name. */
function misdirected(incoming: IncomingMessage, header: Header, port: number): Refusal | null {
  const host = header('host');
  const ours = host === `127.0.0.1:${port}` || host === `localhost:${port}`;
  if (ours && valuesOf(incoming, 'host').length === 1) return null;
  return refusal(421, 'This request is not for Lifeboat.', `Lifeboat answers at http://127.0.0.1:${port}/ only.`);
}

function malformed(incoming: IncomingMessage, header: Header): Refusal | null {
  const { method = '', url = '', rawHeaders, httpVersion } = incoming;
  if (httpVersion !== '1.1') return refusal(505, 'Lifeboat speaks HTTP/1.1 only.', 'Use a current browser.');
  if (rawHeaders.length > MAX_HEADERS * 2)
    return refusal(431, 'The request has too many headers.', 'Open Lifeboat in another browser profile.');
  if (DECISIVE.some((name) => valuesOf(incoming, name).length > 1))
    return refusal(400, 'A header that may come once came twice.', 'Use a browser.');
  if (method !== 'GET' && method !== 'POST')
    return {
      ...refusal(405, 'Lifeboat answers GET and POST only.', 'Use a browser.'),
      headers: { allow: 'GET, POST' },
    };
  if (!TARGET.test(url))
    return refusal(400, 'That is no address of Lifeboat.', 'Use the address that `lifeboat serve` printed.');
  if (header('upgrade') !== undefined)
    return refusal(400, 'Lifeboat has no other protocol to offer.', 'Use a browser.');
  if (method === 'GET' && ((header('content-length') ?? '0') !== '0' || header('transfer-encoding') !== undefined))
    return refusal(400, 'A GET request carries no body.', 'Use a browser.');
  return null;
}

/** Our own page says that it is; a person who typed the address says nothing, or `none`. */
function foreign(header: Header): Refusal | null {
  const origin = header('origin');
  const site = header('sec-fetch-site');
  const sameOrigin = origin === undefined || origin === `http://${header('host')}`;
  if (sameOrigin && (site === undefined || site === 'same-origin' || site === 'none')) return null;
  return refusal(
    403,
    'This request comes from another page.',
    'Copy the address that `lifeboat serve` printed into the address bar instead of following a link.',
  );
}

/** A form of another site cannot set this header. */
function requireIntent(incoming: IncomingMessage, header: Header): Admission {
  if (incoming.method !== 'POST' || header('x-lifeboat') === '1') return { kind: 'admit' };
  return {
    kind: 'refuse',
    refusal: refusal(403, 'The header x-lifeboat is missing.', 'Send `x-lifeboat: 1` with each call.'),
  };
}

function scrape({ method }: IncomingMessage, header: Header): Admission {
  if (method === 'GET') return { kind: 'scrape', token: bearerOf(header) ?? '' };
  return {
    kind: 'refuse',
    refusal: { ...refusal(405, 'The metrics answer GET only.', 'Ask with GET.'), headers: { allow: 'GET' } },
  };
}

function hasControl(header: Header, secret: string): boolean {
  return sameSecret(bearerOf(header) ?? '', secret);
}

function bearerOf(header: Header): string | null {
  const [, token] = /^Bearer ([A-Za-z0-9_-]+)$/.exec(header('authorization') ?? '') ?? [];
  return token ?? null;
}

/** Not counted towards the lock-out: a token cannot be guessed, and a monitor with an old one would keep every person out. */
export const NOT_SCRAPED: Refusal = {
  ...refusal(
    401,
    'Lifeboat does not know this monitor.',
    'Give it the output of `lifeboat metrics token` as its bearer token.',
  ),
  headers: { 'www-authenticate': 'Bearer' },
};

/** Null when there is none, or more than one: then somebody else has set it, too. */
function cookieOf(text: string | undefined, name: string): string | null {
  const pairs = (text ?? '').split(';').map((pair) => pair.trim());
  const [found, other] = pairs.filter((pair) => pair.startsWith(`${name}=`));
  return found !== undefined && other === undefined ? found.slice(name.length + 1) : null;
}

const LOCKED_OUT: Refusal = {
  ...refusal(
    429,
    'There were too many attempts without a valid address.',
    'Wait a minute, then open the address again.',
  ),
  headers: { 'retry-after': '60' },
};

function turnAway(auth: Auth): Admission {
  if (auth.isLockedOut()) return { kind: 'refuse', refusal: LOCKED_OUT };
  auth.failed();
  return {
    kind: 'refuse',
    refusal: refusal(
      401,
      'Lifeboat does not know this browser.',
      'Run `lifeboat serve` in a terminal and open the address that it prints. Each address works once.',
    ),
  };
}

function refusal(status: number, message: string, nextStep: string): Refusal {
  return { status, message, nextStep };
}
