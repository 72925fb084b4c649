import type { App } from '../../main/app.ts';
import { planPath } from '../../renderer/plans/planPath.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import type { TestServer } from '../helpers/server.ts';

export interface Shown {
  readonly app: App;
  /** Every screen there is, with something on it. */
  readonly routes: readonly string[];
}

/** What has a screen of its own. */
interface Places {
  readonly plan: string;
  readonly backup: string | null;
  readonly runs: readonly string[];
}

/** Every screen there is, with no more than is named. */
export function routesTo({ plan, backup, runs }: Places): string[] {
  return [
    '/',
    '/backups',
    ...(backup === null ? [] : [`/backups/${backup}`, `/restore/${backup}`]),
    '/plans',
    planPath(plan),
    '/welcome',
    '/runs',
    ...runs.map((run) => `/runs/${run}`),
    '/restore',
    '/alerts',
    '/health',
    '/settings',
    '/no-such-page',
  ];
}

/** An app in which there is something to see: good backups of the first of these plans, and a plan whose backup has failed. */
export async function appWithData(
  server: TestServer,
  database: string,
  plans: readonly string[] = ['nightly plan'],
): Promise<Shown> {
  await server.cloneSample(database);
  const { app } = await openTestApp();
  for (const name of plans) await addPlan(app, server, { database, name });
  await addPlan(app, server, { database: 'absent_database', name: 'failing plan' });
  await app.call('backups.take', { plan: 'failing plan' }).catch(() => undefined);
  const url = 'http://127.0.0.1:1/';
  await app.call('channels.add', { name: 'hook', settings: { kind: 'ping', url, allowPrivate: false } });
  await app.call('channels.test', { name: 'hook' }).catch(() => undefined);
  await app.call('backups.take', { plan: plans[0] });
  const { backup, run } = await app.call('backups.take', { plan: plans[0] });
  const [failed] = (await app.call('changes.list', {})).changes;
  return {
    app,
    routes: routesTo({ plan: 'failing plan', backup: backup.id, runs: [run.id, failed?.run ?? ''] }),
  };
}
