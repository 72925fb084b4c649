import { expect, it } from 'vitest';
import { FAILURES_ALLOWED } from '../../main/hosts/web/auth.ts';
import { openTestApp } from '../helpers/app.ts';
import { signIn, startTestHost } from '../helpers/webHost.ts';

async function startMonitored() {
  const { app } = await openTestApp({ env: { LIFEBOAT_PG_BIN: '/nowhere' } });
  const host = await startTestHost(app, { mayScrape: (token) => app.isMetricsToken(token) });
  const ask = (token?: string) =>
    fetch(`http://127.0.0.1:${host.port}/metrics`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  return { app, host, ask };
}

it('answers a monitor that shows the token, as Prometheus wants it, and afresh each time', async () => {
  const { app, ask } = await startMonitored();
  const { token } = await app.call('metrics.token', {});
  const answer = await ask(token);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(await answer.text()).toBe((await app.call('metrics.get', {})).text);
  await app.call('connections.add', { name: 'server', host: 'x', port: 1, user: 'u', secret: { kind: 'pgpass' } });
  await app.call('plans.add', { name: 'new', connection: 'server', database: 'd', schedule: null });
  expect(await (await ask(token)).text()).toContain('lifeboat_plan_info{plan="new"');
});

it('lets nobody in before there is a token, nor with the old one after a new one was made', async () => {
  const { app, ask } = await startMonitored();
  expect((await ask('A'.repeat(43))).status).toBe(401);
  const { token } = await app.call('metrics.token', {});
  const next = await app.call('metrics.token', { rotate: true });
  const refused = await ask(token);
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(await refused.text()).toContain('lifeboat metrics token');
  expect((await ask(next.token)).status).toBe(200);
});

it('keeps no person out because a monitor shows an old token', async () => {
  const { host, ask } = await startMonitored();
  for (let time = 0; time <= FAILURES_ALLOWED; time++) expect((await ask('old')).status).toBe(401);
  expect(await signIn(host)).toContain('lifeboat-');
});

it('has no metrics where nobody said who may have them', async () => {
  const { app } = await openTestApp();
  const host = await startTestHost(app);
  const { token } = await app.call('metrics.token', {});
  const answer = await fetch(`http://127.0.0.1:${host.port}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
});
