import { describe, expect, it } from 'vitest';
import { isWebCall, WITHHELD } from '../../main/hosts/web/calls.ts';
import { calls } from '../../shared/contract.ts';
import { openTestApp } from '../helpers/app.ts';
import { at, callRequest, signIn, silent, startTestHost } from '../helpers/webHost.ts';

describe('a call', () => {
  it('is aborted when the page that asked is gone', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const ended = Promise.withResolvers<unknown>();
    const host = await startTestHost({
      ...silent,
      call: async (_name, _input, signal) => {
        begun.resolve(signal as AbortSignal);
        signal?.addEventListener('abort', () => ended.resolve(signal.reason));
        return (await ended.promise) as never;
      },
    });
    const controller = new AbortController();
    const init = callRequest({}, await signIn(host));
    const asked = fetch(at(host, '/api/call/doctor.run'), { ...init, signal: controller.signal });
    expect((await begun.promise).aborted).toBe(false);
    controller.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect(await ended.promise).toMatchObject({ code: 'cancelled' });
  });

  it('is not aborted by its own answer', async () => {
    let heard: AbortSignal | undefined;
    const host = await startTestHost({
      ...silent,
      call: async (_name, _input, signal) => ((heard = signal), {}) as never,
    });
    await fetch(at(host, '/api/call/doctor.run'), callRequest({}, await signIn(host)));
    await host.stop();
    expect(heard?.reason).toMatchObject({ message: 'Lifeboat is shutting down.' });
  });

  it('is answered, as cancelled, when the host stops', async () => {
    const begun = Promise.withResolvers<void>();
    const host = await startTestHost({
      ...silent,
      call: async (_name, _input, signal) => {
        begun.resolve();
        return await new Promise<never>((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      },
    });
    const asked = fetch(at(host, '/api/call/doctor.run'), callRequest({}, await signIn(host)));
    await begun.promise;
    await host.stop();
    const response = await asked;
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });

  it('has a status by the kind of its error, and the error itself', async () => {
    const { app } = await openTestApp();
    const host = await startTestHost(app);
    const cookie = await signIn(host);
    const call = async (name: string, input: unknown) => {
      const response = await fetch(at(host, `/api/call/${name}`), callRequest(input, cookie));
      return { status: response.status, answer: await response.json() };
    };
    expect(await call('plans.list', {})).toEqual({ status: 200, answer: { ok: true, value: { plans: [] } } });
    expect(await call('plans.list', 5)).toMatchObject({
      status: 400,
      answer: { ok: false, error: { code: 'bad_input' } },
    });
    expect(await call('plans.show', { name: 'x' })).toMatchObject({
      status: 404,
      answer: { error: { code: 'no_plan' } },
    });
    const weak = { name: 'p', host: '10.0.0.1', user: 'postgres', password: 'postgres', label: 'production' };
    expect(await call('connections.add', weak)).toMatchObject({
      status: 409,
      answer: { error: { code: 'default_credentials' } },
    });
  });

  it('is open to browsers or withheld with a reason, and somebody has decided which', () => {
    const undecided = Object.keys(calls).filter((name) => !isWebCall(name) && !Object.hasOwn(WITHHELD, name));
    expect(undecided).toEqual([]);
  });

  it('never tells a password, whatever becomes of it', async () => {
    const { app } = await openTestApp();
    const host = await startTestHost(app);
    const cookie = await signIn(host);
    const canary = 'canary-4f1c9b';
    const said: string[] = [];
    const call = async (name: string, input: unknown) => {
      const response = await fetch(at(host, `/api/call/${name}`), callRequest(input, cookie));
      said.push(JSON.stringify([...response.headers]), await response.text());
    };
    const server = { name: 'server', host: '127.0.0.1', port: 1, user: 'someone', password: canary };
    await call('connections.add', { ...server, port: 'x' });
    await call('connections.add', { ...server, password: [canary] });
    await call('connections.add', { ...server, name: '' });
    await call('connections.add', server);
    await call('connections.add', server);
    await call('connections.list', {});
    await call('connections.test', { name: 'server' });
    await call('connections.add', `{"password":"${canary}"`);
    await call('connections.remove', { name: 'server' });
    expect(said.join('\n')).toContain('"passwordFrom":"store"');
    expect(said.join('\n')).not.toContain(canary);
  });
});
