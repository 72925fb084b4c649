import { DAY } from '../../shared/calendar.ts';
import { weekdays } from '../../shared/model/alert.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { previousSlot } from '../../shared/schedule.ts';
import { digestOf, type WeekOfPlan } from '../alerts/digest.ts';
import { quietUntil } from '../alerts/quietHours.ts';
import { openAlerts } from '../catalog/alerts.ts';
import { newestBackup, sizeHistory } from '../catalog/backups.ts';
import { lastTestedDrill } from '../catalog/drills.ts';
import { enqueue, messageChannels } from '../catalog/outbox.ts';
import { listPlans } from '../catalog/plans.ts';
import { backupRunsSince } from '../catalog/runs.ts';
import { missedSlotsSince } from '../catalog/slots.ts';
import { digestedThrough, readDigestTime, readQuietHours, writeDigestedThrough } from './alertSettings.ts';
import type { Context } from './context.ts';

const WEEK_MS = 7 * DAY;
/** A schedule that is due every five minutes has so many backups in two weeks. */
const SIZES = 5000;

/**
 * Puts the digest of the week into the outbox when its time has come, in the caller's transaction; one, however many times have passed
 * meanwhile, and late when nobody looked at that hour.
 */
export function writeDueDigest(context: Context, now: Date): void {
  const { db } = context;
  const when = readDigestTime(db);
  if (when === null) return;
  const due = previousSlot(
    `0 ${when.hour} * * ${weekdays.indexOf(when.weekday)}`,
    when.zone,
    new Date(now.getTime() + 1),
  );
  if (due === null || due <= digestedThrough(db)) return;
  writeDigestedThrough(db, due);
  const message = digestOf(
    weeksOf(context, now),
    openAlerts(db).map((alert) => alert.message),
    now,
  );
  const quiet = quietUntil(readQuietHours(db), now);
  for (const channel of messageChannels(db))
    enqueue(db, {
      alert: null,
      channel,
      event: 'digest',
      message,
      state: quiet === null ? 'waiting' : 'held',
      at: now,
      dueAt: quiet ?? now,
    });
}

function weeksOf({ db }: Context, now: Date): WeekOfPlan[] {
  const since = new Date(now.getTime() - WEEK_MS);
  const runs = Map.groupBy(backupRunsSince(db, since), ({ plan }) => plan);
  const missed = Map.groupBy(missedSlotsSince(db, since), ({ plan }) => plan);
  const week = ({ name, zone }: Plan): WeekOfPlan => {
    const sizes = sizeHistory(db, name, SIZES);
    const drill = lastTestedDrill(db, name);
    const newest = newestBackup(db, name);
    return {
      plan: name,
      zone,
      backups: sizes.filter(({ at }) => Date.parse(at) > since.getTime()).length,
      failures: (runs.get(name) ?? []).filter(({ state }) => state === 'failed' || state === 'interrupted').length,
      missed: missed.get(name)?.length ?? 0,
      protectedUntil: newest && new Date(newest.createdAt),
      drill: drill && { ok: drill.ok, at: new Date(drill.startedAt) },
      bytes: newest?.storedBytes ?? null,
      bytesBefore: sizes.find(({ at }) => Date.parse(at) <= since.getTime())?.bytes ?? null,
    };
  };
  return listPlans(db).map(week);
}
