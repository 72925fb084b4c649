import { onTestFinished } from 'vitest';
import { openCatalog } from '../../../main/catalog/open.ts';
import { isAlive, openOwner } from '../../../main/catalog/owner.ts';
import { readConfig } from '../../../main/config.ts';
import { type CoreEvent, type Ports, silentLogger } from '../../../main/ports.ts';
import { createToolbox } from '../../../main/postgres/toolbox.ts';
import type { Context } from '../../../main/runs/context.ts';
import { createRunQueue } from '../../../main/runs/runQueue.ts';
import { createFileStore } from '../../../main/secrets/fileStore.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { type FakeClock, fakeClock } from '../../helpers/clock.ts';
import { START } from './values.ts';

export interface TestContext extends Context {
  readonly clock: FakeClock;
  readonly events: CoreEvent[];
  /** The steps that were reached. */
  readonly steps: string[];
}

export interface TestContextOptions {
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: Partial<Ports>;
}

/** What workflows work with, on a home of its own and a clock that stands still. */
export function openContext(options: TestContextOptions = {}): TestContext {
  const home = options.home ?? temporaryFolder();
  const config = readConfig({ home, env: { ...options.env }, cwd: home });
  const clock = fakeClock(START);
  const events: CoreEvent[] = [];
  const steps: string[] = [];
  const db = openCatalog(config.catalogFile);
  const owner = openOwner(config.ownersDir);
  onTestFinished(() => {
    db.close();
    owner.close();
  });
  return {
    config,
    ports: {
      clock,
      logger: silentLogger,
      secrets: createFileStore({ file: config.secretsFile, keyFile: config.keyFile, masterKey: undefined }),
      checkpoint: (step) => void steps.push(step),
      ...options.ports,
    },
    db,
    owner,
    isAlive: (id) => id === owner.id || isAlive(config.ownersDir, id),
    toolbox: createToolbox(config.toolDirs),
    queue: createRunQueue(),
    cancels: new Map(),
    progress: new Map(),
    background: new Set(),
    checkedArchives: new Map(),
    emit: (event) => void events.push(event),
    actor: { user: 'tester', host: 'here', door: 'cli' },
    clockBase: { wall: clock.now().getTime(), uptime: clock.uptime() },
    clock,
    events,
    steps,
  };
}
