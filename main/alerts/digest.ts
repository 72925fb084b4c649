import { formatBytes, formatInstant } from '../../shared/format.ts';
import type { Message } from '../../shared/model/alert.ts';

/** A week of a plan. */
export interface WeekOfPlan {
  readonly plan: string;
  readonly zone: string;
  /** Good ones that were taken. */
  readonly backups: number;
  /** Runs that failed or were interrupted. */
  readonly failures: number;
  /** Slots that passed without a run. */
  readonly missed: number;
  readonly protectedUntil: Date | null;
  readonly drill: { readonly ok: boolean; readonly at: Date } | null;
  /** Stored bytes of the newest backup, and of the newest of the week before. */
  readonly bytes: number | null;
  readonly bytesBefore: number | null;
}

/** The week in one message: what was taken, what failed, how far back one could go, whether it was proved, and how it grows. */
export function digestOf(weeks: readonly WeekOfPlan[], openAlerts: readonly string[], at: Date): Message {
  const failures = weeks.reduce((sum, week) => sum + week.failures, 0);
  const backups = weeks.reduce((sum, week) => sum + week.backups, 0);
  const open =
    openAlerts.length === 0 ? ['No alert is open.'] : ['Open alerts:', ...openAlerts.map((one) => `- ${one}`)];
  return {
    kind: 'digest',
    alert: null,
    title: `The week: ${count(backups, 'good backup')}, ${count(failures, 'failure')}, ${count(openAlerts.length, 'open alert')}`,
    text: [...weeks.flatMap(describe), ...open].join('\n'),
    at: at.toISOString(),
  };
}

function describe(week: WeekOfPlan): string[] {
  const { plan, zone, backups, failures, missed, protectedUntil, drill } = week;
  return [
    `${plan}: ${count(backups, 'good backup')}, ${count(failures, 'failure')}, ${count(missed, 'missed slot')}`,
    `  Protected until: ${protectedUntil === null ? 'never' : formatInstant(protectedUntil, zone)}`,
    `  Last drill: ${drill === null ? 'none' : `${drill.ok ? 'restored' : 'found a fault'}, ${formatInstant(drill.at, zone)}`}`,
    `  Size: ${size(week)}`,
    '',
  ];
}

function size({ bytes, bytesBefore }: WeekOfPlan): string {
  if (bytes === null) return 'none yet';
  if (bytesBefore === null || bytesBefore === 0) return formatBytes(bytes);
  const percent = Math.round((bytes / bytesBefore - 1) * 100);
  return `${formatBytes(bytes)} (${percent < 0 ? '' : '+'}${percent} % in a week)`;
}

const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
