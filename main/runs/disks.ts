import type { Disk } from '../../shared/contract.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { oldestBackupAt, sizeHistory } from '../catalog/backups.ts';
import { listPlans } from '../catalog/plans.ts';
import { diskSpace } from '../storage/space.ts';
import type { Context } from './context.ts';
import { forecast, type Growth } from './forecast.ts';

const DAY_MS = 86_400_000;
const LOOK_BACK_DAYS = 30;
/** Fewer backups tell no speed. */
const FEWEST = 3;

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

/** The folders of backups, with the plans of each. */
export function roots(context: Context): { root: string; plans: Plan[] }[] {
  return [...Map.groupBy(listPlans(context.db), ({ root }) => root)].map(([root, plans]) => ({ root, plans }));
}

export interface Growing {
  readonly growth: Growth;
  /** What the speed is computed from; nothing for a plan that has reached the end of its retention, as it deletes what it adds. */
  readonly points: readonly { readonly at: string; readonly bytes: number }[];
}

/** Bytes that a plan adds in a day: what it kept of the last 30 days, over the days those backups span. */
export function growthOf(context: Context, plan: Plan): Growing {
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
