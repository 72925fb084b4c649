import { beforeEach, expect } from 'vitest';
import type { WebHost } from '../../main/hosts/web/host.ts';
import { openTestApp } from '../helpers/app.ts';
import { catalogContents, sendRaw, signIn, startTestHost } from '../helpers/webHost.ts';

export const ADD = JSON.stringify({ name: 'taken over', host: '127.0.0.1', port: 5432, user: 'someone' });

/** A request line, headers and body, each of which a case can replace. */
export interface Parts {
  line: string;
  headers: string[];
  body: string | Buffer;
}

/** The host of the test that runs. */
export let host: WebHost;
export let cookie: string;
/** What a monitor shows. */
export let scraper: string;
let home: string;
/** The calls that reached the core. */
export let reached: string[];

beforeEach(async () => {
  const opened = await openTestApp();
  home = opened.home;
  reached = [];
  const app = {
    listen: () => () => undefined,
    call: (async (name, input, signal) => {
      reached.push(name);
      return opened.app.call(name, input, signal);
    }) as typeof opened.app.call,
  };
  const mayScrape = (token: string) => opened.app.isMetricsToken(token);
  host = await startTestHost(app, { limits: { ms: 50 }, mayScrape });
  ({ token: scraper } = await opened.app.call('metrics.token', {}));
  cookie = await signIn(host);
});

/** The call that would add a connection, as our own page sends it. */
export function goodCall(): Parts {
  return {
    line: 'POST /api/call/connections.add HTTP/1.1',
    headers: [
      `Host: 127.0.0.1:${host.port}`,
      `Origin: http://127.0.0.1:${host.port}`,
      'Sec-Fetch-Site: same-origin',
      `Cookie: ${cookie}`,
      'X-Lifeboat: 1',
      'Content-Type: application/json',
      'Connection: close',
    ],
    body: ADD,
  };
}

export function bytes({ line, headers, body }: Parts): Buffer {
  const framed = headers.some((header) => /^(content-length|transfer-encoding):/i.test(header));
  const length = framed || body.length === 0 ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.concat([
    Buffer.from(`${[line, ...headers, ...length].join('\r\n')}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

const without = (parts: Parts, name: string) =>
  parts.headers.filter((header) => !header.toLowerCase().startsWith(`${name}:`));
export const header = (name: string, value: string | (() => string)) => (parts: Parts) => {
  parts.headers = [...without(parts, name.toLowerCase()), `${name}: ${typeof value === 'string' ? value : value()}`];
};
export const drop = (name: string) => (parts: Parts) => {
  parts.headers = without(parts, name.toLowerCase());
};
export const also =
  (...lines: (string | (() => string))[]) =>
  (parts: Parts) => {
    parts.headers.push(...lines.map((line) => (typeof line === 'string' ? line : line())));
  };
export const line = (text: string | (() => string)) => (parts: Parts) => {
  parts.line = `${typeof text === 'string' ? text : text()} HTTP/1.1`;
};
export const get = (target: string) => (parts: Parts) => {
  parts.line = `GET ${target} HTTP/1.1`;
  parts.body = '';
};
export const method = (name: string) => line(`${name} /api/call/connections.add`);
export const body = (content: string | Buffer) => (parts: Parts) => {
  parts.body = content;
};
export const hostName = (template: string) => header('Host', () => template.replace('PORT', String(host.port)));

export type Case = readonly [name: string, change: (parts: Parts) => void, statuses: number | readonly number[]];

export async function expectRefused(
  change: (parts: Parts) => void,
  statuses: number | readonly number[],
): Promise<void> {
  const before = catalogContents(home);
  const parts = goodCall();
  change(parts);
  const answer = await sendRaw(host.port, bytes(parts));
  expect([statuses].flat()).toContain(answer.status);
  // Nothing that was hidden behind the request was answered either.
  expect(answer.text.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0).toBeLessThanOrEqual(1);
  expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  expect(answer.headers.has('set-cookie')).toBe(false);
  expect(reached).toEqual([]);
  expect(catalogContents(home)).toEqual(before);
}
