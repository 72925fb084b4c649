import type { CallInput, CallName, CallOutput } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';
import { dispatch } from './api/dispatch.ts';
import { followEnvironment } from './api/environment.ts';
import { followEnvironmentChannel } from './api/environmentChannel.ts';
import { isMetricsToken } from './api/metricsToken.ts';
import { type Actor, audit } from './catalog/audit.ts';
import { witness, witnessedHead } from './catalog/auditHead.ts';
import { setAsideCatalog } from './catalog/copy.ts';
import { openCatalog, type WriteHandle } from './catalog/open.ts';
import { inTurn, isAlive, openOwner, type Owner } from './catalog/owner.ts';
import { checkReadable } from './catalog/readable.ts';
import type { Config } from './config.ts';
import { type Listener, type Ports, silentLogger, systemClock } from './ports.ts';
import { createToolbox, type Toolbox } from './postgres/toolbox.ts';
import { lookAndTell } from './runs/alerting.ts';
import type { Context } from './runs/context.ts';
import { recover } from './runs/recover.ts';
import { createRunQueue } from './runs/runQueue.ts';
import { openScheduler, type Scheduler } from './scheduler/scheduler.ts';
import { createFileStore } from './secrets/fileStore.ts';

export interface AppOptions {
  readonly config: Config;
  /** What the host does not supply is the ordinary one. */
  readonly ports?: Partial<Ports>;
  readonly actor: Actor;
  /** A damaged catalog is set aside and started anew, to be rebuilt from the manifests. */
  readonly replaceDamagedCatalog?: boolean;
  readonly listener?: Listener;
}

export interface App {
  readonly config: Config;
  readonly toolbox: Toolbox;
  /** True for the processes that are alive, by the identity that `identity` gives. */
  readonly isAlive: (owner: string) => boolean;
  identity(): string;
  /** Whether a monitor shows the token that is kept. @throws AppError `secret_unavailable` */
  isMetricsToken(token: string): Promise<boolean>;
  call<Name extends CallName>(name: Name, input: CallInput<Name>, signal?: AbortSignal): Promise<CallOutput<Name>>;
  /** Hears every event from now on; the answer stops that. */
  listen(listener: Listener): () => void;
  /** Looks for what has changed for better or worse, and sends what is due of it; for a host that runs no schedule. */
  tell(signal: AbortSignal): Promise<void>;
  /** Ends what was started in the background: cancelled, or awaited. */
  settle(how: 'cancel' | 'wait'): Promise<void>;
  /** @throws AppError `scheduler_running` */
  openScheduler(): Scheduler;
  close(): void;
}

/**
 * Puts Lifeboat together: the only place that knows all its parts. Opens the catalog, follows the environment, and clears up
 * what an earlier process left.
 * @throws AppError `catalog_damaged`, `catalog_newer`, `not_writable`, `bad_input`.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config } = options;
  const ports: Ports = {
    clock: systemClock,
    logger: silentLogger,
    secrets: createFileStore({
      file: config.secretsFile,
      keyFile: config.keyFile,
      masterKey: config.env['LIFEBOAT_MASTER_KEY'],
      inTurn: (work) => inTurn(config.ownersDir, 'secrets', work),
    }),
    checkpoint: () => undefined,
    ...options.ports,
  };
  const listeners = new Set<Listener>(options.listener ? [options.listener] : []);
  const db = openOrReplace(options, ports);
  let owner: Owner | null = null;
  const context: Context = {
    config,
    ports,
    db,
    // Made when first needed: most commands only ask.
    get owner() {
      owner ??= openOwner(config.ownersDir);
      return owner;
    },
    isAlive: (id) => id === owner?.id || isAlive(config.ownersDir, id),
    toolbox: createToolbox(config.toolDirs),
    queue: createRunQueue(),
    cancels: new Map(),
    progress: new Map(),
    background: new Set(),
    checkedArchives: new Map(),
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    actor: options.actor,
    clockBase: { wall: ports.clock.now().getTime(), uptime: ports.clock.uptime() },
  };
  const close = () => {
    // Of what was written last, if a run that was ending has not come to it.
    witness(db);
    db.close();
    owner?.close();
  };
  try {
    witness(db);
    followEnvironment(context);
    followEnvironmentChannel(context);
    await recover(context);
  } catch (error) {
    close();
    throw error;
  }
  return {
    config,
    toolbox: context.toolbox,
    isAlive: context.isAlive,
    identity: () => context.owner.id,
    isMetricsToken: (token) => isMetricsToken(context, token),
    call: (name, input, signal = new AbortController().signal) => dispatch(context, name, input, signal),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async settle(how) {
      if (how === 'cancel') for (const cancel of context.cancels.values()) cancel.abort();
      // What ends may leave something behind that goes on, such as a ping.
      while (context.background.size > 0) await Promise.all(context.background);
    },
    tell: (signal) => lookAndTell(context, signal),
    openScheduler() {
      const scheduler = openScheduler(context);
      // Also of a run that the schedule did not start.
      const hear: Listener = (event) => {
        if (event.type === 'run' && event.run.endedAt !== null) scheduler.tell();
      };
      listeners.add(hear);
      return {
        ...scheduler,
        async stop(how) {
          listeners.delete(hear);
          await scheduler.stop(how);
        },
      };
    },
    close,
  };
}

function openOrReplace(
  { config, actor, replaceDamagedCatalog: replace = false }: AppOptions,
  ports: Ports,
): WriteHandle {
  const file = config.catalogFile;
  try {
    return openReadable(file, replace);
  } catch (error) {
    if (!replace || !(error instanceof AppError) || error.code !== 'catalog_damaged') throw error;
    const head = witnessedHead(file);
    const aside = setAsideCatalog(file, ports.clock.now());
    ports.logger.log('warn', 'catalog.set-aside', { file: aside });
    const db = openCatalog(file);
    // A new chain begins, and says after which one.
    const before = head === 'missing' || head === null ? 'unknown' : `entry ${head.id}, ${head.hash}`;
    audit(db, ports.clock.now(), actor, 'catalog.set-aside', aside, `audit log before: ${before}`);
    return db;
  }
}

function openReadable(file: string, thorough: boolean): WriteHandle {
  const db = openCatalog(file);
  try {
    checkReadable(db, file, thorough);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
