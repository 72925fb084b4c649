import type { Change } from '../../shared/contract.ts';

export interface Day {
  /** An instant of it. */
  readonly at: string;
  readonly changes: readonly Change[];
}

/** Changes, newest first, by the calendar day of the browser's zone on which they were. */
export function byDay(changes: readonly Change[]): Day[] {
  const days = Map.groupBy(changes, ({ at }) => new Date(at).toDateString());
  return [...days.values()].flatMap((those) => (those[0] ? [{ at: those[0].at, changes: those }] : []));
}
