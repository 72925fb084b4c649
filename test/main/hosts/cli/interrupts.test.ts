import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { untilStopped, watchInterrupts } from '../../../../main/hosts/cli/interrupts.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
let before: Map<(typeof signals)[number], NodeJS.SignalsListener[]>;
let now: number;
let exit: MockInstance;

beforeEach(() => {
  before = new Map(signals.map((name) => [name, process.listeners(name)]));
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
});

afterEach(() => {
  for (const [name, known] of before) {
    for (const listener of process.listeners(name)) if (!known.includes(listener)) process.off(name, listener);
  }
  vi.restoreAllMocks();
});

it('cancels at the first Ctrl-C, takes a second within 100 ms for the same, and ends at once at a later one', async () => {
  const signal = watchInterrupts();
  const stopped = untilStopped(signal);
  process.emit('SIGINT');
  await stopped;
  expect(signal.reason).toMatchObject({ code: 'cancelled' });
  now = 90;
  process.emit('SIGINT');
  expect(exit).not.toHaveBeenCalled();
  now = 200;
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
  await untilStopped(signal);
});
