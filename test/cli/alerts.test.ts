import { expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';
import { startMailServer } from '../helpers/mailServer.ts';

/** A server that is not there. */
const ENV = { DB_HOST: '127.0.0.1', DB_PORT: '1', DB_DATABASE: 'shop', DB_SSLMODE: 'disable' };

interface Listed {
  readonly alerts: readonly { readonly id: string; readonly rule: string; readonly state: string }[];
}

it('the command that failed has told of it when it ends, and an alert is seen and acknowledged', async () => {
  const home = temporaryFolder();
  const lifeboat = (...args: string[]) => runCliHere(args, { home, env: ENV });
  expect((await lifeboat('alerts')).stdout).toContain('Nothing is wrong: no alert is open.');
  const failed = await lifeboat('backup', '--json');
  expect(failed.code).toBe(1);
  expect(failed.json()).toMatchObject({ error: { code: 'server_unreachable' } });

  const listed = await lifeboat('alerts', '--json');
  expect(listed.code).toBe(0);
  const { alerts } = listed.json() as Listed;
  expect(alerts).toMatchObject([
    {
      rule: 'failed',
      plan: 'daily',
      state: 'open',
      acknowledged: null,
      deliveries: [],
      message: expect.stringMatching(/^The backup of daily failed: /),
    },
  ]);
  const id = alerts[0]?.id.slice(0, 8) ?? '';
  expect((await lifeboat('alerts', 'ack', id)).stdout).toBe(
    `Acknowledged ${id}. It stays open, and that it is over is told.\n`,
  );
  expect((await lifeboat('alerts', '--all')).stdout).toMatch(/^\w{8} {2}critical {2}since .*, acknowledged by /);
  expect((await lifeboat('alerts', 'ack', '00000000')).code).toBe(3);
  expect((await lifeboat('alerts', 'ack', 'x')).code).toBe(2);
});

it('MONITORING_ENABLED=false keeps a command of cron from mailing what failed', async () => {
  const { port, mails } = await startMailServer();
  const mail = { ALERT_EMAIL: 'ops@example.org', SMTP_URL: `smtp://127.0.0.1:${port}?tls=none` };
  const backup = (env: Record<string, string>) =>
    runCliHere(['backup', '--quiet'], { home: temporaryFolder(), env: { ...ENV, ...mail, ...env } });
  expect((await backup({ MONITORING_ENABLED: 'false' })).code).toBe(1);
  expect(mails).toEqual([]);
  expect((await backup({})).code).toBe(1);
  expect(mails).toHaveLength(1);
});

it('quiet hours, digest and thresholds are set, shown and unset', async () => {
  const home = temporaryFolder();
  const lifeboat = (...args: string[]) => runCliHere(['alerts', 'configure', ...args, '--json'], { home, env: ENV });
  const set = await lifeboat('--quiet-hours', '22:00-07:00', '--digest', 'Monday 8', '--zone', 'UTC');
  expect(set.json()).toMatchObject({
    settings: {
      quietHours: { from: '22:00', to: '07:00', zone: 'UTC' },
      digest: { weekday: 'monday', hour: 8, zone: 'UTC' },
      thresholds: { overdueHours: null },
    },
  });
  await lifeboat('--plan', 'daily', '--overdue-hours', '50');
  expect((await lifeboat()).json()).toMatchObject({
    settings: { plans: [{ plan: 'daily', thresholds: { overdueHours: 50, sizePercent: 50 } }] },
  });
  const unset = await lifeboat('--quiet-hours', 'none', '--digest', 'none', '--plan', 'daily', '--reset');
  expect(unset.json()).toMatchObject({ settings: { quietHours: null, digest: null, plans: [] } });
  for (const wrong of [
    ['--quiet-hours', 'at night'],
    ['--quiet-hours', '25:00-07:00'],
    ['--digest', 'someday 8'],
    ['--digest', 'monday 8', '--zone', 'Nowhere'],
    ['--size-percent', '1'],
    ['--plan', 'daily'],
  ])
    expect([wrong, (await lifeboat(...wrong)).code]).toEqual([wrong, 2]);
  expect((await lifeboat('--plan', 'no such', '--size-percent', '60')).code).toBe(3);
});
