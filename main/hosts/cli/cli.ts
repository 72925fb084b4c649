import type { CallInput, CallName, CallOutput } from '../../../shared/contract.ts';
import type { App, AppOptions } from '../../app.ts';
import type { Config } from '../../config.ts';
import { type Listener, type Ports, systemClock } from '../../ports.ts';
import { actorAt } from '../actor.ts';
import { applicationLogFile, logRuns, openApplicationLog } from '../applicationLog.ts';
import type { Screen } from './print/screen.ts';

/** What a command answers: the same thing for a program and for a person. */
export interface Answer {
  readonly json: unknown;
  /** For a person, on stdout. */
  readonly lines: () => readonly string[];
  /** 0 unless told. */
  readonly exitCode?: number;
  /** What goes on after the answer is printed, until it is stopped. */
  readonly after?: () => Promise<void>;
}

export interface OpenOptions {
  readonly door?: 'cli' | 'scheduler' | 'web';
  readonly replaceDamagedCatalog?: boolean;
  /** Instead of the one that shows progress and notes. */
  readonly listener?: Listener;
}

/** What a command has to work with. */
export interface Cli {
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly screen: Screen;
  readonly now: Date;
  /** Opens Lifeboat, once for the whole command; the first call decides how. */
  open(options?: OpenOptions): Promise<App>;
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** Closes Lifeboat, once what goes on in the background is over. */
  close(): Promise<void>;
  /** Tells what has changed by what this command ran; a host that runs the schedule tells by itself. */
  tell(): Promise<void>;
}

export interface CliOptions {
  readonly json: boolean;
  readonly home: string | undefined;
  readonly signal: AbortSignal;
  readonly screen: Screen;
  readonly ports?: PortsFor;
}

/** What a host supplies for a configuration. */
export type PortsFor = (config: Config) => Partial<Ports>;

export function createCli({ json, home, signal, screen, ports }: CliOptions): Cli {
  let app: Promise<App> | undefined;
  let opened: App | undefined;
  let ran = false;
  const open = (options: OpenOptions = {}) => {
    app ??= openApp(home, screen, options, ports).then((made) => {
      opened = made;
      made.listen((event) => {
        if (event.type === 'run' && event.run.endedAt !== null && (options.door ?? 'cli') === 'cli') ran = true;
      });
      return made;
    });
    return app;
  };
  return {
    json,
    signal,
    screen,
    now: new Date(),
    open,
    call: async (name, input) => (await open()).call(name, input, signal),
    async close() {
      await opened?.settle('cancel');
      opened?.close();
    },
    async tell() {
      if (ran && opened) await opened.tell(signal);
    },
  };
}

async function openApp(
  home: string | undefined,
  screen: Screen,
  options: OpenOptions,
  portsFor: PortsFor = () => ({}),
): Promise<App> {
  const [{ createApp }, { APP_VERSION, readConfig }, { reportEvents }] = await Promise.all([
    import('../../app.ts'),
    import('../../config.ts'),
    import('./print/events.ts'),
  ]);
  const { door = 'cli', replaceDamagedCatalog = false, listener = reportEvents(screen) } = options;
  const config = readConfig({ home, env: process.env, cwd: process.cwd() });
  // A command tells whoever typed it; what stays has nobody who reads along.
  const log = door === 'cli' ? null : openApplicationLog(applicationLogFile(config), systemClock);
  const settings: AppOptions = {
    config,
    actor: actorAt(door),
    replaceDamagedCatalog,
    listener: log ? both(listener, logRuns(log)) : listener,
    ports: {
      ...portsFor(config),
      logger: {
        log(level, event, fields) {
          log?.log(level, event, fields);
          // Recovery is told by notes.
          if (event === 'recovery' || level === 'debug' || level === 'info') return;
          screen.warn(`${event}: ${JSON.stringify(fields ?? {})}`);
        },
      },
    },
  };
  const app = await createApp(settings);
  if (!log) return app;
  log.log('info', 'host.started', { door, version: APP_VERSION, pid: process.pid });
  return {
    ...app,
    close() {
      log.log('info', 'host.stopped', { door, pid: process.pid });
      app.close();
    },
  };
}

function both(one: Listener, other: Listener): Listener {
  return (event) => {
    one(event);
    other(event);
  };
}
