import { z } from 'zod';
import { backup } from '../model/backup.ts';
import { bytes, instant, milliseconds } from '../model/common.ts';
import { drill } from '../model/drill.ts';
import { plan } from '../model/plan.ts';
import { advisory, slotReason, slotState } from '../model/run.ts';
import { activeRun, disk, nothing, problem } from './shapes.ts';

export const planStates = ['protected', 'overdue', 'unprotected', 'paused'] as const;

export const planStatus = z.object({
  plan: z.string(),
  /** `protected`: a good backup younger than the schedule promises. `paused` and the rest are not. */
  state: z.enum(planStates),
  lastGood: instant.nullable(),
  /** The recovery point: what was written up to this instant can be had back. */
  protectedUntil: instant.nullable(),
  nextSlot: instant.nullable(),
  reason: z.string().optional(),
  /** The newest drill that tested something. */
  lastDrill: drill.pick({ id: true, backup: true, state: true, startedAt: true, rtoMs: true, reason: true }).nullable(),
  /** How long a restore took when it was last measured. */
  rtoMs: milliseconds.nullable(),
});
export type PlanStatus = z.infer<typeof planStatus>;

const doctorReport = z.object({
  tools: z.array(
    z.object({ name: z.string(), path: z.string(), version: z.string(), major: z.number(), safe: z.boolean() }),
  ),
  connections: z.array(
    z.object({
      name: z.string(),
      reachable: z.boolean(),
      serverVersion: z.string().nullable(),
      clientChosen: z.string().nullable(),
    }),
  ),
  problems: z.array(problem),
});

/** A plan's state turned from good to bad or back. */
export const change = z.object({
  id: z.string(),
  plan: z.string(),
  state: z.enum(['failed', 'recovered', 'missed', 'drill_failed', 'drill_passed']),
  at: instant,
  message: z.string(),
  nextStep: z.string().nullable(),
  run: z.uuid().nullable(),
});
export type Change = z.infer<typeof change>;

const slotCell = z.object({ slot: instant, state: slotState, reason: slotReason.nullable(), run: z.uuid().nullable() });

const amount = z.object({ at: instant, bytes });

const diskCourse = z.object({
  root: z.string(),
  freeBytes: bytes,
  /** What the backups there took, at most once a day and then now, oldest first. A plan that deletes as much as it adds counts as constant. */
  taken: z.array(amount),
  bytesPerDay: bytes,
  /** What they will take: now, at each instant where the speed changes, and when the disk is full. */
  coming: z.array(amount),
  fullAt: instant.nullable(),
});

export const overviewCalls = {
  'doctor.run': {
    input: nothing,
    output: doctorReport,
  },
  'overview.get': {
    input: nothing,
    output: z.object({
      plans: z.array(
        z.object({
          plan,
          status: planStatus,
          lastBackup: backup.nullable(),
          sizes: z.array(bytes),
          strip: z.array(slotCell),
        }),
      ),
      running: z.array(activeRun),
      disks: z.array(disk),
      changes: z.array(change),
    }),
  },
  'changes.list': {
    input: z.object({ limit: z.number().int().min(1).max(1000).default(100) }),
    output: z.object({ changes: z.array(change) }),
  },
  'health.get': { input: nothing, output: z.object({ doctor: doctorReport, disks: z.array(disk) }) },
  /** What `fullAt` of a disk is computed from. */
  'disks.forecast': { input: nothing, output: z.object({ disks: z.array(diskCourse) }) },
  'status.get': {
    input: nothing,
    output: z.object({
      plans: z.array(planStatus),
      /** What a person is asked to decide, when there is anything. */
      advisories: z.array(advisory).optional(),
    }),
  },
} as const;
