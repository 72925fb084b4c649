import { expect, it } from 'vitest';
import { addPlan, openTestApp } from '../helpers/app.ts';
import { runCliHere } from '../helpers/cliInProcess.ts';
import { loseKey, giveKeys } from '../helpers/keys.ts';
import { startTestServer } from '../helpers/server.ts';
import { changeCatalog, failure, take } from './support.ts';

const server = await startTestServer();

async function twoBackups(database: string, ...between: string[]) {
  await server.createDatabase(database);
  await server.sql(
    `CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders SELECT i, 'x' FROM generate_series(1, 400) i;
     CREATE TABLE "new""s" (a int); CREATE TABLE few (a int); INSERT INTO few SELECT generate_series(1, 20)`,
    database,
  );
  const { app, home } = await openTestApp();
  await addPlan(app, server, { database });
  const first = await take(app);
  for (const statement of between) await server.sql(statement, database);
  return { app, home, first, second: await take(app) };
}

it('a backup tells what is unusual about it, and how its schema differs from the one before', async () => {
  const { app, home, first, second } = await twoBackups(
    'unusual',
    'DELETE FROM orders WHERE id > 100; DELETE FROM few; INSERT INTO "new""s" SELECT generate_series(1, 500)',
    `ALTER TABLE orders ADD paid boolean DEFAULT false; DROP TABLE few; CREATE VIEW "of\u001b[31m" AS SELECT 1`,
  );
  const { findings } = await app.call('backups.show', { backup: second.id });
  expect(findings).toEqual([
    {
      rule: 'schema_changed',
      object: null,
      message: expect.stringContaining('schema has changed'),
      nextStep: expect.stringContaining(`lifeboat diff ${second.id.slice(0, 8)}`),
    },
    {
      rule: 'table_anomaly',
      object: 'public.orders',
      message: 'The table public.orders has lost 75 % of its rows: 100 now, 400 rows in the backup before.',
      nextStep: expect.stringContaining(first.id.slice(0, 8)),
    },
  ]);
  expect((await app.call('backups.show', { backup: first.id })).findings).toEqual([]);
  const diff = await app.call('backups.schemaDiff', { backup: second.id });
  expect(diff).toMatchObject({ against: { id: first.id }, sameVersions: true, omitted: 0 });
  expect(diff.objects.map(({ kind, object }) => [kind, object])).toEqual([
    ['removed', 'TABLE public.few'],
    ['changed', 'TABLE public.orders'],
    ['added', 'VIEW public.of\u001b[31m'],
  ]);
  expect(diff.objects[1]?.text.split('\n')).toEqual(
    expect.arrayContaining(['-    note text', '+    note text,', '+    paid boolean DEFAULT false']),
  );
  expect((await app.call('backups.schemaDiff', { backup: first.id })).against).toBeNull();
  const { stdout: shown } = await runCliHere(['show', second.id], { home });
  expect(shown).toContain('The table public.orders has lost 75 % of its rows');
  const { code, stdout: compared } = await runCliHere(['diff', second.id], { home });
  expect(code).toBe(0);
  expect(compared).toContain('+    paid boolean DEFAULT false');
  expect(compared).toContain('- TABLE public.few');
  expect(compared).toContain(String.raw`+ VIEW public.of\u{1b}[31m`);
  expect((await runCliHere(['diff', second.id, '--json'], { home })).json()).toEqual(diff);
});

it('a backup is good though it cannot be compared, and one that cannot be compared says so', async () => {
  const { app, home } = await twoBackups('incomparable');
  changeCatalog(home, `INSERT INTO thresholds VALUES ('plan', '{"rowsPercent": "many"}')`);
  await server.sql('TRUNCATE orders', 'incomparable');
  const third = await take(app);
  expect(third.state).toBe('good');
  expect((await app.call('backups.show', { backup: third.id })).findings).toEqual([]);
  changeCatalog(home, `UPDATE backups SET format = 'plain'`);
  await failure('bad_input', app.call('backups.schemaDiff', { backup: third.id }));
});

it('encrypted backups are compared where their key is, and only there', async () => {
  await server.createDatabase('sealed');
  const { app, home } = await openTestApp();
  const keys = await giveKeys(home);
  await addPlan(app, server, { database: 'sealed', encryption: { form: 'x25519', recipients: [] } });
  await take(app);
  await server.sql('CREATE TABLE added (a int)', 'sealed');
  const second = await take(app);
  const { objects } = await app.call('backups.schemaDiff', { backup: second.id });
  expect(objects.map(({ kind, object }) => `${kind} ${object}`)).toEqual(['added TABLE public.added']);
  await loseKey(home, keys.device);
  await failure('key_missing', app.call('backups.schemaDiff', { backup: second.id }));
});

it('a plan that was changed begins anew', async () => {
  const { app } = await twoBackups('changed');
  await server.sql('TRUNCATE orders', 'changed');
  const { plans } = await app.call('plans.show', { name: 'plan' });
  const change = {
    name: 'plan',
    connection: 'server',
    database: 'changed',
    schedule: null,
    drillEvery: 'never',
  } as const;
  await app.call('plans.change', { ...change, format: 'directory' });
  expect(plans[0]?.format).toBe('custom');
  const other = await take(app);
  expect((await app.call('backups.show', { backup: other.id })).findings).toEqual([]);
});
