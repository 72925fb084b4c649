import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { App } from '../../main/app.ts';
import { startWebHost, type WebHost, type WebHostOptions } from '../../main/hosts/web/host.ts';
import { temporaryFolder } from './app.ts';

export interface RawAnswer {
  /** 0 when the connection was closed without a word. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** All that came. */
  readonly text: string;
}

/** Sends bytes as they are, where `fetch` would correct them, and reads until the host closes the connection. */
export function sendRaw(port: number, request: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    // A host that has refused and closed resets what is still being sent.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(parse(Buffer.concat(chunks).toString('latin1'))));
  });
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')];
  });
  return { status: Number(first.split(' ')[1] ?? 0), headers: new Map(headers), body: rest.join('\r\n\r\n'), text };
}

/** A built page and a file of it, as the renderer's build leaves them. */
export function builtScreens(): string {
  const dir = temporaryFolder();
  mkdirSync(path.join(dir, 'assets'));
  writeFileSync(
    path.join(dir, 'index.html'),
    '<!doctype html><html><head><title>Lifeboat</title><script type="module" src="/assets/index-abc.js"></script>' +
      '<link rel="stylesheet" href="/assets/index-abc.css"></head><body><div id="root"></div></body></html>',
  );
  writeFileSync(path.join(dir, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(path.join(dir, 'assets', 'index-abc.css'), 'body {}');
  writeFileSync(path.join(dir, 'secrets.pem'), 'not for browsers');
  return dir;
}

/** A host that is stopped after the test. */
export async function startTestHost(
  app: Pick<App, 'call' | 'listen'>,
  options: Partial<WebHostOptions> = {},
): Promise<WebHost> {
  const host = await startWebHost(app, { staticDir: options.staticDir ?? builtScreens(), ...options });
  onTestFinished(() => host.stop());
  return host;
}

/** Opens a launch address as a browser does. @returns the cookie header of the session */
export async function signIn(host: WebHost, url = host.url): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  if (response.status !== 303 || cookie === '') throw new Error(`the launch address was refused: ${response.status}`);
  return cookie;
}

export function callRequest(input: unknown, cookie: string): RequestInit {
  return {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'x-lifeboat': '1' },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  };
}

/** Everything in a catalog, to see whether something has changed. */
export function catalogContents(home: string): Record<string, unknown[]> {
  const db = new Database(path.join(home, 'catalog.db'), { readonly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
    return Object.fromEntries(
      tables.map((table) => [String(table), db.prepare(`SELECT * FROM "${String(table)}"`).all()]),
    );
  } finally {
    db.close();
  }
}

/** A core that answers every call with nothing. */
export const silent: Pick<App, 'call' | 'listen'> = {
  call: async () => ({}) as never,
  listen: () => () => undefined,
};

export const at = (host: { readonly port: number }, target: string) => `http://127.0.0.1:${host.port}${target}`;
