import type { CallOutput } from '../../shared/contract.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { listBackups, sizeHistory } from '../catalog/backups.ts';
import { drillsSince } from '../catalog/drills.ts';
import { listPlans } from '../catalog/plans.ts';
import { backupRunsSince, runsOfSlots } from '../catalog/runs.ts';
import { missedSlotsSince, recentSlots } from '../catalog/slots.ts';
import type { Context } from '../runs/context.ts';
import { readDisks } from '../runs/disks.ts';
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
  const changes = stateChanges(backupRunsSince(context.db, since), missedSlotsSince(context.db, since));
  return [...changes, ...drillChanges(drillsSince(context.db, since))]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, limit);
}
