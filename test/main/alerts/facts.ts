import type { Condition } from '../../../main/alerts/condition.ts';
import type { DiskFacts, EndedRun, Facts, GoodBackup, PlanFacts } from '../../../main/alerts/facts.ts';
import type { OpenAlert } from '../../../main/alerts/turns.ts';
import { START } from '../helpers/values.ts';

export const NOW = new Date(START);
export const HOUR = 3_600_000;
export const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR);

/** A plan that is backed up each night, and was. */
export function planFacts(change: Partial<PlanFacts> = {}): PlanFacts {
  return {
    name: 'shop',
    zone: 'UTC',
    root: '/backups',
    paused: false,
    createdAt: ago(1000),
    overdueAfterMs: 26 * HOUR,
    newestGood: good(),
    lastRun: run(),
    running: false,
    waitsFor: null,
    drill: null,
    bad: null,
    ...change,
  };
}

export function good(change: Partial<GoodBackup> = {}): GoodBackup {
  return {
    id: '11111111-0000-4000-8000-000000000001',
    at: ago(10),
    tool: '17.11',
    toolIsSafe: true,
    findings: [],
    ...change,
  };
}

export function run(change: Partial<EndedRun> = {}): EndedRun {
  return {
    id: '22222222-0000-4000-8000-000000000001',
    ok: true,
    code: null,
    message: 'It broke.',
    nextStep: 'Mend it.',
    triedAgain: false,
    ...change,
  };
}

export const broken = (change: Partial<EndedRun> = {}) => run({ ok: false, code: 'no_database', ...change });

export function diskFacts(change: Partial<DiskFacts> = {}): DiskFacts {
  return {
    root: '/backups',
    space: { freeBytes: 500, totalBytes: 1000 },
    next: { plan: 'shop', bytes: 10 },
    fullAt: null,
    ...change,
  };
}

export function facts(change: Partial<Facts> = {}): Facts {
  return { plans: [], disks: [], catalogProblems: [], channels: [], recoveryKeys: [], ...change };
}

/** An alert that such a condition has opened. */
export function opened(
  { rule, subject, plan, severity, message, nextStep, run: id, backup }: Condition,
  change: Partial<OpenAlert> = {},
): OpenAlert {
  return {
    id: `${rule} ${subject}`,
    rule,
    subject,
    plan,
    severity,
    message,
    nextStep,
    run: id,
    backup,
    since: START,
    acknowledged: null,
    ...change,
  };
}
