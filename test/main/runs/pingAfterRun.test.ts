import { describe, expect, it } from 'vitest';
import { findChannel } from '../../../main/catalog/channels.ts';
import { channelUrl } from '../../../main/runs/deliver.ts';
import { perform, type RunRequest } from '../../../main/runs/perform.ts';
import { AppError } from '../../../shared/errors.ts';
import { startReceiver } from '../../helpers/receiver.ts';
import { keepChannel } from '../helpers/channels.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { START } from '../helpers/values.ts';

const REQUEST: RunRequest = { kind: 'backup', plan: 'plan', trigger: 'manual', server: 'server' };

async function withPing(port: number): Promise<TestContext> {
  const context = openContext();
  const url = `http://127.0.0.1:${port}/check`;
  await keepChannel(context, 'switch', { kind: 'ping', url, allowPrivate: true });
  return context;
}

const settled = (context: TestContext) => Promise.all(context.background);

describe('the dead man’s switch', () => {
  it('hears of each backup that went well, and of each that failed', async () => {
    const { port, received } = await startReceiver();
    const context = await withPing(port);
    await perform(context, REQUEST, async () => undefined);
    await settled(context);
    await perform(context, REQUEST, async (scope) => scope.warn(['a warning']));
    await settled(context);
    await perform(context, REQUEST, async () => {
      throw new AppError('dump_empty', 'It is empty.', 'Look.');
    });
    await settled(context);
    expect(received.map(({ path }) => path)).toEqual(['/check', '/check', '/check/fail']);
    expect(findChannel(context.db, 'switch')).toMatchObject({ failing: null, lastSentAt: START });
    expect(context.background.size).toBe(0);
  });

  it('hears of nothing else', async () => {
    const { port, received } = await startReceiver();
    const context = await withPing(port);
    for (const kind of ['verify', 'drill', 'restore', 'prune'] as const)
      await perform(context, { ...REQUEST, kind }, async () => undefined);
    const stopped = AbortSignal.abort();
    await perform(context, { ...REQUEST, signal: stopped }, async () => undefined);
    await settled(context);
    expect(received).toEqual([]);
  });

  it('that has lost its address is failing, and the run is not', async () => {
    const { port } = await startReceiver();
    const context = await withPing(port);
    await context.ports.secrets.delete(channelUrl('switch'));
    expect(await perform(context, REQUEST, async () => 'done')).toMatchObject({ ok: true });
    await settled(context);
    expect(findChannel(context.db, 'switch')?.failing).toContain('The stored address of the channel switch is gone.');
  });

  it('keeps no backup waiting, and is given up after 10 s', async () => {
    const { port, received } = await startReceiver(() => undefined);
    const context = await withPing(port);
    const outcome = await perform(context, REQUEST, async () => 'done');
    expect(outcome).toMatchObject({ ok: true, value: 'done' });
    expect(context.background.size).toBe(1);
    await expect.poll(() => received.length).toBe(1);
    context.clock.advance(10_000);
    await settled(context);
    expect(findChannel(context.db, 'switch')?.failing).toContain('did not answer within 10 s');
    expect(outcome.run.state).toBe('succeeded');
  });
});
