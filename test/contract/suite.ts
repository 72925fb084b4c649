import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { App } from '../../main/app.ts';
import type { Client } from '../../shared/client.ts';
import type { CallInput, CallName } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import type { NumberedEvent } from '../../shared/events.ts';
import type { Run } from '../../shared/model/run.ts';
import { openTestApp, type TestApp } from '../helpers/app.ts';
import { lockTable } from '../helpers/lockTable.ts';
import { startTestServer, type TestServer } from '../helpers/server.ts';

/** Makes a client of the core that speaks to it over the transport under test. */
export type Connect = (app: App) => Promise<Client>;

interface Heard {
  readonly events: NumberedEvent[];
  until(fits: (event: NumberedEvent['event']) => boolean): Promise<void>;
}

/** What a client must get from the core, whatever lies between them. */
export function contractSuite(transport: string, connect: Connect): void {
  describe(`the contract over ${transport}`, async () => {
    const server: TestServer = await startTestServer();
    let opened: TestApp;
    let client: Client;

    beforeEach(async () => {
      opened = await openTestApp();
      client = await connect(opened.app);
    });

    const listen = async (): Promise<Heard> => {
      const events: NumberedEvent[] = [];
      const waiting = new Set<() => void>();
      const connected = Promise.withResolvers<void>();
      const stop = client.subscribe(
        (event) => {
          events.push(event);
          for (const look of waiting) look();
        },
        (now) => now && connected.resolve(),
      );
      onTestFinished(stop);
      await connected.promise;
      return {
        events,
        until: (fits) =>
          new Promise((resolve) => {
            const look = () => {
              if (!events.some(({ event }) => fits(event))) return;
              waiting.delete(look);
              resolve();
            };
            waiting.add(look);
            look();
          }),
      };
    };
    const addConnection = (extra: Partial<CallInput<'connections.add'>> = {}) => {
      const { host, port, user, password } = server;
      return client.call('connections.add', { name: 'server', host, port, user, password, ...extra });
    };
    const addPlan = async (database: string) => {
      await addConnection();
      await server.createDatabase(database);
      await server.sql('CREATE TABLE item AS SELECT generate_series(1, 10) AS id', database);
      await client.call('plans.add', { name: 'plan', connection: 'server', database, schedule: null });
    };
    const runToEnd = async (start: Promise<{ run: Run }>, heard: Heard): Promise<Run> => {
      const { run } = await start;
      await heard.until((event) => event.type === 'run' && event.run.id === run.id && event.run.endedAt !== null);
      return (await client.call('runs.get', { run: run.id })).run;
    };
    const failure = async (call: Promise<unknown>) =>
      call.then(
        () => expect.unreachable('the call succeeded'),
        (error: AppError) => ({
          name: error.name,
          code: error.code,
          kind: error.kind,
          message: error.message,
          nextStep: error.nextStep,
        }),
      );

    it('answers what the handler answers', async () => {
      expect(await client.call('plans.list', {})).toEqual({ plans: [] });
      expect(await addConnection()).toEqual(await opened.app.call('connections.list', {}));
    });

    it('fills in the defaults of what is left out', async () => {
      await addPlan('defaults');
      const { plans } = await client.call('plans.show', { name: 'plan' });
      expect(plans[0]).toMatchObject({ format: 'custom', compression: 'auto', jobs: 1, content: 'all' });
    });

    it('keeps every character of a name', async () => {
      const name = `<img src=x onerror=alert(1)> 数据库 "'\\ \u2028 \u{1F6DF} ../..`;
      const { connections } = await addConnection({ name });
      expect(connections.map((connection) => connection.name)).toEqual([name]);
      expect((await client.call('connections.test', { name })).connection.name).toBe(name);
    });

    it('changes a connection and a plan, and says that they have changed', async () => {
      await addPlan('changed');
      const heard = await listen();
      const { host, port, user } = server;
      const { connections } = await client.call('connections.change', {
        name: 'server',
        host,
        port,
        user,
        label: 'staging',
      });
      expect(connections).toMatchObject([{ label: 'staging', passwordFrom: 'store' }]);
      expect((await client.call('connections.test', { name: 'server' })).connection.name).toBe('server');
      const order = { name: 'plan', connection: 'server', database: 'changed', schedule: '0 4 * * *' };
      const { plans } = await client.call('plans.change', order);
      expect(plans).toMatchObject([{ schedule: '0 4 * * *' }]);
      expect(await client.call('plans.show', { name: 'plan' })).toEqual({ plans });
      await heard.until((event) => event.type === 'changed' && event.what === 'connections');
      await heard.until((event) => event.type === 'changed' && event.what === 'plans');
    });

    it('tells an error as the same error', async () => {
      expect(await failure(client.call('plans.show', { name: 'none' }))).toEqual(
        await failure(opened.app.call('plans.show', { name: 'none' })),
      );
      expect(await failure(client.call('connections.remove', { name: 'none' }))).toMatchObject({
        name: 'AppError',
        code: 'no_connection',
        kind: 'absent',
      });
    });

    it('refuses input that does not fit, and does nothing', async () => {
      const call = client.call('connections.add', { name: '', host: 'x', user: 'y' });
      expect(await failure(call)).toMatchObject({
        code: 'bad_input',
        message: expect.stringContaining('a name cannot be empty'),
      });
      expect(await client.call('connections.list', {})).toEqual({ connections: [] });
    });

    it.each(['none', '__proto__', 'toString', 'connections', ''])('knows no call %j', async (name) => {
      const error = await client.call(name as CallName, {}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'AppError', kind: 'usage' });
      expect(await client.call('plans.list', {})).toEqual({ plans: [] });
    });

    it('takes a password in and never gives it out', async () => {
      const password = 'canary-9d2e71';
      const said = [
        await addConnection({ password }),
        await client.call('connections.list', {}),
        await client.call('connections.test', { name: 'server' }).catch((error: AppError) => error.toJSON()),
      ];
      expect(JSON.stringify(said)).not.toContain(password);
    });

    it('takes a backup, tells of it while it runs, and shows it', async () => {
      await addPlan('shown');
      const heard = await listen();
      const run = await runToEnd(client.call('backups.start', { plan: 'plan' }), heard);
      expect(run).toMatchObject({ kind: 'backup', plan: 'plan', state: 'succeeded', error: null });
      const numbers = heard.events.map(({ seq }) => seq);
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
      const states = heard.events.flatMap(({ event }) => (event.type === 'run' ? [event.run.state] : []));
      expect([...new Set(states)]).toEqual(['queued', 'running', 'succeeded']);
      const { backups } = await client.call('backups.list', {});
      expect(backups).toHaveLength(1);
      const { contents } = await client.call('backups.show', { backup: backups[0]?.id ?? '' });
      expect(contents?.tables).toMatchObject([{ schema: 'public', name: 'item', rows: 10 }]);
      expect(await client.call('runs.active', {})).toEqual({ runs: [] });
    });

    it('verifies and restores it', async () => {
      await addPlan('proved');
      const heard = await listen();
      await runToEnd(client.call('backups.start', { plan: 'plan' }), heard);
      const verified = await runToEnd(client.call('backups.startVerify', { backup: 'latest' }), heard);
      expect(verified).toMatchObject({ kind: 'verify', state: 'succeeded' });
      const restored = await runToEnd(
        client.call('restores.start', { backup: 'latest', toNew: `${transport}_copy` }),
        heard,
      );
      expect(restored).toMatchObject({ kind: 'restore', state: 'succeeded' });
      const { restore, order } = await client.call('restores.get', { run: restored.id });
      expect(order).toMatchObject({ toNew: `${transport}_copy`, on: 'server', content: 'all', noOwner: false });
      expect(restore).toMatchObject({ ok: true, tables: 1, rows: 10, differences: [] });
      expect(await server.sql('SELECT count(*)::int AS count FROM item', `${transport}_copy`)).toEqual([{ count: 10 }]);
    });

    it('cancels a backup that runs', async () => {
      await addPlan('cancelled');
      const heard = await listen();
      await using _ = await lockTable(server, 'cancelled');
      const { run } = await client.call('backups.start', { plan: 'plan' });
      await heard.until((event) => event.type === 'run' && event.run.state === 'running');
      expect((await client.call('runs.active', {})).runs.map((active) => active.run.id)).toEqual([run.id]);
      await client.call('runs.cancel', { run: run.id });
      await heard.until((event) => event.type === 'run' && event.run.endedAt !== null);
      expect((await client.call('runs.get', { run: run.id })).run.state).toBe('cancelled');
      expect(await client.call('backups.list', {})).toEqual({ backups: [] });
    });

    it('deletes a backup only with its id repeated', async () => {
      await addPlan('deleted');
      const heard = await listen();
      await runToEnd(client.call('backups.start', { plan: 'plan' }), heard);
      await runToEnd(client.call('backups.start', { plan: 'plan' }), heard);
      const { backups } = await client.call('backups.list', {});
      const oldest = backups.at(-1)?.id ?? '';
      const slip = client.call('backups.delete', { backup: oldest, confirm: 'yes' });
      expect(await failure(slip)).toMatchObject({ code: 'confirmation_missing', kind: 'refused' });
      expect((await client.call('backups.list', {})).backups).toEqual(backups);
      await client.call('backups.delete', { backup: oldest, confirm: oldest });
      expect((await client.call('backups.list', {})).backups.map(({ id }) => id)).toEqual([backups[0]?.id]);
    });

    it('takes a question back', async () => {
      const controller = new AbortController();
      controller.abort();
      const error = await client.call('doctor.run', {}, controller.signal).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'AppError', code: 'cancelled' });
      expect(await client.call('plans.list', {})).toEqual({ plans: [] });
    });

    it('tells several listeners, and none that has stopped', async () => {
      await addPlan('listeners');
      const [one, other] = [await listen(), await listen()];
      const heard: unknown[] = [];
      client.subscribe(
        (event) => heard.push(event),
        () => undefined,
      )();
      await runToEnd(client.call('backups.start', { plan: 'plan' }), one);
      await other.until((event) => event.type === 'run' && event.run.endedAt !== null);
      expect(heard).toEqual([]);
    });
  });
}
