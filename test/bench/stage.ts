import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openOwner } from '../../main/catalog/owner.ts';
import type { ServerAccess } from '../../main/postgres/access.ts';
import { startSandbox } from '../../main/postgres/sandbox.ts';
import { openSession, type Session } from '../../main/postgres/session.ts';
import { createToolbox } from '../../main/postgres/toolbox.ts';
import type { Client } from '../../main/postgres/tools.ts';
import { fillDatabase } from './database.ts';

/** The parts of a full database that `--quick` makes. */
const QUICK_SCALE = 0.15;

export interface Settings {
  readonly quick: boolean;
  /** Measured turns of each side. */
  readonly rounds: number;
}

export interface BenchServer {
  readonly access: ServerAccess;
  readonly client: Client;
  readonly version: string;
  /** The server's first process, whose children the sessions are. */
  readonly pid: number;
  open(database: string): Promise<Session>;
}

/** What the cases share; all of it is gone after the last one, or after Ctrl-C. */
export interface Stage extends AsyncDisposable {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  /** A new empty folder. */
  folder(): Promise<string>;
  /** The server, started when first asked for. */
  server(): Promise<BenchServer>;
  /** The name of the generated database, filled when first asked for. */
  shop(): Promise<string>;
  /** Versions of server and client, where there was a server. */
  postgres(): Promise<{ readonly server: string; readonly client: string } | null>;
  say(text: string): void;
}

export async function openStage(settings: Settings, signal: AbortSignal): Promise<Stage> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'lifeboat-bench-'));
  const ends: (() => Promise<void> | void)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 5 })];
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  let server: Promise<BenchServer> | undefined;
  let shop: Promise<string> | undefined;

  const startServer = async (): Promise<BenchServer> => {
    say('starting a server');
    const owner = openOwner(path.join(root, 'owners'));
    ends.unshift(() => owner.close());
    const { client, tools } = await createToolbox([]).newestWith('initdb', 'pg_ctl', 'pg_dump', 'pg_restore');
    const sandbox = await startSandbox(tools, owner.id, signal);
    ends.unshift(() => sandbox.stop());
    const open = (database: string) => openSession(sandbox.access, database, signal);
    await using session = await open('postgres');
    const pid = Number((await readFile(path.join(sandbox.dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    return { access: sandbox.access, client, version: session.serverVersion, pid, open };
  };

  const stage: Stage = {
    settings,
    signal,
    say,
    folder: () => mkdtemp(path.join(root, 'work-')),
    server: () => (server ??= startServer()),
    shop: () => (shop ??= makeShop(stage)),
    async postgres() {
      const used = await server;
      return used ? { server: used.version, client: used.client.version.text } : null;
    },
    async [Symbol.asyncDispose]() {
      // A server that is still starting is waited for, or it would outlive us.
      await server?.catch(() => undefined);
      for (const end of ends) await end();
    },
  };
  return stage;
}

async function makeShop(stage: Stage): Promise<string> {
  const server = await stage.server();
  const name = 'shop';
  stage.say('filling a database');
  await using session = await server.open('postgres');
  await session.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  await fillDatabase(() => server.open(name), stage.settings.quick ? QUICK_SCALE : 1);
  // The sandbox makes nothing durable, which filled it quickly; what is measured is a server as people run it.
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit'])
    await session.query(`ALTER SYSTEM SET ${setting} = on`);
  await session.query('SELECT pg_reload_conf()');
  await session.query('CHECKPOINT');
  return name;
}
