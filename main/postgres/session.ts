import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { CONNECT_TIMEOUT_S, type ServerAccess } from './access.ts';
import { classifyDriverError } from './failures.ts';

export interface Session extends AsyncDisposable {
  /** Runs one statement. @throws AppError with the code that fits the server's answer. */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** 150018 for 15.18. */
  readonly serverVersionNumber: number;
  /** `15.18`, without the distribution's suffix. */
  readonly serverVersion: string;
  close(): Promise<void>;
}

/**
 * Pinned so that the same row has the same text on every server and for every user.
 * client_connection_check_interval (14+) makes the server notice that we are gone during a long count; where it is unknown or unsupported, nothing is lost.
 */
const PINNED = `
  SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 1; SET bytea_output = 'hex';
  SET search_path = ''; SET statement_timeout = 0; SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = 0; SET row_security = off;
  SET client_encoding = 'UTF8'; SET max_parallel_workers_per_gather = 0`;

/**
 * Opens a session with pinned settings.
 * @throws AppError `server_unreachable`, `authentication_failed`, `no_database`, `tls_failed`…
 */
export async function openSession(access: ServerAccess, database: string, signal?: AbortSignal): Promise<Session> {
  signal?.throwIfAborted();
  const client = await connect(access, database);
  // Without a listener a lost connection would end the process; the next query reports it.
  client.on('error', () => undefined);
  // Nobody listened while it connected.
  if (signal?.aborted) {
    await client.end().catch(() => undefined);
    throw signal.reason;
  }
  const onAbort = () => void client.end().catch(() => undefined);
  signal?.addEventListener('abort', onAbort, { once: true });
  const close = async () => {
    signal?.removeEventListener('abort', onAbort);
    await client.end().catch(() => undefined);
  };
  const query = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => {
    try {
      const result = await client.query<Row>(sql, [...values]);
      return result.rows;
    } catch (error) {
      signal?.throwIfAborted();
      throw classifyDriverError(error, { connection: access.name, role: access.user });
    }
  };
  try {
    await client.query(PINNED);
    await client.query(`SET client_connection_check_interval = '10s'`).catch(() => undefined);
    const [version] = await query<{ number: string; text: string }>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`,
    );
    return {
      query,
      serverVersionNumber: Number(version?.number),
      serverVersion: version?.text.split(' ')[0] ?? '',
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw classifyDriverError(error, { connection: access.name, role: access.user });
  }
}

async function connect(access: ServerAccess, database: string): Promise<pg.Client> {
  const optional = access.sslmode === 'prefer' || access.sslmode === 'allow';
  try {
    return await connectOnce(access, database, tlsOptions(access));
  } catch (error) {
    const noTls = error instanceof Error && error.message.includes('does not support SSL');
    if (!(optional && noTls)) throw classifyDriverError(error, { connection: access.name, role: access.user });
  }
  try {
    return await connectOnce(access, database, false);
  } catch (error) {
    throw classifyDriverError(error, { connection: access.name, role: access.user });
  }
}

async function connectOnce(access: ServerAccess, database: string, ssl: false | ConnectionOptions): Promise<pg.Client> {
  const client = new pg.Client({
    host: access.host,
    port: access.port,
    user: access.user,
    database,
    // With no password given the driver reads ~/.pgpass itself; a function that answers '' keeps it from doing so.
    password:
      access.password.kind === 'text' ? access.password.text : access.password.kind === 'none' ? () => '' : undefined,
    ssl,
    application_name: 'lifeboat',
    connectionTimeoutMillis: CONNECT_TIMEOUT_S * 1000,
    keepAlive: true,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

function tlsOptions(access: ServerAccess): false | ConnectionOptions {
  if (access.sslmode === 'disable' || access.host.startsWith('/')) return false;
  if (!access.sslmode.startsWith('verify')) return { rejectUnauthorized: false };
  const file = access.sslrootcert ?? path.join(os.homedir(), '.postgresql', 'root.crt');
  return {
    rejectUnauthorized: true,
    ...(existsSync(file) ? { ca: readFileSync(file) } : {}),
    ...(access.sslmode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

export const quoteIdentifier = pg.escapeIdentifier;
export const quoteLiteral = pg.escapeLiteral;
