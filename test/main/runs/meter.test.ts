import { describe, expect, it } from 'vitest';
import { createMeter } from '../../../main/runs/meter.ts';
import { type Progress, progress } from '../../../shared/model/run.ts';
import { fakeClock } from '../../helpers/clock.ts';
import { START } from '../helpers/values.ts';

function open() {
  const clock = fakeClock(START);
  const told: Progress[] = [];
  const meter = createMeter(clock, (value) => told.push(progress.parse(value)));
  return { clock, meter, told, last: () => told.at(-1) };
}

describe('the meter', () => {
  it('tells a new phase at once, with everything begun anew', () => {
    const { meter, clock, told } = open();
    meter.phase('dumping');
    meter.bytes(100);
    meter.fraction(0.5);
    meter.object('public.a');
    meter.stalled('waiting');
    clock.advance(1);
    meter.phase('checking');
    expect(told.at(-1)).toEqual({
      phase: 'checking',
      object: null,
      fraction: null,
      bytes: 0,
      bytesPerSecond: 0,
      remainingMs: null,
      stalled: null,
    });
  });

  it('tells the rest at most four times a second, and loses no byte', () => {
    const { meter, clock, told } = open();
    meter.phase('dumping');
    for (let ms = 1; ms <= 10_000; ms++) {
      clock.advance(1);
      meter.bytes(1000);
    }
    expect(told).toHaveLength(1 + 40);
    expect(told.at(-1)?.bytes).toBe(10_000_000);
  });

  it('tells the rate of the last five seconds, not of the whole phase', () => {
    const { meter, clock, last } = open();
    meter.phase('dumping');
    for (let second = 0; second < 60; second++) {
      clock.advance(1000);
      meter.bytes(second < 30 ? 1_000_000 : 2000);
    }
    expect(last()?.bytesPerSecond).toBeCloseTo(2000);
  });

  it('tells no rate before there is one', () => {
    const { meter, last } = open();
    meter.phase('dumping');
    expect(last()?.bytesPerSecond).toBe(0);
  });

  it('tells the time left by what is done of the phase', () => {
    const { meter, clock, last } = open();
    clock.advance(99_000);
    meter.phase('dumping');
    clock.advance(30_000);
    meter.fraction(0.25);
    meter.bytes(1);
    expect(last()).toMatchObject({ fraction: 0.25, remainingMs: 90_000 });
  });

  it.each([null, 0, 0.02])('does not guess the time left when %s is done', (fraction) => {
    const { meter, clock, last } = open();
    meter.phase('dumping');
    clock.advance(30_000);
    meter.fraction(fraction);
    meter.bytes(1);
    expect(last()).toMatchObject({ fraction, remainingMs: null });
  });

  it('tells the object with the next word', () => {
    const { meter, clock, told, last } = open();
    meter.phase('dumping');
    meter.object('public.a');
    expect(told).toHaveLength(1);
    clock.advance(250);
    meter.object('public.b');
    expect(last()?.object).toBe('public.b');
  });

  it('tells at once that nothing moves, and that it moves again, each time once', () => {
    const { meter, told } = open();
    meter.phase('dumping');
    for (const what of ['waiting for a lock', 'waiting for a lock', null, null]) meter.stalled(what);
    expect(told.map(({ stalled }) => stalled)).toEqual([null, 'waiting for a lock', null]);
  });

  it('does not mind a clock that is set or a machine that sleeps', () => {
    const { meter, clock, last } = open();
    meter.phase('dumping');
    clock.sleep(3_600_000);
    clock.set(new Date('2020-01-01T00:00:00Z'));
    clock.advance(1000);
    meter.fraction(0.5);
    meter.bytes(500);
    expect(last()).toMatchObject({ bytesPerSecond: 500, remainingMs: 1000 });
  });
});
