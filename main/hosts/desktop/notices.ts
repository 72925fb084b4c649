import type { Alert } from '../../../shared/model/alert.ts';
import type { Situation } from './situation.ts';

/** Something to tell the person, once: an alert that has opened, or one that is over. */
export interface Notice {
  readonly kind: 'opened' | 'resolved';
  readonly alert: Alert;
}

/** What has been told, so that nothing is told twice. */
export interface Memory {
  /** What was so before this instant is history. */
  readonly since: string;
  /** Alerts whose opening, and whose end, was told or is not to be told any more. */
  readonly opened: ReadonlySet<string>;
  readonly ended: ReadonlySet<string>;
}

export function freshMemory(since: Date): Memory {
  return { since: since.toISOString(), opened: new Set(), ended: new Set() };
}

/**
 * What has changed for the person between two looks: the alerts are the one source, and say each cause once. Notices are only shown; during
 * the quiet hours warnings wait. What is over before it was told is not told at all, nor is the end of what was withdrawn.
 */
export function judgeNotices(
  memory: Memory,
  { alerts, quiet }: Pick<Situation, 'alerts' | 'quiet'>,
): { readonly memory: Memory; readonly notices: readonly Notice[] } {
  const opened = new Set(memory.opened);
  const ended = new Set(memory.ended);
  const notices: Notice[] = [];
  const mayTell = ({ severity }: Alert) => severity === 'critical' || !quiet;
  for (const alert of alerts.toReversed()) {
    const { id, state, severity, since, resolvedAt } = alert;
    if (severity === 'notice') continue;
    const known = opened.has(id) || since < memory.since;
    if (state === 'open') {
      if (known || !mayTell(alert)) continue;
      opened.add(id);
      notices.push({ kind: 'opened', alert });
    } else if (!ended.has(id) && (resolvedAt ?? since) >= memory.since) {
      const tells = known && state === 'resolved';
      if (tells && !mayTell(alert)) continue;
      ended.add(id);
      if (tells) notices.push({ kind: 'resolved', alert });
    }
  }
  return { memory: { ...memory, opened, ended }, notices };
}
