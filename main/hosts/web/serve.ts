import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../app.ts';
import { programFolder } from '../programFolder.ts';
import { newSecret } from './auth.ts';
import { askForLaunchUrl } from './control.ts';
import { startWebHost, type WebHost, type WebHostOptions } from './host.ts';
import { readInstance, removeInstance, writeInstance } from './instance.ts';

/** How long an address is good that goes through the argument list of a browser, where others on this machine may see it. */
const OPENED_TTL_MS = 60_000;

export type Served =
  /** Another process of this home serves already; this address leads to it. */
  | { readonly here: false; readonly url: string }
  | { readonly here: true; readonly url: string; launchUrl(): string; stop(options: StopOptions): Promise<void> };

export interface StopOptions {
  /** Called when runs are under way: resolves once they are not to be waited for any longer. At once means that they are cancelled. */
  readonly patience: (runs: number) => Promise<void>;
}

/**
 * Serves the screens and runs the schedule, until stopped.
 * @throws AppError `scheduler_running` when another process runs the schedule and serves no screens, `in_use` for the port.
 */
export async function serve(app: App, port: number | undefined): Promise<Served> {
  const { home } = app.config;
  const earlier = readInstance(home);
  const scheduler = await claimOrAsk(app, earlier);
  if (typeof scheduler === 'string') return { here: false, url: scheduler };
  try {
    const host = await openHost(app, port, earlier);
    try {
      await scheduler.reconcile();
      scheduler.start();
    } catch (error) {
      await host.stop();
      throw error;
    }
    return {
      here: true,
      url: host.url,
      launchUrl: () => host.launchUrl(OPENED_TTL_MS),
      async stop({ patience }) {
        removeInstance(home);
        // Before anything is waited for: a slot that comes due meanwhile is the next process's.
        const ended = scheduler.stop({ drain: true }).then(() => app.settle('wait'));
        await host.stop();
        const { runs } = await app.call('runs.active', {});
        if (runs.length > 0) await Promise.race([ended, patience(runs.length)]);
        await Promise.all([scheduler.stop(), app.settle('cancel')]);
      },
    };
  } catch (error) {
    removeInstance(home);
    await scheduler.stop();
    throw error;
  }
}

/** The schedule belongs to one process of a home, and is freed with it: who has it is the one that serves. */
async function claimOrAsk(app: App, earlier: ReturnType<typeof readInstance>) {
  try {
    return app.openScheduler();
  } catch (error) {
    const owned = error instanceof AppError && error.code === 'scheduler_running';
    const url = owned && earlier ? await askForLaunchUrl(earlier) : null;
    if (url === null) throw error;
    return url;
  }
}

/**
 * What a host left that was killed tells where its pages still look for it: there it is found again, and they go on. A host that
 * was stopped leaves nothing.
 */
async function openHost(
  app: App,
  port: number | undefined,
  earlier: ReturnType<typeof readInstance>,
): Promise<WebHost> {
  const { home } = app.config;
  const secret = newSecret();
  const started = new Date().toISOString();
  let note: (sessions: readonly string[]) => void = () => undefined;
  const options: WebHostOptions = {
    staticDir: path.join(programFolder(import.meta.dirname), 'out', 'renderer'),
    controlSecret: secret,
    mayScrape: (token) => app.isMetricsToken(token),
    onSessions: (sessions) => note(sessions),
  };
  const resumed = earlier !== null && (port ?? earlier.port) === earlier.port;
  const sessions = resumed ? earlier.sessions : [];
  const host =
    (resumed
      ? await startWebHost(app, { ...options, port: earlier.port, sessions }).catch(unlessChosen(port))
      : null) ?? (await startWebHost(app, { ...options, ...(port !== undefined && { port }) }));
  note = (hashes) => writeInstance(home, { port: host.port, pid: process.pid, started, secret, sessions: [...hashes] });
  note(host.port === earlier?.port ? sessions : []);
  return host;
}

/** Somebody else may have the old port by now; nobody asked for just that one. */
function unlessChosen(port: number | undefined): (error: unknown) => null {
  return (error) => {
    if (port !== undefined) throw error;
    return null;
  };
}
