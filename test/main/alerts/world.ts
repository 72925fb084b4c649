import type { Facts, PlanFacts } from '../../../main/alerts/facts.ts';
import { diskFacts, facts, good, HOUR, planFacts, run } from './facts.ts';

/** What can go wrong for a while, and how likely it begins each time it is looked at. */
const TROUBLES = {
  off: { chance: 0.012, hours: 60 },
  away: { chance: 0.012, hours: 70 },
  broken: { chance: 0.012, hours: 80 },
  full: { chance: 0.01, hours: 70 },
  paused: { chance: 0.006, hours: 90 },
} as const;
type Trouble = keyof typeof TROUBLES;

interface PlanOfWorld {
  readonly name: string;
  readonly everyHours: number;
  readonly server: string;
  readonly root: string;
}

export const PLANS: readonly PlanOfWorld[] = [
  { name: 'daily', everyHours: 24, server: 'one', root: '/a' },
  { name: 'often', everyHours: 8, server: 'one', root: '/b' },
  { name: 'other', everyHours: 24, server: 'two', root: '/c' },
];

/** A sequence that looks like chance and is the same each time (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface PlanHour {
  readonly plan: PlanFacts;
  /** It has had no good backup for too long, and nobody has paused it. */
  readonly uncovered: boolean;
  /** What has kept it from its backups since the last good one. */
  readonly causes: ReadonlySet<string>;
}

export interface Hour {
  readonly facts: Facts;
  readonly plans: readonly PlanHour[];
}

/**
 * A house of three plans, hour by hour: it sleeps, its servers go away, its disks fill, its plans break and are paused. What is asked of it
 * is what the catalog would say. Null while the computer is off.
 */
export function openWorld(seed: number, start: Date): (hour: number, calm: boolean) => Hour | null {
  const random = chance(seed);
  const troubles = new Map<string, number>();
  const lives = PLANS.map((plan) => ({
    plan,
    due: false,
    lastGood: start,
    failed: false,
    id: 0,
    reason: null as PlanFacts['waitsFor'],
    causes: new Set<string>(),
    odd: false,
  }));
  let slept = false;
  let shared = 100;

  const suffers = (trouble: Trouble, where: string, hour: number, calm: boolean): string | null => {
    const key = `${trouble} ${where}`;
    const until = troubles.get(key) ?? 0;
    if (hour < until) return calm ? null : `${key} until ${until}`;
    if (calm || random() >= TROUBLES[trouble].chance) return null;
    troubles.set(key, hour + 1 + Math.floor(random() * TROUBLES[trouble].hours));
    return `${key} until ${troubles.get(key)}`;
  };

  return (hour, calm) => {
    const now = new Date(start.getTime() + hour * HOUR);
    const off = suffers('off', 'computer', hour, calm);
    const plans = lives.map((life): PlanHour => {
      const { plan, causes } = life;
      const paused = suffers('paused', plan.name, hour, calm);
      const away = suffers('away', plan.server, hour, calm);
      const broken = suffers('broken', plan.name, hour, calm);
      const full = suffers('full', plan.root, hour, calm);
      const limit = (plan.everyHours + 2) * HOUR;
      if (hour % plan.everyHours === 0 && paused === null) life.due = true;
      if (life.due && off !== null) causes.add(off);
      if (life.due && off === null && paused === null) {
        if (slept && life.reason === null) life.reason = 'asleep';
        if (away !== null) {
          life.reason = 'server_unreachable';
          causes.add(away);
        } else if (full !== null) {
          life.reason = 'disk_low';
          causes.add(full);
        } else {
          life.due = false;
          life.id += 1;
          life.failed = broken !== null;
          life.reason = broken !== null ? 'run_failed' : null;
          if (broken !== null) causes.add(broken);
          else {
            life.lastGood = now;
            life.odd = random() < 0.05;
            causes.clear();
          }
        }
      }
      if (paused !== null) causes.add(paused);
      const id = `00000000-0000-4000-8000-${String(life.id).padStart(12, '0')}`;
      const findings = life.odd
        ? [{ rule: 'size_anomaly' as const, object: null, message: 'It is odd.', nextStep: 'Look.' }]
        : [];
      return {
        plan: planFacts({
          name: plan.name,
          root: plan.root,
          paused: paused !== null,
          overdueAfterMs: limit,
          newestGood: good({ id, at: life.lastGood, findings }),
          lastRun: run({ id, ok: !life.failed, code: life.failed ? 'no_database' : null }),
          waitsFor: life.reason,
        }),
        uncovered: now.getTime() - life.lastGood.getTime() > limit && paused === null,
        causes: new Set(causes),
      };
    });
    slept = off !== null;
    if (off !== null) return null;
    const disks = PLANS.map(({ root, name }) => {
      const full = !calm && (troubles.get(`full ${root}`) ?? 0) > hour;
      return diskFacts({
        root,
        space: { freeBytes: full ? 8 : 500, totalBytes: 1000 },
        next: { plan: name, bytes: 10 },
      });
    });
    // A disk that somebody else fills and clears, of which no plan has to suffer.
    if (hour % 12 === 0) shared = 40 + Math.floor(random() * 60);
    const freeBytes = calm ? 500 : shared;
    disks.push(diskFacts({ root: '/shared', space: { freeBytes, totalBytes: 1000 } }));
    return { facts: facts({ plans: plans.map(({ plan }) => plan), disks }), plans };
  };
}
