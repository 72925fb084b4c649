import type { Alert } from '../../shared/model/alert.ts';
import { type Condition, type Judgement, type Key, keyOf } from './condition.ts';

export type OpenAlert = Omit<Alert, 'deliveries' | 'state' | 'resolvedAt'>;

/** What changes between two looks. */
export type Turn =
  | { readonly kind: 'opened'; readonly condition: Condition }
  /** The same thing, told in other words. `escalated`: it has become critical. */
  | { readonly kind: 'updated'; readonly alert: OpenAlert; readonly condition: Condition; readonly escalated: boolean }
  /** `quietly`: nothing was mended, so nothing is told. */
  | { readonly kind: 'resolved'; readonly alert: OpenAlert; readonly quietly: boolean };

/**
 * The one place where alerts change their state:
 *
 *     (nothing) -> open -> resolved
 *
 * A condition opens an alert unless one of its key is open, it only keeps open, or an open alert has told its cause already. An alert is
 * resolved when its condition is gone and could be judged. While open its words follow the condition, and it becomes critical at most once,
 * never less. What happened to one backup (a table vanished) does not pass by itself: it stays until somebody has acknowledged it.
 * @param isGone true for an alert whose subject is no more.
 */
export function takeTurns(
  open: readonly OpenAlert[],
  { conditions, undecided }: Judgement,
  isGone: (alert: OpenAlert) => boolean,
): Turn[] {
  const held = new Set([...conditions, ...undecided].map(keyOf));
  const known = new Map(open.map((alert) => [keyOf(alert), alert]));
  const turns: Turn[] = [];
  for (const alert of open) {
    if (held.has(keyOf(alert)) && !isGone(alert)) continue;
    if (alert.rule === 'table_anomaly' && alert.acknowledged === null && !isGone(alert)) continue;
    turns.push({ kind: 'resolved', alert, quietly: isGone(alert) || isEvent(alert) });
    known.delete(keyOf(alert));
  }
  const standing = new Set(known.keys());
  for (const condition of conditions) {
    const alert = known.get(keyOf(condition));
    if (alert) {
      const update = updated(alert, condition);
      if (update) turns.push(update);
    } else if (condition.opens && !condition.coveredBy.some((key) => standing.has(keyOf(key)))) {
      turns.push({ kind: 'opened', condition });
      standing.add(keyOf(condition));
      for (const lesser of condition.supersedes) withdraw(lesser);
    }
  }
  return turns;

  function withdraw(key: Key): void {
    const alert = known.get(keyOf(key));
    if (!alert) return;
    known.delete(keyOf(key));
    turns.push({ kind: 'resolved', alert, quietly: true });
  }
}

const isEvent = ({ rule }: Key) => rule === 'table_anomaly' || rule === 'schema_changed';

function updated(alert: OpenAlert, condition: Condition): Turn | null {
  const escalated = condition.severity === 'critical' && alert.severity !== 'critical';
  const same =
    alert.message === condition.message &&
    alert.nextStep === condition.nextStep &&
    alert.run === condition.run &&
    alert.backup === condition.backup;
  return same && !escalated ? null : { kind: 'updated', alert, condition, escalated };
}
