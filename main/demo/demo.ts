import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CallOutput } from '../../shared/contract.ts';
import type { Actor } from '../catalog/audit.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { type App, createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Clock, Listener } from '../ports.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { type Sandbox, startSandbox } from '../postgres/sandbox.ts';
import { openSession } from '../postgres/session.ts';
import { ownerMark } from '../runs/sandboxes.ts';
import { createDemoClock } from './clock.ts';
import { HISTORY_DAYS, liveThrough } from './history.ts';
import { HOME_PREFIX, sweepDemos } from './leftovers.ts';
import { loadSample } from './load.ts';
import { SAMPLE_DATABASE } from './sample.ts';
import { startWriter } from './writer.ts';

export interface DemoOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly actor: Actor;
  readonly signal: AbortSignal;
  /** Hears the events of what is reported: the backup, its proof and its restore. */
  readonly listener: Listener;
  /** Hears what is done next. */
  readonly tell: (step: string) => void;
  /** Also has a past: scheduled backups of the last two weeks, real but for the clock. */
  readonly history?: boolean;
}

/** What `demo --json` prints. */
export interface DemoReport {
  readonly ok: boolean;
  readonly server: { readonly version: string; readonly host: string; readonly port: number };
  readonly backup: Backup;
  readonly verification: { readonly level: string; readonly ok: boolean };
  readonly restore: Pick<RestoreResult, 'ok' | 'tables' | 'rows' | 'differences'>;
}

/** A demo that has run; disposing of it removes its server, its home and its backups. */
export interface Demo extends AsyncDisposable {
  readonly report: DemoReport;
  readonly run: CallOutput<'backups.take'>['run'];
  readonly restored: RestoreResult;
  readonly home: string;
  /** Lifeboat on that home. */
  readonly app: App;
  /** How many backups its past has. */
  readonly earlierBackups: number;
  /** How often the database was changed while it was backed up. */
  readonly writes: number;
}

export const DEMO_CONNECTION = 'demo';
export const DEMO_PLAN = 'demo';
const DAY_MS = 86_400_000;

/**
 * The whole way of a backup on a throwaway server: sample data, a backup while they change, its proof, and a restore that is compared.
 * Leaves nothing behind when it fails or is stopped.
 * @throws AppError
 */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const { signal, tell, history = false } = options;
  const clock = createDemoClock(history ? HISTORY_DAYS * DAY_MS : 0);
  await using stack = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(os.tmpdir(), HOME_PREFIX));
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const app = stack.adopt(await openApp(home, clock, options), (opened) => opened.close());
  const { tools } = await app.toolbox.newestWith('initdb', 'pg_ctl', 'pg_dump', 'pg_restore');
  await sweepDemos(home, tools.pg_ctl);

  tell('Starting a throwaway PostgreSQL server');
  const sandbox = stack.use(await startSandbox(tools, ownerMark(app.config.ownersDir, app.identity()), signal));
  await loadSample(sandbox, { signal, tell });
  await describeServer(app, sandbox);
  if (history)
    await liveThrough({
      app,
      clock,
      access: sandbox.access,
      database: SAMPLE_DATABASE,
      plan: DEMO_PLAN,
      signal,
      tell,
    });
  const deafen = app.listen(options.listener);
  const { total: earlierBackups } = await app.call('backups.page', { limit: 1 });

  tell(`Backing up ${SAMPLE_DATABASE} while it changes`);
  const { backup, run, writes } = await backUpUnderLoad(app, sandbox.access, signal);
  tell('Verifying the backup');
  const { results } = await app.call('backups.verify', { backup: backup.id, level: 'decoded' }, signal);
  const verification = { level: results[0]?.level ?? 'present', ok: results[0]?.ok === true };
  tell('Restoring it into a new database, and comparing');
  const { restore } = await app.call(
    'backups.restore',
    { backup: backup.id, toNew: `${SAMPLE_DATABASE}_restored` },
    signal,
  );
  const { ok, tables, rows, differences } = restore;
  const report: DemoReport = {
    ok: backup.state === 'good' && verification.ok && ok,
    server: { version: backup.serverVersion, host: sandbox.access.host, port: sandbox.access.port },
    backup,
    verification,
    restore: { ok, tables, rows, differences },
  };
  deafen();
  const kept = stack.move();
  return {
    report,
    run,
    restored: restore,
    home,
    app,
    earlierBackups,
    writes,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A home of its own, which knows nothing of the servers that the caller's variables name, and mails nobody. */
function openApp(home: string, clock: Clock, { env, actor }: DemoOptions): Promise<App> {
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^((DB|BACKUP)_|(ALERT_EMAIL|SMTP_URL)$)/.test(name)),
  );
  return createApp({
    config: readConfig({ home, env: own, cwd: home }),
    actor,
    ports: { clock },
  });
}

async function describeServer(app: App, { access }: Sandbox): Promise<void> {
  const { host, port, user, sslmode, password } = access;
  await app.call('connections.add', {
    name: DEMO_CONNECTION,
    host,
    port,
    user,
    sslmode,
    ...(password.kind === 'text' && { password: password.text }),
  });
  await app.call('plans.add', {
    name: DEMO_PLAN,
    connection: DEMO_CONNECTION,
    database: SAMPLE_DATABASE,
    format: 'custom',
    fingerprint: 'hashes',
    retention: { last: 3, daily: 14, weekly: 8 },
  });
}

async function backUpUnderLoad(app: App, access: ServerAccess, signal: AbortSignal) {
  await using session = await openSession(access, SAMPLE_DATABASE, signal);
  const writer = startWriter(session, signal);
  try {
    return { ...(await app.call('backups.take', { plan: DEMO_PLAN }, signal)), writes: writer.writes() };
  } finally {
    await writer.stop();
  }
}
