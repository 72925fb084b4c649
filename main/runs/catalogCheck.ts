import { z } from 'zod';
import { DAY } from '../../shared/calendar.ts';
import { integrityProblems, type ReadHandle, type WriteHandle } from '../catalog/open.ts';
import { readSetting, writeSetting } from '../catalog/settings.ts';

const SETTING = 'catalog.check';
const EVERY_MS = 7 * DAY;

const record = z.object({ at: z.string(), problems: z.array(z.string()) });

/** Reads the whole catalog, and keeps what is wrong with it. */
export function checkCatalog(db: WriteHandle, now: Date): string[] {
  const problems = integrityProblems(db);
  writeSetting(db, SETTING, JSON.stringify({ at: now.toISOString(), problems }));
  return problems;
}

/** The same, when the last time is a week ago; or lies in the future, as somebody set the clock. */
export function checkCatalogWeekly(db: WriteHandle, now: Date): void {
  const age = now.getTime() - Date.parse(last(db)?.at ?? new Date(0).toISOString());
  if (age < 0 || age > EVERY_MS) checkCatalog(db, now);
}

/** What the last check found. */
export const catalogProblems = (db: ReadHandle): readonly string[] => last(db)?.problems ?? [];

function last(db: ReadHandle): z.infer<typeof record> | null {
  return record.nullable().parse(JSON.parse(readSetting(db, SETTING) ?? 'null'));
}
