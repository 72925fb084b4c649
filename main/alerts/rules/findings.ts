import type { Finding, Severity } from '../../../shared/model/alert.ts';
import { type Condition, condition } from '../condition.ts';
import type { PlanFacts } from '../facts.ts';

const SEVERITIES: Readonly<Record<Finding['rule'], Severity>> = {
  size_anomaly: 'warning',
  duration_anomaly: 'notice',
  table_anomaly: 'warning',
  schema_changed: 'notice',
};

/** A state of the plan, which lasts until a backup is as usual again; the others happened to one backup. */
const LASTING = new Set<Finding['rule']>(['size_anomaly', 'duration_anomaly']);

/** What was unusual about a plan's newest good backup, one condition of each kind: many tables that vanish are one cause. */
export function findings({ name, newestGood }: PlanFacts): Condition[] {
  if (newestGood === null) return [];
  const byRule = Map.groupBy(newestGood.findings, ({ rule }) => rule);
  return [...byRule].flatMap(([rule, found]) => {
    const [first, ...more] = found;
    if (!first) return [];
    const others = more.length === 0 ? '' : ` And ${more.length} more of this kind in the same backup.`;
    return condition({
      rule,
      subject: LASTING.has(rule) ? name : `${name} ${newestGood.id}`,
      plan: name,
      severity: SEVERITIES[rule],
      message: `${name}: ${first.message}${others}`,
      nextStep: first.nextStep,
      backup: newestGood.id,
    });
  });
}
