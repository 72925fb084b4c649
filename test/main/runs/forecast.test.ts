import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecast } from '../../../main/runs/forecast.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const after = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const forever = (bytesPerDay: number) => ({ bytesPerDay, endsAt: null });

describe('the forecast of a disk', () => {
  it('is full when the free bytes are used up', () => {
    const at = after(10).toISOString();
    expect(forecast(NOW, 1000, [forever(60), forever(40)])).toEqual({
      points: [
        { at: NOW.toISOString(), bytes: 0 },
        { at, bytes: 1000 },
      ],
      fullAt: at,
    });
  });

  it('grows more slowly when a plan has reached the end of its retention', () => {
    const ending = { bytesPerDay: 100, endsAt: after(5) };
    expect(forecast(NOW, 1000, [ending, forever(50)])).toEqual({
      points: [
        { at: NOW.toISOString(), bytes: 0 },
        { at: after(5).toISOString(), bytes: 750 },
        { at: after(10).toISOString(), bytes: 1000 },
      ],
      fullAt: after(10).toISOString(),
    });
  });

  it('ends where nothing grows any more', () => {
    const { points, fullAt } = forecast(NOW, 1000, [{ bytesPerDay: 100, endsAt: after(5) }]);
    expect(fullAt).toBeNull();
    expect(points.at(-1)).toEqual({ at: after(5).toISOString(), bytes: 500 });
  });

  it.each([
    ['nothing grows', []],
    ['a plan adds nothing', [forever(0)]],
  ])('is only now when %s', (_when, growths) => {
    expect(forecast(NOW, 1000, growths)).toEqual({ points: [{ at: NOW.toISOString(), bytes: 0 }], fullAt: null });
  });

  it('is never when it takes more than ten years', () => {
    expect(forecast(NOW, 3650, [forever(1)]).fullAt).toBe(after(3650).toISOString());
    expect(forecast(NOW, 3651, [forever(1)]).fullAt).toBeNull();
  });

  it('is now for a disk that is full', () => {
    expect(forecast(NOW, 0, [forever(1)]).fullAt).toBe(NOW.toISOString());
  });

  it('never goes back, and never beyond what is free', () => {
    const growth = fc.record({
      bytesPerDay: fc.nat(1e9),
      endsAt: fc.option(fc.integer({ min: -10, max: 5000 }).map(after), { nil: null }),
    });
    fc.assert(
      fc.property(fc.nat(1e12), fc.array(growth, { maxLength: 5 }), (free, growths) => {
        const { points, fullAt } = forecast(NOW, free, growths);
        for (const [index, point] of points.entries()) {
          expect(point.bytes).toBeLessThanOrEqual(free);
          const before = points[index - 1];
          if (!before) continue;
          expect(point.bytes).toBeGreaterThanOrEqual(before.bytes);
          expect(point.at >= before.at).toBe(true);
        }
        if (fullAt !== null) expect(points.at(-1)).toEqual({ at: fullAt, bytes: free });
      }),
    );
  });
});
