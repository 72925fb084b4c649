import type { CallOutput, Disk } from '../../shared/contract.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { oldestBackupAt, sizeHistory, takenBytes } from '../catalog/backups.ts';
import { listPlans } from '../catalog/plans.ts';
import type { Context } from '../runs/context.ts';
import { diskSpace } from '../storage/space.ts';
import { forecast, type Growth } from './forecast.ts';
import type { Handlers } from './handlers.ts';

const DAY_MS = 86_400_000;
const LOOK_BACK_DAYS = 30;
/** Fewer backups tell no speed. */
const FEWEST = 3;

type Course = CallOutput<'disks.forecast'>['disks'][number];

export const diskHandlers: Handlers<'disks.forecast'> = {
  'disks.forecast': async (context) => ({
    disks: await Promise.all(roots(context).map(({ root, plans }) => course(context, root, plans))),
  }),
};

/** Each folder of backups with the space on its disk, and when that runs out at the rate of the last 30 days. */
export async function readDisks(context: Context): Promise<Disk[]> {
  return await Promise.all(diskReads(context));
}

/** The same, one by one, for whoever can do without those that do not answer. */
export function diskReads(context: Context): Promise<Disk>[] {
  return roots(context).map(async ({ root, plans }) => {
    const { freeBytes, totalBytes } = await diskSpace(root);
    const growths = plans.map((plan) => growthOf(context, plan).growth);
    return { root, freeBytes, totalBytes, fullAt: forecast(context.ports.clock.now(), freeBytes, growths).fullAt };
  });
}

function roots(context: Context): { root: string; plans: Plan[] }[] {
  return [...Map.groupBy(listPlans(context.db), ({ root }) => root)].map(([root, plans]) => ({ root, plans }));
}

/** What the backups of a folder took day by day, as far as it counts for the forecast, and how it goes on. */
async function course(context: Context, root: string, plans: readonly Plan[]): Promise<Course> {
  const now = context.ports.clock.now();
  const { freeBytes } = await diskSpace(root);
  const growing = plans.map((plan) => growthOf(context, plan));
  const total = plans.reduce((sum, plan) => sum + takenBytes(context.db, plan.name), 0);
  const added = growing.flatMap(({ points }) => points).sort((a, b) => a.at.localeCompare(b.at));
  let bytes = total - added.reduce((sum, point) => sum + point.bytes, 0);
  const byDay = new Map<string, { at: string; bytes: number }>();
  for (const point of added) {
    if (byDay.size === 0) byDay.set('', { at: point.at, bytes });
    bytes += point.bytes;
    byDay.set(point.at.slice(0, 10), { at: point.at, bytes });
  }
  const { points, fullAt } = forecast(
    now,
    freeBytes,
    growing.map(({ growth }) => growth),
  );
  return {
    root,
    freeBytes,
    taken: [...byDay.values(), { at: now.toISOString(), bytes: total }],
    bytesPerDay: growing.reduce((sum, { growth }) => sum + growth.bytesPerDay, 0),
    coming: points.map((point) => ({ at: point.at, bytes: total + point.bytes })),
    fullAt,
  };
}

interface Growing {
  readonly growth: Growth;
  /** What the speed is computed from; nothing for a plan that has reached the end of its retention, as it deletes what it adds. */
  readonly points: readonly { readonly at: string; readonly bytes: number }[];
}

/** Bytes that a plan adds in a day: what it kept of the last 30 days, over the days those backups span. */
function growthOf(context: Context, plan: Plan): Growing {
  const now = context.ports.clock.now().getTime();
  const still: Growing = { growth: { bytesPerDay: 0, endsAt: null }, points: [] };
  const points = sizeHistory(context.db, plan.name, 1000).filter(
    ({ at }) => now - Date.parse(at) <= LOOK_BACK_DAYS * DAY_MS,
  );
  const first = points.at(-1);
  const oldest = oldestBackupAt(context.db, plan.name);
  if (points.length < FEWEST || !first || !oldest) return still;
  const days = plan.retention.days ?? 0;
  const endsAt = days > 0 ? new Date(oldest.getTime() + days * DAY_MS) : null;
  if (endsAt !== null && endsAt.getTime() <= now) return still;
  const span = Math.max(1, (now - Date.parse(first.at)) / DAY_MS);
  const bytesPerDay = Math.round(points.reduce((sum, point) => sum + point.bytes, 0) / span);
  return { growth: { bytesPerDay, endsAt }, points };
}
