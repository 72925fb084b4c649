import type { z } from 'zod';
import { alertCalls } from './contract/alerts.ts';
import { auditCalls } from './contract/audit.ts';
import { backupCalls } from './contract/backups.ts';
import { channelCalls } from './contract/channels.ts';
import { connectionCalls } from './contract/connections.ts';
import { desktopCalls } from './contract/desktop.ts';
import { drillCalls } from './contract/drills.ts';
import { keyCalls } from './contract/keys.ts';
import { houseCalls } from './contract/house.ts';
import { metricsCalls } from './contract/metrics.ts';
import { overviewCalls } from './contract/overview.ts';
import { planCalls } from './contract/plans.ts';
import { restoreCalls } from './contract/restores.ts';
import { replaceCalls } from './contract/replace.ts';
import { runCalls } from './contract/runs.ts';
import { signingCalls } from './contract/signing.ts';

export { type Settings, settings } from './contract/house.ts';
export type { SchemaChange } from './contract/backups.ts';
export { type Change, type PlanStatus, planStates } from './contract/overview.ts';
export type { ReadinessCheck, RestoreOrder, RowsOrder } from './contract/restores.ts';
export type { Disk, Problem } from './contract/shapes.ts';

/** Every call there is: what goes in and what comes out, for all hosts. */
export const calls = {
  ...connectionCalls,
  ...planCalls,
  ...backupCalls,
  ...restoreCalls,
  ...replaceCalls,
  ...drillCalls,
  ...runCalls,
  ...signingCalls,
  ...overviewCalls,
  ...channelCalls,
  ...alertCalls,
  ...keyCalls,
  ...houseCalls,
  ...desktopCalls,
  ...metricsCalls,
  ...auditCalls,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type CallName = keyof typeof calls;
/** What a caller may leave out has a default. */
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
/** What a handler gets. */
export type ParsedInput<Name extends CallName> = z.output<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<(typeof calls)[Name]['output']>;
