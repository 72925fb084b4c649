import type { Sample } from '../../../../main/alerts/anomalies/sample.ts';

const DAY = 86_400_000;
const START = Date.parse('2030-01-07T02:00:00Z');

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** About normal, with a mean of 0 and a deviation of 1. */
const gauss = (next: () => number) => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);

interface Process {
  /** Its tables on a day, with their rows. */
  readonly on: (day: number) => readonly (readonly [name: string, rows: number])[];
  readonly width: number;
  /** True when it loses half of its rows now and then. */
  readonly swings: boolean;
}

type Maker = (name: string, next: () => number) => Process;

const one = (name: string, width: number, swings: boolean, rows: (day: number) => number): Process => ({
  width,
  swings,
  on: (day) => [[name, Math.max(0, Math.round(rows(day)))]],
});

const scale = (next: () => number, from: number, to: number) => from * (to / from) ** next();

/** How the tables of an application live. */
const CALM: Readonly<Record<string, Maker>> = {
  growing(name, next) {
    const [start, rate, noise] = [scale(next, 200, 2_000_000), next() * 0.012, next() * 0.01];
    return one(name, 40 + next() * 400, false, (day) => start * (1 + rate) ** day * (1 + noise * gauss(next)));
  },
  weekly(name, next) {
    const [start, swing] = [scale(next, 500, 300_000), 0.1 + next() * 0.25];
    return one(name, 60 + next() * 200, false, (day) => start * (day % 7 >= 5 ? 1 + swing : 1) * (1 + next() * 0.05));
  },
  small(name, next) {
    const most = 3 + next() * 90;
    return one(name, 100, false, () => next() * most);
  },
  constant(name, next) {
    const rows = scale(next, 100, 50_000);
    return one(name, 80, false, () => rows);
  },
  /** A row per session: as many as there happen to be. */
  sessions(name, next) {
    const usual = scale(next, 200, 20_000);
    return one(name, 200, false, () => usual * (1 + 0.12 * gauss(next)));
  },
  /** Partitions of a day, the oldest of which are dropped. */
  partitions(name, next) {
    const [kept, rows] = [5 + Math.floor(next() * 25), scale(next, 200, 40_000)];
    const of = (day: number) => [`${name}_p${String(day).padStart(4, '0')}`, Math.round(rows)] as const;
    return {
      width: 150,
      swings: false,
      on: (day) => Array.from({ length: kept }, (_, back) => of(1000 + day - back)),
    };
  },
  /** Purged of what is old every night. */
  purgedNightly(name, next) {
    const [perDay, days] = [scale(next, 100, 30_000), 7 + next() * 60];
    return one(name, 120, false, (day) => perDay * Math.min(days, day + 20) * (1 + 0.03 * gauss(next)));
  },
};

const SWINGING: Readonly<Record<string, Maker>> = {
  purgedWeekly(name, next) {
    const [perDay, left, phase] = [scale(next, 100, 20_000), 1 + next() * 2, Math.floor(next() * 7)];
    return one(name, 120, true, (day) => perDay * (left + ((day + phase) % 7)) * (1 + 0.02 * gauss(next)));
  },
  rotatedMonthly(name, next) {
    const [perDay, phase] = [scale(next, 100, 20_000), Math.floor(next() * 30)];
    return one(name, 150, true, (day) => perDay * (((day + phase) % 30) + next() * 0.5));
  },
  queue(name, next) {
    const most = scale(next, 200, 20_000);
    return one(name, 300, true, () => most * next());
  },
  /** Filled for an import, then emptied. */
  staging(name, next) {
    const [rows, every] = [scale(next, 500, 50_000), 2 + Math.floor(next() * 5)];
    return one(name, 200, true, (day) => (day % every === 0 ? rows * (0.8 + next() * 0.4) : 0));
  },
};

export interface Life {
  readonly samples: Sample[];
  /** Tables that lose half of their rows now and then. */
  readonly swinging: ReadonlySet<string>;
}

/** Daily backups of a made-up application, oldest first. */
export function live(seed: number, days: number, withSwings: boolean): Life {
  const next = random(seed);
  const pick = (makers: Readonly<Record<string, Maker>>, prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const names = Object.keys(makers);
      const kind = names[Math.floor(next() * names.length)] ?? '';
      return { name: `${prefix}${letters(index)}_${kind}`, make: makers[kind] as Maker };
    });
  const made = [
    ...pick(CALM, 'app_', 3 + Math.floor(next() * 12)),
    // An application has something of its own that stays.
    { name: 'users', make: CALM['growing'] as Maker },
    ...(withSwings ? pick(SWINGING, 'job_', 1 + Math.floor(next() * 2)) : []),
  ].map(({ name, make }) => ({ name, process: make(name, next), from: 0 }));
  // Migrations add tables, which fill bit by bit.
  const migrations = Array.from({ length: Math.floor(next() * 4) }, (_, index) => {
    const [name, perDay, from] = [`new_${letters(index)}`, scale(next, 10, 2_000), Math.floor(next() * days)];
    return { name, process: one(name, 150, false, (day) => perDay * (day - from)), from };
  });
  const all = [...made, ...migrations];
  const [noise, speed, bases] = [0.01 + next() * 0.09, scale(next, 2e6, 8e7), 500 + next() * 60_000];
  const [slowSunday, slack] = [next() < 0.3 ? 1 + next() : 1, 0.03 + next() * 0.17];
  const samples = Array.from({ length: days }, (_, day): Sample => {
    const alive = all.filter(({ from }) => from <= day);
    const tables = alive.flatMap(({ process }) =>
      process.on(day).map(([name, rows]) => ({ schema: 'public', name, rows, exact: true })),
    );
    const raw = alive.reduce(
      (sum, { process }) => sum + process.on(day).reduce((rows, [, count]) => rows + count, 0) * process.width * 0.3,
      20_000,
    );
    const bytes = Math.round(raw * Math.exp(noise * gauss(next)));
    const durationMs =
      (bases + (bytes / speed) * 1000) * (day % 7 === 6 ? slowSunday : 1) * Math.exp(slack * gauss(next));
    return {
      id: `${String(seed).padStart(8, '0')}-${day}`,
      at: new Date(START + day * DAY).toISOString(),
      bytes,
      durationMs,
      content: 'all',
      serverVersion: '17.11',
      toolVersion: '17.11',
      schemaSha256: String(alive.length),
      tables,
    };
  });
  return {
    samples,
    swinging: new Set(made.filter(({ process }) => process.swings).map(({ name }) => `public.${name}`)),
  };
}

/** No digits: those are for partitions. */
const letters = (index: number) => String.fromCharCode(97 + index);
