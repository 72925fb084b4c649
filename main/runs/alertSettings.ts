import type { z } from 'zod';
import {
  type AlertSettings,
  type DigestTime,
  digestTime,
  type QuietHours,
  quietHours,
} from '../../shared/model/alert.ts';
import { plansWithThresholds } from '../catalog/alerts.ts';
import type { ReadHandle, WriteHandle } from '../catalog/open.ts';
import { readSetting, writeSetting } from '../catalog/settings.ts';
import { readThresholds } from '../catalog/thresholds.ts';

const QUIET = 'alerts.quiet-hours';
const DIGEST = 'alerts.digest';
const DIGESTED = 'alerts.digested-through';

export const readQuietHours = (db: ReadHandle): QuietHours | null => read(db, QUIET, quietHours);
export const readDigestTime = (db: ReadHandle): DigestTime | null => read(db, DIGEST, digestTime);

export function writeQuietHours(db: WriteHandle, value: QuietHours | null): void {
  writeSetting(db, QUIET, JSON.stringify(value));
}

/** The first digest follows at the next such time after `now`. */
export function writeDigestTime(db: WriteHandle, value: DigestTime | null, now: Date): void {
  writeSetting(db, DIGEST, JSON.stringify(value));
  writeDigestedThrough(db, now);
}

/** The instant up to which the weeks were told. */
export function digestedThrough(db: ReadHandle): Date {
  return new Date(readSetting(db, DIGESTED) ?? 0);
}

export function writeDigestedThrough(db: WriteHandle, at: Date): void {
  writeSetting(db, DIGESTED, at.toISOString());
}

/** Everything that was chosen about alerts. */
export function readAlertSettings(db: ReadHandle): AlertSettings {
  return {
    quietHours: readQuietHours(db),
    digest: readDigestTime(db),
    thresholds: readThresholds(db, ''),
    plans: plansWithThresholds(db),
  };
}

/** What another version wrote and this one does not understand counts as not chosen. */
function read<Value>(db: ReadHandle, name: string, schema: z.ZodType<Value>): Value | null {
  const parsed = schema.safeParse(JSON.parse(readSetting(db, name) ?? 'null'));
  return parsed.success ? parsed.data : null;
}
