import { describe, expect, it } from 'vitest';
import { STALL_MS, startWatchdog } from '../../../main/runs/watchdog.ts';
import { fakeClock } from '../../helpers/clock.ts';
import { START } from '../helpers/values.ts';

const LIMIT = 15 * 60_000;

function open(limitMs = LIMIT) {
  const clock = fakeClock(START);
  const log: string[] = [];
  const say = (what: string) => () => void log.push(`${what} at ${clock.monotonic() / 1000} s`);
  const watchdog = startWatchdog(clock, limitMs, { stall: say('stall'), revive: say('revive'), limit: say('limit') });
  return { clock, log, watchdog };
}

describe('the watchdog', () => {
  it('says nothing while there are signs of life', () => {
    const { clock, log, watchdog } = open();
    for (let minute = 0; minute < 600; minute++) {
      clock.advance(STALL_MS - 1);
      watchdog.touch();
    }
    expect(log).toEqual([]);
  });

  it('says that nothing moves after two minutes, and gives up at the limit, each once', () => {
    const { clock, log } = open();
    clock.advance(10 * LIMIT);
    expect(log).toEqual(['stall at 120 s', 'limit at 900 s']);
  });

  it('counts from the last sign of life', () => {
    const { clock, log, watchdog } = open();
    clock.advance(100_000);
    watchdog.touch();
    clock.advance(119_999);
    expect(log).toEqual([]);
    clock.advance(1);
    expect(log).toEqual(['stall at 220 s']);
    clock.advance(LIMIT);
    expect(log).toEqual(['stall at 220 s', 'limit at 1000 s']);
  });

  it('says that it moves again, and notices the next silence as early as the first', () => {
    const { clock, log, watchdog } = open();
    clock.advance(130_000);
    watchdog.touch();
    watchdog.touch();
    clock.advance(10 * LIMIT);
    expect(log).toEqual(['stall at 120 s', 'revive at 130 s', 'stall at 250 s', 'limit at 1030 s']);
  });

  it('can be alive again at the last moment', () => {
    const { clock, log, watchdog } = open();
    clock.advance(LIMIT - 1);
    watchdog.touch();
    clock.advance(LIMIT - 1);
    expect(log.filter((line) => line.startsWith('limit'))).toEqual([]);
  });

  it('gives up without a warning when the limit is shorter than that', () => {
    const { clock, log } = open(5000);
    clock.advance(4999);
    expect(log).toEqual([]);
    clock.advance(100_000);
    expect(log).toEqual(['limit at 5 s']);
  });

  it.each([0, 60_000, 130_000, LIMIT - 1])('is silent once it was stopped, after %i ms too', (ms) => {
    const { clock, log, watchdog } = open();
    clock.advance(ms);
    const before = [...log];
    watchdog.stop();
    clock.advance(10 * LIMIT);
    expect(log).toEqual(before);
  });

  it('does not count the time that the machine slept', () => {
    const { clock, log } = open();
    clock.sleep(24 * 3_600_000);
    clock.advance(STALL_MS - 1);
    expect(log).toEqual([]);
  });
});
