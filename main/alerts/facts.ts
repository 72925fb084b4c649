import type { Finding } from '../../shared/model/alert.ts';
import type { SlotReason } from '../../shared/model/run.ts';

/** How things stand, as far as the rules need it: plain data, read from the catalog and the disks at one instant. */
export interface Facts {
  readonly plans: readonly PlanFacts[];
  readonly disks: readonly DiskFacts[];
  /** What the last check of the catalog found. */
  readonly catalogProblems: readonly string[];
  readonly channels: readonly ChannelFacts[];
  readonly recoveryKeys: readonly RecoveryKeyFacts[];
}

export interface PlanFacts {
  readonly name: string;
  readonly zone: string;
  readonly root: string;
  /** By a person, and not over. */
  readonly paused: boolean;
  readonly createdAt: Date;
  /** How old the newest good backup may grow, in ms; Infinity when it may grow as old as it likes. */
  readonly overdueAfterMs: number;
  readonly newestGood: GoodBackup | null;
  /** The newest backup run that ended and was not cancelled. */
  readonly lastRun: EndedRun | null;
  /** A backup of it is under way. */
  readonly running: boolean;
  /** Why its newest slot did not run, or has not yet. */
  readonly waitsFor: SlotReason | null;
  /** The newest drill that tested something. */
  readonly drill: {
    readonly id: string;
    readonly backup: string;
    readonly ok: boolean;
    readonly reason: string;
  } | null;
  /** Backups that failed a check, or whose file is gone. */
  readonly bad: BadBackups | null;
}

export interface GoodBackup {
  readonly id: string;
  readonly at: Date;
  /** The client that took it, as printed, and whether it has the fix of the safe floor. */
  readonly tool: string;
  readonly toolIsSafe: boolean;
  readonly findings: readonly Finding[];
}

export interface EndedRun {
  readonly id: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string;
  readonly nextStep: string;
  /** Its slot is tried again soon. */
  readonly triedAgain: boolean;
}

export interface BadBackups {
  readonly count: number;
  readonly newest: string;
  readonly newestAt: Date;
  /** There is a good one that is younger than all of them. */
  readonly outlived: boolean;
}

export interface DiskFacts {
  readonly root: string;
  /** Null when it cannot be asked now. */
  readonly space: { readonly freeBytes: number; readonly totalBytes: number } | null;
  /** What the largest of the next backups there probably needs, and of which plan it is. */
  readonly next: { readonly plan: string; readonly bytes: number } | null;
  readonly fullAt: Date | null;
}

export interface ChannelFacts {
  readonly name: string;
  /** Why the last message did not arrive. */
  readonly failing: string | null;
}

export interface RecoveryKeyFacts {
  readonly recipient: string;
  readonly createdAt: Date;
  readonly proved: boolean;
}
