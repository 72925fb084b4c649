import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface Screens {
  /** The page with a fresh nonce, and where the events are; null when the screens are not built. */
  page(position: string): Promise<{ readonly html: string; readonly nonce: string } | null>;
  file(urlPath: string): Promise<{ readonly content: Uint8Array<ArrayBuffer>; readonly type: string } | null>;
}

/** The built renderer. What is served was found in its folder beforehand; no address is ever made into a path. */
export function createScreens(dir: string): Screens {
  let files = list(dir);
  return {
    async page(position) {
      // A build while the host runs gives its files new names.
      files = list(dir);
      const index = files.get('/index.html');
      const source = index === undefined ? null : await readFile(index, 'utf8').catch(() => null);
      if (source === null) return null;
      const nonce = randomBytes(16).toString('base64url');
      return { html: prepare(source, nonce, position), nonce };
    },
    async file(urlPath) {
      const file = urlPath === '/index.html' ? undefined : files.get(urlPath);
      const type = TYPES[path.extname(urlPath)];
      if (file === undefined || type === undefined) return null;
      const content = await readFile(file).catch(() => null);
      return content && { content, type };
    },
  };
}

function list(dir: string): Map<string, string> {
  try {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    return new Map(files.map((file) => [`/${path.relative(dir, file).replaceAll(path.sep, '/')}`, file]));
  } catch {
    return new Map();
  }
}

/** Vite's loader of lazy chunks and Mantine's styles find the nonce in the meta element. */
function prepare(html: string, nonce: string, position: string): string {
  const meta =
    `<meta name="csp-nonce" property="csp-nonce" nonce="${nonce}" content="${nonce}">` +
    `<meta name="lifeboat-events" content="${position}">`;
  return html
    .replaceAll(/<(script|link|style)(?=[\s>])/g, `<$1 nonce="${nonce}"`)
    .replace(/<head[^>]*>/, (head) => head + meta);
}
