import { z } from 'zod';

const count = z.number().int().min(0).max(100_000);

/** How long a plan's backups are kept. A rule that is absent (or 0) keeps nothing; a policy without rules keeps everything. */
export const retentionPolicy = z
  .object({
    last: count,
    /** Every good backup of the last N days (24-hour days, counted back from now). */
    days: count,
    hourly: count,
    daily: count,
    weekly: count,
    monthly: count,
    yearly: count,
  })
  .partial();
export type RetentionPolicy = z.infer<typeof retentionPolicy>;

export const DEFAULT_KEEP_DAYS = 7;
