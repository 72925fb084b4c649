import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startedTable, trackTables } from '../../../main/postgres/progress.ts';

const dumping = (table: string) => `pg_dump: dumping contents of table "${table}"`;

describe('the table whose turn it is', () => {
  it.each([
    ['pg_dump: dumping contents of table "public.orders"', 'public.orders'],
    ['pg_restore: processing data for table "public.orders"', 'public.orders'],
    ['pg_dump: dumping contents of table "my schema.a "b" c"', 'my schema.a "b" c'],
    ['pg_dump: reading extensions', null],
    ['pg_restore: creating TABLE "public.orders"', null],
    [' pg_dump: dumping contents of table "public.orders"', null],
    ['pg_dump: dumping contents of table "public.orders', null],
    ['', null],
  ])('is told by %j: %s', (line, table) => {
    expect(startedTable(line)).toBe(table);
  });
});

describe('how far a dump is', () => {
  it('is not known without sizes', () => {
    expect(trackTables(new Map()).fraction()).toBeNull();
    expect(trackTables(new Map([['a', 0]])).fraction()).toBeNull();
  });

  it('goes by the sizes of the tables whose turn is over', () => {
    const tracker = trackTables(
      new Map([
        ['p.a', 100],
        ['p.b', 300],
        ['p.c', 600],
      ]),
    );
    expect([tracker.object, tracker.fraction()]).toEqual([null, 0]);
    expect(tracker.line(dumping('p.a'))).toBe(true);
    expect([tracker.object, tracker.fraction()]).toEqual(['p.a', 0]);
    tracker.line(dumping('p.b'));
    expect([tracker.object, tracker.fraction()]).toEqual(['p.b', 0.1]);
    tracker.line(dumping('p.c'));
    expect(tracker.fraction()).toBe(0.4);
  });

  it('goes, within a table, by what the tables before gave per byte', () => {
    const tracker = trackTables(
      new Map([
        ['p.a', 100],
        ['p.b', 100],
      ]),
    );
    tracker.line(dumping('p.a'));
    tracker.bytes(20);
    tracker.line(dumping('p.b'));
    tracker.bytes(30);
    expect(tracker.fraction()).toBeCloseTo(0.75);
    // Never the whole table before the next one has begun.
    tracker.bytes(1_000_000);
    expect(tracker.fraction()).toBeCloseTo(0.975);
  });

  it('takes no notice of other lines, nor of a table that began before', () => {
    const tracker = trackTables(
      new Map([
        ['p.a', 100],
        ['p.b', 100],
      ]),
    );
    tracker.line(dumping('p.a'));
    tracker.line(dumping('p.b'));
    for (const line of ['pg_dump: reading schemas', dumping('p.a'), dumping('p.b')])
      expect(tracker.line(line)).toBe(false);
    expect([tracker.object, tracker.fraction()]).toEqual(['p.b', 0.5]);
  });

  it('names a table that nobody knew before', () => {
    const tracker = trackTables(new Map([['p.a', 100]]));
    expect(tracker.line(dumping('p.new'))).toBe(true);
    expect([tracker.object, tracker.fraction()]).toEqual(['p.new', 0]);
  });

  it('never falls and stays between 0 and 1, whatever comes', () => {
    const tables = ['a', 'b', 'c', 'd', 'unknown'];
    const sizes = fc.array(fc.nat(10_000), { minLength: 4, maxLength: 4 });
    const step = fc.oneof(
      fc.record({ table: fc.constantFrom(...tables) }),
      fc.record({ bytes: fc.integer({ min: 0, max: 50_000 }) }),
    );
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 60 }), (list, steps) => {
        fc.pre(list.some((size) => size > 0));
        const tracker = trackTables(new Map(list.map((size, index) => [tables[index] ?? '', size])));
        let before = 0;
        for (const step of steps) {
          if ('table' in step) tracker.line(dumping(step.table));
          else tracker.bytes(step.bytes);
          const now = tracker.fraction() ?? -1;
          expect(now).toBeGreaterThanOrEqual(before);
          expect(now).toBeLessThanOrEqual(1);
          before = now;
        }
      }),
      { seed: 41, numRuns: 300 },
    );
  });
});
