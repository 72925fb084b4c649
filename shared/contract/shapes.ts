import { z } from 'zod';
import { bytes, givenName, instant, milliseconds } from '../model/common.ts';
import { advisory, progress, run } from '../model/run.ts';

/** An id, a unique prefix of one (8 characters or more), `latest`, or `latest:PLAN`. */
export const backupReference = z.string().min(1).max(300);

export const nothing = z.object({});

export const byName = z.object({ name: givenName });

export const byBackup = z.object({ backup: backupReference });

export const byRun = z.object({ run: z.uuid() });

export const severity = z.enum(['error', 'warning', 'note']);

export const problem = z.object({ code: z.string(), severity, message: z.string(), nextStep: z.string() });
export type Problem = z.infer<typeof problem>;

export const runSummary = run
  .pick({ id: true, state: true, warnings: true })
  .extend({ durationMs: milliseconds.nullable(), advisories: z.array(advisory) });

export const activeRun = z.object({ run, progress: progress.nullable() });

export const disk = z.object({
  root: z.string(),
  freeBytes: bytes,
  totalBytes: bytes,
  /** When it is full if it fills as it did lately; null when it does not. */
  fullAt: instant.nullable(),
});
export type Disk = z.infer<typeof disk>;

/** Explicit consent: plain SQL that was not taken here may be run, whatever it says. */
export const trustSql = z.boolean().default(false);
