import type { CallOutput } from '../../shared/contract.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { takenBytes } from '../catalog/backups.ts';
import type { Context } from '../runs/context.ts';
import { growthOf, roots } from '../runs/disks.ts';
import { forecast } from '../runs/forecast.ts';
import { diskSpace } from '../storage/space.ts';
import type { Handlers } from './handlers.ts';

type Course = CallOutput<'disks.forecast'>['disks'][number];

export const diskHandlers: Handlers<'disks.forecast'> = {
  'disks.forecast': async (context) => ({
    disks: await Promise.all(roots(context).map(({ root, plans }) => course(context, root, plans))),
  }),
};

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
