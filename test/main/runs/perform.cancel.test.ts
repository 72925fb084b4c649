import { describe, expect, it } from 'vitest';
import { findRun } from '../../../main/catalog/runs.ts';
import { readSetting, writeSetting } from '../../../main/catalog/settings.ts';
import { sleep } from '../../../main/ports.ts';
import { perform, type RunRequest, type Scope } from '../../../main/runs/perform.ts';
import { readRunLog } from '../../../main/runs/runLog.ts';
import { AppError } from '../../../shared/errors.ts';
import { openContext, type TestContext } from '../helpers/context.ts';

const REQUEST: RunRequest = {
  kind: 'backup',
  plan: 'plan',
  trigger: 'manual',
  server: 'server',
  resource: 'plan:plan',
};

function states(context: TestContext): string[] {
  return context.events.flatMap((event) => (event.type === 'run' ? [event.run.state] : []));
}

/** Begins a run that goes on until it is cancelled, and waits for it to begin. */
async function begin(context: TestContext, change: Partial<RunRequest> = {}) {
  const { promise: begun, resolve } = Promise.withResolvers<Scope>();
  const outcome = perform(context, { ...REQUEST, ...change }, async (scope) => {
    resolve(scope);
    await sleep(context.clock, 3_600_000, scope.signal);
  });
  return { scope: await begun, outcome };
}

function expectNothingHeld(context: TestContext): void {
  expect(context.db.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
  expect(context.cancels.size).toBe(0);
}

describe('cancelling a run', () => {
  it('ends it as cancelled, and says so in between', async () => {
    const context = openContext();
    const { scope, outcome } = await begin(context);
    context.cancels.get(scope.id)?.abort();
    expect(findRun(context.db, scope.id)?.state).toBe('cancelling');
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'cancelled' }, run: { state: 'cancelled' } });
    expect(states(context)).toEqual(['queued', 'running', 'cancelling', 'cancelled']);
    expect((await readRunLog(context.config.logsDir, scope.id)).map(({ event }) => event)).toEqual([
      'run.queued',
      'run.started',
      'run.cancelling',
      'run.ended',
    ]);
    expectNothingHeld(context);
  });

  it('can be done by the signal of whoever asked for it', async () => {
    const context = openContext();
    const stop = new AbortController();
    const { outcome } = await begin(context, { signal: stop.signal });
    stop.abort();
    expect(await outcome).toMatchObject({ ok: false, run: { state: 'cancelled' } });
  });

  it('before it began keeps it from beginning', async () => {
    const context = openContext();
    let began = false;
    const outcome = await perform(context, { ...REQUEST, signal: AbortSignal.abort() }, async () => {
      began = true;
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' }, run: { state: 'cancelled' } });
    expect(began).toBe(false);
    expect(states(context)).toEqual(['queued', 'cancelled']);
    expectNothingHeld(context);
  });

  it('while it waits for another on the same server ends it at once', async () => {
    const context = openContext();
    const first = await begin(context);
    const stop = new AbortController();
    let began = false;
    const waiting = perform(context, { ...REQUEST, resource: 'plan:other', signal: stop.signal }, async () => {
      began = true;
    });
    stop.abort();
    expect(await waiting).toMatchObject({ ok: false, run: { state: 'cancelled' } });
    expect(findRun(context.db, first.scope.id)?.state).toBe('running');
    context.cancels.get(first.scope.id)?.abort();
    await first.outcome;
    expect(began).toBe(false);
    expectNothingHeld(context);
  });

  it('too late changes nothing: the work had ended well', async () => {
    const context = openContext();
    const outcome = await perform(context, REQUEST, async (scope) => {
      scope.settle(() => writeSetting(context.db, 'a', '1'));
      context.cancels.get(scope.id)?.abort();
      return 'done all the same';
    });
    expect(outcome).toMatchObject({ ok: true, value: 'done all the same', run: { state: 'succeeded', error: null } });
    expect(states(context)).toEqual(['queued', 'running', 'cancelling', 'succeeded']);
    expect(readSetting(context.db, 'a')).toBe('1');
  });

  it('after its end is of no consequence', async () => {
    const context = openContext();
    const stop = new AbortController();
    const { run } = await perform(context, { ...REQUEST, signal: stop.signal }, async () => undefined);
    const before = context.events.length;
    stop.abort();
    expect(findRun(context.db, run.id)?.state).toBe('succeeded');
    expect(context.events).toHaveLength(before);
  });

  it('counts, and not what breaks because of it', async () => {
    const context = openContext();
    const outcome = await perform(context, REQUEST, async (scope) => {
      context.cancels.get(scope.id)?.abort();
      throw new AppError('connection_lost', 'The server closed the connection.', '');
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' }, run: { state: 'cancelled' } });
  });

  it('has one reason, the first', async () => {
    const context = openContext();
    const { scope, outcome } = await begin(context);
    const [first, second] = ['shutting down', 'pressed twice'].map((text) => new AppError('cancelled', text, ''));
    context.cancels.get(scope.id)?.abort(first);
    context.cancels.get(scope.id)?.abort(second);
    expect(await outcome).toMatchObject({ ok: false, error: first });
  });

  it('for a reason that is a failure ends the run as failed', async () => {
    const context = openContext();
    const { scope, outcome } = await begin(context);
    context.cancels.get(scope.id)?.abort(new AppError('dump_stalled', 'Nothing moved.', ''));
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'dump_stalled' }, run: { state: 'failed' } });
  });
});
