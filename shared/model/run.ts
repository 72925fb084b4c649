import { z } from 'zod';
import { errorJson } from '../errors.ts';
import { bytes, instant, milliseconds } from './common.ts';

export const runKinds = ['backup', 'verify', 'drill', 'restore', 'prune', 'reencrypt'] as const;
export const runKind = z.enum(runKinds);
export type RunKind = z.infer<typeof runKind>;

export const runStates = [
  'queued',
  'running',
  'cancelling',
  'succeeded',
  'warned',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export const runState = z.enum(runStates);
export type RunState = z.infer<typeof runState>;

export const runTriggers = ['manual', 'schedule', 'catchup', 'retry'] as const;
export const runTrigger = z.enum(runTriggers);
export type RunTrigger = z.infer<typeof runTrigger>;

/** Something Lifeboat noticed beside the work itself; it does not change the outcome. */
export const advisory = z.object({ code: z.string(), message: z.string(), nextStep: z.string() });
export type Advisory = z.infer<typeof advisory>;

export const progress = z.object({
  /** What is being done, in the run's own words: `dumping`, `checking`, `restoring`, `comparing`… */
  phase: z.string(),
  /** The object being worked on, where known. */
  object: z.string().nullable(),
  /** 0 to 1, or null when there is nothing to weigh it by. */
  fraction: z.number().min(0).max(1).nullable(),
  bytes,
  bytesPerSecond: z.number().nonnegative(),
  remainingMs: milliseconds.nullable(),
  /** Set while nothing has moved for 2 minutes: what the server says about it. */
  stalled: z.string().nullable(),
});
export type Progress = z.infer<typeof progress>;

export const run = z.object({
  id: z.uuid(),
  kind: runKind,
  plan: z.string().nullable(),
  backup: z.uuid().nullable(),
  state: runState,
  trigger: runTrigger,
  attempt: z.number().int().min(1),
  slot: instant.nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  durationMs: milliseconds.nullable(),
  error: errorJson.nullable(),
  warnings: z.array(z.string()),
  advisories: z.array(advisory),
});
export type Run = z.infer<typeof run>;

/** One line of a run's log. */
export const logLine = z.looseObject({
  at: instant,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  event: z.string(),
  message: z.string().optional(),
});
export type LogLine = z.infer<typeof logLine>;

export const slotStates = ['waiting', 'running', 'done', 'failed', 'missed', 'skipped'] as const;
export const slotState = z.enum(slotStates);
export type SlotState = z.infer<typeof slotState>;

/** Why a slot did not run, or has not yet. */
export const slotReasons = [
  'asleep',
  'app_not_running',
  'server_unreachable',
  'paused',
  'previous_running',
  'disk_low',
  'run_failed',
  'interrupted',
  'cancelled',
] as const;
export const slotReason = z.enum(slotReasons);
export type SlotReason = z.infer<typeof slotReason>;
