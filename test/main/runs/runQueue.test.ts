import { describe, expect, it } from 'vitest';
import { createRunQueue } from '../../../main/runs/runQueue.ts';

const never = new AbortController().signal;

/** Work that goes on until it is let go. */
function held(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const work = async () => {
    log.push(`${name} begins`);
    begin();
    try {
      return await promise;
    } finally {
      log.push(`${name} ends`);
    }
  };
  return { work, begun, release: () => resolve(name), fail: () => reject(new Error(name)) };
}

/** Lets everything run that can. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of runs', () => {
  it('runs those of one server one after the other, in order', async () => {
    const queue = createRunQueue();
    const log: string[] = [];
    const works = ['a', 'b', 'c'].map((name) => held(log, name));
    const results = works.map(({ work }) => queue.enqueue('server', never, work));
    for (const work of works.toReversed()) work.release();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('runs those of different servers side by side', async () => {
    const queue = createRunQueue();
    const log: string[] = [];
    const [a, b] = [held(log, 'a'), held(log, 'b')];
    const results = [queue.enqueue('one', never, a.work), queue.enqueue('other', never, b.work)];
    await Promise.all([a.begun, b.begun]);
    expect(log).toEqual(['a begins', 'b begins']);
    a.release();
    b.release();
    await Promise.all(results);
  });

  it('goes on after one that failed, and tells its reason', async () => {
    const queue = createRunQueue();
    const [a, b] = [held([], 'a'), held([], 'b')];
    const failing = queue.enqueue('server', never, a.work);
    const next = queue.enqueue('server', never, b.work);
    a.fail();
    b.release();
    await expect(failing).rejects.toThrow('a');
    expect(await next).toBe('b');
  });

  it('is left at once by one that is cancelled, which then never begins', async () => {
    const queue = createRunQueue();
    const log: string[] = [];
    const [a, b, c] = [held(log, 'a'), held(log, 'b'), held(log, 'c')];
    const stop = new AbortController();
    const first = queue.enqueue('server', never, a.work);
    const cancelled = queue.enqueue('server', stop.signal, b.work);
    const last = queue.enqueue('server', never, c.work);
    const reason = new Error('stopped');
    stop.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
    // The one behind it still waits for the one before it.
    await settle();
    expect(log).toEqual(['a begins']);
    a.release();
    c.release();
    expect(await Promise.all([first, last])).toEqual(['a', 'c']);
    expect(log).not.toContain('b begins');
  });

  it('does not begin one that was cancelled before', async () => {
    const log: string[] = [];
    const { work } = held(log, 'a');
    await expect(createRunQueue().enqueue('server', AbortSignal.abort(), work)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(log).toEqual([]);
  });

  it('leaves it to the work to stop once it has begun', async () => {
    const queue = createRunQueue();
    const log: string[] = [];
    const { work, begun, release } = held(log, 'a');
    const stop = new AbortController();
    const result = queue.enqueue('server', stop.signal, work);
    await begun;
    stop.abort();
    release();
    expect(await result).toBe('a');
  });

  it('takes new ones after it was empty', async () => {
    const queue = createRunQueue();
    for (const value of [1, 2, 3]) {
      expect(await queue.enqueue('server', never, () => Promise.resolve(value))).toBe(value);
      await settle();
    }
  });
});
