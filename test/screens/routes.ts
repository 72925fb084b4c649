import type { App } from '../../main/app.ts';
import { addPlan, openTestApp } from '../helpers/app.ts';
import type { TestServer } from '../helpers/server.ts';

export interface Shown {
  readonly app: App;
  /** Every screen there is, with something on it. */
  readonly routes: readonly string[];
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
  await app.call('backups.take', { plan: plans[0] });
  const { backup, run } = await app.call('backups.take', { plan: plans[0] });
  const [failed] = (await app.call('changes.list', {})).changes;
  return {
    app,
    routes: [
      '/',
      '/backups',
      `/backups/${backup.id}`,
      '/plans',
      '/plans/failing~20plan',
      '/welcome',
      '/runs',
      `/runs/${run.id}`,
      `/runs/${failed?.run}`,
      '/restore',
      `/restore/${backup.id}`,
      '/alerts',
      '/health',
      '/settings',
      '/no-such-page',
    ],
  };
}
