import type { Alert, AlertRule, Message } from '../../shared/model/alert.ts';

type Told = Omit<Alert, 'deliveries'>;
export interface Titles {
  readonly opened: (what: string) => string;
  readonly resolved: (what: string) => string;
}

/** Headlines, of a plan where there is one, else of the subject. */
export const TITLES: Readonly<Record<AlertRule, Titles>> = {
  failed: { opened: (plan) => `The backup of ${plan} failed`, resolved: (plan) => `${plan} is protected again` },
  overdue: { opened: (plan) => `The backup of ${plan} is overdue`, resolved: (plan) => `${plan} is protected again` },
  disk_low: {
    opened: (root) => `Little space on the disk of ${root}`,
    resolved: (root) => `Space again on the disk of ${root}`,
  },
  disk_forecast: {
    opened: (root) => `The disk of ${root} fills up`,
    resolved: (root) => `The disk of ${root} no longer fills up soon`,
  },
  size_anomaly: {
    opened: (plan) => `Unusual size of a backup of ${plan}`,
    resolved: (plan) => `The backups of ${plan} have their usual size again`,
  },
  duration_anomaly: {
    opened: (plan) => `A backup of ${plan} took unusually long`,
    resolved: (plan) => `The backups of ${plan} take their usual time again`,
  },
  table_anomaly: {
    opened: (plan) => `Tables of ${plan} lost rows or are gone`,
    resolved: (plan) => `The tables of ${plan} were acknowledged`,
  },
  schema_changed: {
    opened: (plan) => `The schema of ${plan} changed`,
    resolved: (plan) => `The schema of ${plan} is as before`,
  },
  verification_failed: {
    opened: (plan) => `A backup of ${plan} is damaged`,
    resolved: (plan) => `No backup of ${plan} is damaged any more`,
  },
  drill_failed: {
    opened: (plan) => `A drill of ${plan} found a fault`,
    resolved: (plan) => `${plan} passed its drill again`,
  },
  catalog_damaged: { opened: () => 'The catalog is damaged', resolved: () => 'The catalog is whole again' },
  unsafe_tool: {
    opened: (version) => `PostgreSQL ${version} programs are not safe`,
    resolved: (version) => `PostgreSQL ${version} programs are no longer in use`,
  },
  channel_failing: {
    opened: (name) => `The channel ${name} does not work`,
    resolved: (name) => `The channel ${name} works again`,
  },
  kit_unproved: { opened: () => 'The recovery kit was never proved', resolved: () => 'The recovery kit is proved' },
};

/** What is said of an alert that has opened or was resolved. */
export function messageOf(alert: Told, kind: 'opened' | 'resolved', at: Date): Message {
  const title = TITLES[alert.rule][kind](alert.plan ?? alert.subject);
  const text =
    kind === 'opened'
      ? `${alert.message}\n\nNext step: ${alert.nextStep}`
      : `This is over. It was told since ${alert.since}: ${alert.message}`;
  return { kind, alert, title, text, at: at.toISOString() };
}
