import { type App, createApp } from '../../app.ts';
import type { Config } from '../../config.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Ports } from '../../ports.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import { actorAt } from '../actor.ts';

export interface Engine {
  readonly app: App;
  /** Looks at what has come due; takes the schedule over when whoever had it is gone. */
  reconcile(): Promise<void>;
  /** Another process of the same home runs the schedule. */
  scheduleElsewhere(): boolean;
  /** Cancels what runs, waits for it, and closes the catalog. */
  stop(): Promise<void>;
}

/** The core with its schedule. @throws AppError as `createApp` */
export async function openEngine(config: Config, ports: Partial<Ports>): Promise<Engine> {
  const app = await createApp({ config, ports, actor: actorAt('desktop') });
  let scheduler: Scheduler | null = null;
  let stopped = false;
  const claim = () => {
    if (scheduler !== null || stopped) return;
    try {
      scheduler = app.openScheduler();
      scheduler.start();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'scheduler_running') throw error;
    }
  };
  claim();
  return {
    app,
    async reconcile() {
      claim();
      await scheduler?.reconcile();
    },
    scheduleElsewhere: () => scheduler === null,
    async stop() {
      stopped = true;
      await Promise.all([scheduler?.stop(), app.settle('cancel')]);
      // What the last runs of the schedule have left to say.
      await app.settle('wait');
      app.close();
    },
  };
}
