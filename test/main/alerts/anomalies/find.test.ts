import { describe, expect, it } from 'vitest';
import { findAnomalies } from '../../../../main/alerts/anomalies/find.ts';
import type { Sample, Swing } from '../../../../main/alerts/anomalies/sample.ts';
import { DEFAULT_THRESHOLDS, type Finding, type Thresholds } from '../../../../shared/model/alert.ts';
import { live, random } from './series.ts';

const WEEK = 7;
/** What happens monthly has happened twice by then. */
const LEARNT = 65;

interface Told extends Finding {
  readonly day: number;
}

/** What is told during a life, day by day; notices of changed schemas aside. */
function watch(samples: readonly Sample[], thresholds: Thresholds = DEFAULT_THRESHOLDS): Told[] {
  const told: Told[] = [];
  let swings: Swing[] = [];
  for (const [day, current] of samples.entries()) {
    const before = samples.slice(Math.max(0, day - 8), day).toReversed();
    const found = findAnomalies({ current, before, swings, thresholds, young: day < WEEK });
    swings = [...found.swings, ...swings];
    told.push(...found.findings.filter(({ rule }) => rule !== 'schema_changed').map((one) => ({ ...one, day })));
  }
  return told;
}

const words = (told: readonly Told[], seed: number) =>
  told.map(({ day, message }) => `${seed}, day ${day}: ${message}`);

describe('a normal life of an application', () => {
  it('tells nothing from the first day on: growth, weekends, small tables, partitions, nightly purges, new tables', () => {
    const told = Array.from({ length: 120 }, (_, seed) => words(watch(live(seed, 90, false).samples), seed)).flat();
    expect(told).toEqual([]);
  }, 60_000);

  it('tells nothing of what happens again and again: logs rotated, weekly purges, queues, imports', () => {
    const told = Array.from({ length: 80 }, (_, index) => {
      const seed = 1000 + index;
      return words(
        watch(live(seed, 130, true).samples).filter(({ day }) => day > LEARNT),
        seed,
      );
    }).flat();
    expect(told).toEqual([]);
  }, 60_000);

  it('tells the first times of it, of those tables and their sizes alone', () => {
    for (let seed = 1000; seed < 1080; seed += 1) {
      const { samples, swinging } = live(seed, LEARNT, true);
      const told = watch(samples);
      const others = told.filter(({ object }) => object !== null && !swinging.has(object));
      expect(words(others, seed)).toEqual([]);
      expect(told.length).toBeLessThanOrEqual(12);
    }
  }, 60_000);
});

/** Something that goes wrong on the last day. */
type Accident = (last: Sample, samples: readonly Sample[], next: () => number) => { sample: Sample; expected: string };

const largest = (sample: Sample) => sample.tables.toSorted((a, b) => b.rows - a.rows)[0]?.name ?? '';

function lose(sample: Sample, share: (name: string) => number): Sample {
  const tables = sample.tables.flatMap((table) => {
    const left = share(table.name);
    return left < 0 ? [] : [{ ...table, rows: Math.floor(table.rows * left) }];
  });
  return { ...sample, tables };
}

const ACCIDENTS: Readonly<Record<string, Accident>> = {
  'a table dropped by a migration': (last) => ({
    sample: lose(last, (name) => (name === 'users' ? -1 : 1)),
    expected: 'public.users',
  }),
  'a DELETE without its WHERE': (last) => ({
    sample: lose(last, (name) => (name === 'users' ? 0 : 1)),
    expected: 'public.users',
  }),
  'a clean-up with the wrong date': (last, _samples, next) => {
    const left = 0.05 + next() * 0.35;
    return { sample: lose(last, (name) => (name === 'users' ? left : 1)), expected: 'public.users' };
  },
  'a database restored from an old copy': (last, samples, next) => {
    const left = 0.1 + next() * 0.3;
    return {
      sample: { ...lose(last, () => left), bytes: Math.round((samples.at(-1)?.bytes ?? 0) * left) },
      expected: 'size_anomaly',
    };
  },
  'a table full of what nobody wanted': (last, _samples, next) => ({
    sample: { ...last, bytes: Math.round(last.bytes * (2 + next() * 4)) },
    expected: 'size_anomaly',
  }),
  'a server busy with something else': (last, _samples, next) => ({
    sample: { ...last, durationMs: last.durationMs * (5 + next() * 8) },
    expected: 'duration_anomaly',
  }),
  'every table emptied': (last) => ({ sample: lose(last, () => 0), expected: `public.${largest(last)}` }),
};

describe('an accident', () => {
  it.each(Object.entries(ACCIDENTS))('is found: %s', (_what, happen) => {
    for (let index = 0; index < 6; index += 1) {
      const seed = 5000 + index * 31;
      const { samples } = live(seed, 84 + index, index % 2 === 1);
      const last = samples.at(-1);
      if (!last) throw new Error('there is no life');
      const { sample, expected } = happen(scaled(last), samples.map(scaled), random(seed));
      const told = watch([...samples.slice(0, -1).map(scaled), sample]).filter(({ day }) => day === samples.length - 1);
      expect(
        told.map(({ rule, object }) => object ?? rule),
        `seed ${seed}`,
      ).toContain(expected);
    }
  });
});

/** Large enough that sizes and durations matter: a database of some megabytes, whose backup takes half a minute. */
function scaled(sample: Sample): Sample {
  return { ...sample, bytes: sample.bytes + 4_000_000, durationMs: sample.durationMs + 30_000 };
}
