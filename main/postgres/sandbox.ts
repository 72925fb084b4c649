import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { capture } from '../exec.ts';
import type { ServerAccess } from './access.ts';

/** A server for one purpose, gone afterwards. */
export interface Sandbox extends AsyncDisposable {
  readonly dir: string;
  readonly access: ServerAccess;
  readonly database: string;
  stop(): Promise<void>;
}

export interface SandboxTools {
  readonly initdb: string;
  readonly pg_ctl: string;
}

const PREFIX = 'lifeboat-pg-';
const OWNER = 'owner';
const SUPERUSER = 'lifeboat';

type OsUser = { readonly uid: number; readonly gid: number };

/**
 * Starts a throwaway cluster: its own folder, a Unix socket nobody else can reach (on Windows a loopback port and a password),
 * and nothing made durable, because nothing in it is to be kept.
 * @param owner identity of the process it belongs to; `sweepSandboxes` removes the cluster of a dead one.
 * @throws AppError `tool_missing`, `tool_failed`.
 */
export async function startSandbox(tools: SandboxTools, owner: string, signal?: AbortSignal): Promise<Sandbox> {
  const as = await unprivilegedUser(signal);
  // The system's temporary folder keeps the socket's path under the 107 bytes that the kernel allows.
  const dir = await mkdtemp(path.join(sandboxFolder(), PREFIX));
  const data = path.join(dir, 'data');
  const command = { as, signal, cwd: dir };
  try {
    await writeFile(path.join(dir, OWNER), owner, { mode: 0o600 });
    await mkdir(data, { mode: 0o700 });
    const password = randomBytes(24).toString('hex');
    const passwordFile = path.join(dir, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (as) for (const target of [dir, data, passwordFile]) await chown(target, as.uid, as.gid);
    await chmod(dir, 0o700);
    const initialise = (locale: string) => ({
      ...command,
      file: tools.initdb,
      args: [
        '-D',
        data,
        '-U',
        SUPERUSER,
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        locale,
        '--no-sync',
      ],
    });
    await succeed(initialise('--locale=C.UTF-8'), initialise('--no-locale'));
    const place =
      process.platform === 'win32' ? { host: '127.0.0.1', port: await freePort() } : { host: dir, port: 5432 };
    await appendFile(path.join(data, 'postgresql.conf'), configuration(place));
    // Not stopped half-way: a server that has not yet written its process id could not be found again.
    await succeed({
      ...command,
      signal: undefined,
      file: tools.pg_ctl,
      args: ['-D', data, '-l', path.join(data, 'server.log'), '-w', '-t', '60', 'start'],
    });
    signal?.throwIfAborted();
    const stop = () => stopSandbox(dir, tools.pg_ctl, as);
    return {
      dir,
      database: 'postgres',
      access: {
        name: 'throwaway cluster',
        ...place,
        user: SUPERUSER,
        sslmode: 'disable',
        sslrootcert: null,
        password: { kind: 'text', text: password },
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stopSandbox(dir, tools.pg_ctl, as);
    throw error;
  }
}

/**
 * Stops and removes the clusters of processes that are no more; returns how many.
 * @param findPgCtl asked only when there is something to stop.
 */
export async function sweepSandboxes(
  findPgCtl: () => Promise<string | undefined>,
  isAlive: (owner: string) => boolean,
): Promise<number> {
  let swept = 0;
  const root = sandboxFolder();
  for (const name of await readdir(root).catch(() => [])) {
    if (!name.startsWith(PREFIX)) continue;
    const dir = path.join(root, name);
    const owner = await readFile(path.join(dir, OWNER), 'utf8').catch(() => null);
    if (owner === null || isAlive(owner)) continue;
    await stopSandbox(dir, await findPgCtl(), await unprivilegedUser());
    swept += 1;
  }
  return swept;
}

async function stopSandbox(dir: string, pgCtl: string | undefined, as: OsUser | undefined): Promise<void> {
  if (pgCtl)
    await capture({
      file: pgCtl,
      args: ['-D', path.join(dir, 'data'), '-m', 'immediate', '-w', 'stop'],
      as,
      cwd: os.tmpdir(),
    }).catch(() => undefined);
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
}

/** Written to the file and not passed as options: pg_ctl hands those to a shell. */
function configuration(place: { host: string; port: number }): string {
  const socket =
    process.platform === 'win32'
      ? `listen_addresses = '127.0.0.1'`
      : `listen_addresses = ''\nunix_socket_directories = '${place.host.replaceAll("'", "''")}'`;
  return `\n${socket}\nport = ${place.port}\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off\nmax_connections = 50\nmax_locks_per_transaction = 1024\nwal_level = minimal\nmax_wal_senders = 0\n`;
}

/** PostgreSQL refuses to run as root; then it runs as `postgres`, or as `nobody` where there is no such user. */
async function unprivilegedUser(signal?: AbortSignal): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((option) => capture({ file: 'id', args: [option, name], signal })));
    if (ids.every((id) => id.code === 0)) return { uid: Number(ids[0]?.stdout), gid: Number(ids[1]?.stdout) };
  }
  throw new AppError(
    'tool_failed',
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as.',
    'Run Lifeboat as an ordinary user.',
  );
}

/** The folder in which the clusters stand while they live. */
export function sandboxFolder(): string {
  const folder = os.tmpdir();
  return process.platform !== 'win32' && folder.length > 60 ? '/tmp' : folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Runs the first command that works. */
async function succeed(...commands: Parameters<typeof capture>[0][]): Promise<void> {
  let output = '';
  for (const command of commands) {
    const result = await capture(command);
    if (result.code === 0) return;
    output = `${result.stdout}\n${result.stderr}`.trim();
  }
  throw new AppError(
    'tool_failed',
    `A throwaway cluster could not be started: ${output.split('\n').at(-1) ?? 'no reason given'}`,
    'Check that the PostgreSQL server programs are whole and that the temporary folder has space.',
    { detail: output },
  );
}
