import { formatInstant } from '../../../shared/format.ts';
import { type Condition, condition, type Key } from '../condition.ts';
import type { PlanFacts } from '../facts.ts';

const LOOK_AGAIN = 'If only their disk is away, connect it.';

/** Backups of a plan are damaged or gone, or its newest drill did not bring one back as it was. */
export function proof(plan: PlanFacts): Condition[] {
  const { name, zone, drill, bad } = plan;
  const conditions: Condition[] = [];
  if (drill !== null && !drill.ok) {
    conditions.push(
      condition({
        rule: 'drill_failed',
        subject: name,
        plan: name,
        severity: 'critical',
        message: `The drill of ${name} found a fault: ${drill.reason}`,
        nextStep: 'Look at the differences, and restore from another backup meanwhile.',
        run: drill.id,
        backup: drill.backup,
      }),
    );
  }
  if (bad !== null) {
    const which = `the newest of them of ${formatInstant(bad.newestAt, zone)}`;
    // What a drill found damaged was told as that.
    const told: readonly Key[] =
      bad.count === 1 && drill?.backup === bad.newest ? [{ rule: 'drill_failed', subject: name }] : [];
    conditions.push(
      condition({
        rule: 'verification_failed',
        subject: name,
        plan: name,
        severity: bad.outlived ? 'warning' : 'critical',
        message:
          bad.count === 1
            ? `A backup of ${name}, of ${formatInstant(bad.newestAt, zone)}, is damaged or its file is gone.`
            : `${bad.count} backups of ${name} are damaged or their files are gone, ${which}.`,
        nextStep: bad.outlived
          ? `A newer backup is good. ${LOOK_AGAIN} Else look for the cause, and delete what is damaged.`
          : `Take a new one now: lifeboat backup ${name}. ${LOOK_AGAIN}`,
        backup: bad.newest,
        coveredBy: told,
      }),
    );
  }
  return conditions;
}
