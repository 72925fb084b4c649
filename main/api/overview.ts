import type { CallOutput, Disk } from '../../shared/contract.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { listBackups, sizeHistory } from '../catalog/backups.ts';
import { drillsSince } from '../catalog/drills.ts';
import { listPlans } from '../catalog/plans.ts';
import { backupRunsSince, runsOfSlots } from '../catalog/runs.ts';
import { recentSlots } from '../catalog/slots.ts';
import type { Context } from '../runs/context.ts';
import { diskSpace } from '../storage/space.ts';
import { drillChanges, stateChanges } from './changes.ts';
import { runDoctor } from './doctor.ts';
import type { Handlers } from './handlers.ts';
import { activeRuns } from './runs.ts';
import { planStatus } from './status.ts';

const DAY_MS = 86_400_000;
const STRIP_CELLS = 30;
const RECENT_CHANGES = 5;

export const overviewHandlers: Handlers<'overview.get' | 'changes.list' | 'health.get' | 'backups.history'> = {
  async 'overview.get'(context) {
    return {
      plans: listPlans(context.db).map((plan) => planCard(context, plan)),
      running: activeRuns(context),
      disks: await readDisks(context),
      changes: recentChanges(context, RECENT_CHANGES),
    };
  },

  'changes.list': (context, { limit }) => ({ changes: recentChanges(context, limit) }),

  'health.get': async (context, _input, signal) => ({
    doctor: await runDoctor(context, signal),
    disks: await readDisks(context),
  }),

  'backups.history': (context, { plan, limit }) => ({ points: sizeHistory(context.db, plan, limit).toReversed() }),
};

function planCard(context: Context, plan: Plan): CallOutput<'overview.get'>['plans'][number] {
  const { db } = context;
  const slots = recentSlots(db, plan.name, STRIP_CELLS).toReversed();
  const runs = runsOfSlots(
    db,
    plan.name,
    slots.map((slot) => slot.slot),
  );
  return {
    plan,
    status: planStatus(context, plan),
    lastBackup: listBackups(db, { plan: plan.name, limit: 1 })[0] ?? null,
    sizes: sizeHistory(db, plan.name, STRIP_CELLS)
      .map((point) => point.bytes)
      .toReversed(),
    strip: slots.map(({ slot, state, reason }) => ({ slot, state, reason, run: runs.get(slot) ?? null })),
  };
}

function recentChanges(context: Context, limit: number) {
  const since = new Date(context.ports.clock.now().getTime() - 365 * DAY_MS);
  return [...stateChanges(backupRunsSince(context.db, since)), ...drillChanges(drillsSince(context.db, since))]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, limit);
}

/** Each folder of backups with the space on its disk, and when that runs out at the rate of the last 30 days. */
async function readDisks(context: Context): Promise<Disk[]> {
  const plans = listPlans(context.db);
  const disks: Disk[] = [];
  for (const root of new Set(plans.map((plan) => plan.root))) {
    const { freeBytes, totalBytes } = await diskSpace(root);
    const perDay = plans
      .filter((plan) => plan.root === root)
      .reduce((sum, plan) => sum + growthPerDay(context, plan), 0);
    const fullAt = perDay > 0 ? forecast(context.ports.clock.now(), freeBytes / perDay) : null;
    disks.push({ root, freeBytes, totalBytes, fullAt });
  }
  return disks;
}

/** Bytes that a plan adds in a day: what it kept of the last 30 days, over the days those backups span. */
function growthPerDay(context: Context, plan: Plan): number {
  const now = context.ports.clock.now().getTime();
  const points = sizeHistory(context.db, plan.name, 1000).filter(({ at }) => now - Date.parse(at) <= 30 * DAY_MS);
  const oldest = points.at(-1);
  if (points.length < 3 || !oldest) return 0;
  const span = Math.max(1, (now - Date.parse(oldest.at)) / DAY_MS);
  const days = plan.retention.days ?? 0;
  // A plan that has reached the end of its retention deletes as much as it adds.
  if (days > 0 && span >= days) return 0;
  return points.reduce((sum, point) => sum + point.bytes, 0) / span;
}

/** Further than ten years ahead is never. */
function forecast(now: Date, days: number): string | null {
  return days > 3650 ? null : new Date(now.getTime() + days * DAY_MS).toISOString();
}
