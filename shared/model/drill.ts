import { z } from 'zod';
import { errorJson } from '../errors.ts';
import { instant, milliseconds } from './common.ts';
import { difference } from './restore.ts';

/** How often a plan rehearses a restore: never, of each backup, or of its newest one when the last drill is that old. */
export const drillIntervals = ['never', 'backup', 'day', 'week', 'month'] as const;
export const drillInterval = z.enum(drillIntervals);
export type DrillInterval = z.infer<typeof drillInterval>;

export const DEFAULT_DRILL_INTERVAL = 'week' satisfies DrillInterval;

/**
 * What a drill came to. `restored`: the copy equals the backup. `different`: it was restored and is not the same. `damaged`: the archive is
 * not what was written. `failed`: the restore stopped at an error. `untestable`: nothing is known, because something is missing here.
 */
export const drillStates = ['restored', 'different', 'damaged', 'failed', 'untestable'] as const;
export const drillState = z.enum(drillStates);
export type DrillState = z.infer<typeof drillState>;

export const drill = z.object({
  /** Id of the run. */
  id: z.uuid(),
  backup: z.uuid(),
  plan: z.string(),
  /** The connection that had the scratch database; null for a throwaway cluster. */
  on: z.string().nullable(),
  state: drillState,
  ok: z.boolean(),
  startedAt: instant,
  /** From the first byte read to the last row compared. */
  durationMs: milliseconds,
  /** The measured time to restore: filling the database, without checking before and comparing after; null when that did not end. */
  rtoMs: milliseconds.nullable(),
  tables: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  differences: z.array(difference),
  /** Why it is not `restored`. */
  reason: z.string().optional(),
  /** What an untestable one lacks: a code, a sentence, and what to do about it. */
  missing: errorJson.pick({ code: true, message: true, nextStep: true }).optional(),
});
export type Drill = z.infer<typeof drill>;
