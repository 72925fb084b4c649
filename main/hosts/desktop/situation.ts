import type { Change, PlanStatus, Settings } from '../../../shared/contract.ts';
import type { Alert } from '../../../shared/model/alert.ts';
import type { Run } from '../../../shared/model/run.ts';

/** What can be wrong with the desktop itself. */
export type DesktopProblem = 'notifications' | 'schedule';

/** The turns of a plan's backups; those of its drills stand beside them. */
export function turnsOfBackups(changes: readonly Change[]): Change[] {
  return changes.filter(({ state }) => state !== 'drill_failed' && state !== 'drill_passed');
}

/** What the core says at one instant, as far as tray and notifications need it. */
export interface Situation {
  readonly plans: readonly PlanStatus[];
  /** Runs that have not ended. */
  readonly running: readonly Run[];
  /** The turns from good to bad and back, newest first. */
  readonly changes: readonly Change[];
  /** Those that are open and the newest that are over, newest first. */
  readonly alerts: readonly Alert[];
  /** Quiet hours hold. */
  readonly quiet: boolean;
  readonly language: Settings['language'];
  readonly problems: readonly DesktopProblem[];
}
