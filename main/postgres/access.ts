import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { SslMode } from '../../shared/model/connection.ts';

/** How to reach a server, with its password in hand. Never stored, logged or sent anywhere. */
export interface ServerAccess {
  /** The connection's name, for messages. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly sslmode: SslMode;
  readonly sslrootcert: string | null;
  readonly password:
    | { readonly kind: 'none' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'pgpass' };
}

export const CONNECT_TIMEOUT_S = 15;

export function secretsOf(access: ServerAccess): string[] {
  return access.password.kind === 'text' ? [access.password.text] : [];
}

/**
 * A connection string that names a database and nothing else that the environment does not say. A name given bare could be
 * a connection string itself (`host=…`), so it is always quoted here. The keepalives end a dump whose server has gone in about a minute.
 */
export function conninfo(database: string): string {
  const quoted = database.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `dbname='${quoted}' keepalives=1 keepalives_idle=30 keepalives_interval=10 keepalives_count=3 tcp_user_timeout=60000`;
}

/** Calls `use` with the environment that brings a libpq program to the server; the password file it may hold is gone afterwards. */
export async function withServerEnvironment<T>(
  access: ServerAccess,
  scratchDir: string,
  use: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const env: Record<string, string> = {
    PGHOST: access.host,
    PGPORT: String(access.port),
    PGUSER: access.user,
    PGSSLMODE: access.sslmode,
    PGCONNECT_TIMEOUT: String(CONNECT_TIMEOUT_S),
    PGAPPNAME: 'lifeboat',
    ...rootCertificate(access),
  };
  if (access.password.kind === 'pgpass') return use(env);
  if (access.password.kind === 'none') return use({ ...env, PGPASSFILE: os.devNull });
  const dir = path.join(scratchDir, `pgpass-${randomUUID()}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  try {
    const file = path.join(dir, 'pgpass');
    await writeFile(file, `*:*:*:*:${escapePassfile(access.password.text)}\n`, { mode: 0o600, flag: 'wx' });
    return await use({ ...env, PGPASSFILE: file });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** In a password file a colon ends a field, so colons and backslashes are escaped. */
export function escapePassfile(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(':', '\\:');
}

function rootCertificate(access: ServerAccess): Record<string, string> {
  if (access.sslrootcert !== null) return { PGSSLROOTCERT: access.sslrootcert };
  const ownFile = path.join(os.homedir(), '.postgresql', 'root.crt');
  // libpq 16 and later can trust what the operating system trusts; earlier ones say that root.crt is missing.
  return access.sslmode.startsWith('verify') && !existsSync(ownFile) ? { PGSSLROOTCERT: 'system' } : {};
}
