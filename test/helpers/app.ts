import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, createApp } from '../../main/app.ts';
import { readConfig } from '../../main/config.ts';
import type { CoreEvent, Ports } from '../../main/ports.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { TestServer } from './server.ts';

export interface TestApp {
  readonly app: App;
  readonly home: string;
  readonly events: CoreEvent[];
}

/** A folder that is gone after the test. */
export function temporaryFolder(prefix = 'lifeboat-test-'): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), prefix));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export interface TestAppOptions {
  /** An existing home, to start again on it. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: Partial<Ports>;
  readonly replaceDamagedCatalog?: boolean;
}

/** Lifeboat on a home of its own, closed after the test; it sees no variable of the machine's but those given. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const home = options.home ?? temporaryFolder();
  const events: CoreEvent[] = [];
  const app = await createApp({
    config: readConfig({ home, env: { ...options.env }, cwd: home }),
    actor: { user: 'tester', host: 'here', door: 'cli' },
    listener: (event) => events.push(event),
    ...(options.ports && { ports: options.ports }),
    ...(options.replaceDamagedCatalog && { replaceDamagedCatalog: true }),
  });
  onTestFinished(() => app.close());
  return { app, home, events };
}

/** Adds the connection `server`, and the plan `plan` of a database on it, which drills nothing by itself. */
export async function addPlan(
  app: App,
  server: TestServer,
  plan: Partial<CallInput<'plans.add'>> & { readonly database: string },
): Promise<void> {
  const { connections } = await app.call('connections.list', {});
  if (connections.length === 0) {
    const { host, port, user, password } = server;
    await app.call('connections.add', { name: 'server', host, port, user, password });
  }
  await app.call('plans.add', { name: 'plan', connection: 'server', schedule: null, drillEvery: 'never', ...plan });
}
