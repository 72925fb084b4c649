import type { CallInput } from '../../shared/contract.ts';
import { KEEP_RULES, type KeepRule } from '../../shared/keepRules.ts';
import { givenName, identifier } from '../../shared/model/common.ts';
import { DEFAULT_DRILL_INTERVAL, type DrillInterval } from '../../shared/model/drill.ts';
import { type EncryptionForm, recipient } from '../../shared/model/encryption.ts';
import type { ArchiveFormat, ContentChoice, FingerprintMode, Plan } from '../../shared/model/plan.ts';
import { DEFAULT_KEEP_DAYS, type RetentionPolicy } from '../../shared/model/retention.ts';
import { checkSchedule } from '../../shared/schedule.ts';
import { type FieldProblem, type FieldProblems, problemOf } from '../forms/fieldProblem.ts';
import { choiceOf, DEFAULT_CHOICE, type ScheduleChoice, scheduleOf } from './schedule.ts';

export type PlanOrder = CallInput<'plans.add'>;
/** Each rule as it was typed; empty keeps nothing. */
export type KeepFields = Readonly<Record<KeepRule, number | string>>;

/** A plan as it is typed. */
export interface PlanFields {
  readonly name: string;
  readonly connection: string;
  readonly database: string;
  readonly schedule: ScheduleChoice;
  readonly zone: string;
  readonly keep: KeepFields;
  readonly format: ArchiveFormat;
  readonly content: ContentChoice;
  readonly compression: string;
  readonly jobs: number | string;
  readonly fingerprint: FingerprintMode;
  readonly drillEvery: DrillInterval;
  readonly encryption: EncryptionForm | null;
  /** Whom the backups are encrypted for beside the own keys: one a line. */
  readonly recipients: string;
  /** Typed twice; both empty while a kept one stays. */
  readonly passphrase: string;
  readonly passphraseAgain: string;
  readonly keptPassphrase: boolean;
}

const MOST_KEPT = 100_000;
const MOST_JOBS = 32;

const NOTHING_TYPED = { recipients: '', passphrase: '', passphraseAgain: '', keptPassphrase: false };

export function newFields(change: Partial<PlanFields> = {}): PlanFields {
  return {
    name: '',
    connection: '',
    database: '',
    schedule: DEFAULT_CHOICE,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    keep: keepFields({ days: DEFAULT_KEEP_DAYS }),
    format: 'custom',
    content: 'all',
    compression: 'auto',
    jobs: 1,
    fingerprint: 'auto',
    drillEvery: DEFAULT_DRILL_INTERVAL,
    encryption: null,
    ...NOTHING_TYPED,
    ...change,
  };
}

export function fieldsOf(plan: Plan): PlanFields {
  const { name, connection, database, zone, format, content, compression, jobs, fingerprint, drillEvery, encryption } =
    plan;
  const rest = {
    name,
    connection,
    database,
    zone,
    format,
    content,
    compression,
    jobs,
    fingerprint,
    drillEvery,
  };
  return {
    ...rest,
    ...NOTHING_TYPED,
    encryption: encryption?.form ?? null,
    recipients: encryption?.recipients.join('\n') ?? '',
    keptPassphrase: encryption?.form === 'passphrase',
    schedule: choiceOf(plan.schedule),
    keep: keepFields(plan.retention),
  };
}

/** What is wrong with each field. `taken` are the names that are not free; null for a plan that has its name already. */
export function checkPlan(fields: PlanFields, taken: readonly string[] | null): FieldProblems<PlanFields> {
  return {
    name: taken === null ? undefined : nameProblem(fields.name, taken),
    connection: fields.connection === '' ? 'required' : undefined,
    database: databaseProblem(fields.database),
    schedule: scheduleProblem(fields),
    keep: KEEP_RULES.some((rule) => !isWhole(fields.keep[rule], 0, MOST_KEPT, true)) ? 'keepNumber' : undefined,
    jobs: fields.format === 'directory' && !isWhole(fields.jobs, 1, MOST_JOBS) ? 'jobs' : undefined,
    encryption: fields.encryption !== null && fields.format === 'directory' ? 'directoryEncrypted' : undefined,
    ...checkSealing(fields),
  };
}

function checkSealing(fields: PlanFields): FieldProblems<PlanFields> {
  const { encryption, passphrase, passphraseAgain, keptPassphrase } = fields;
  if (encryption === null) return {};
  if (encryption !== 'passphrase')
    return {
      recipients: recipientsOf(fields).every((one) => recipient.safeParse(one).success) ? undefined : 'recipient',
    };
  return {
    passphrase: passphrase === '' && !keptPassphrase ? 'required' : undefined,
    passphraseAgain: passphrase === passphraseAgain ? undefined : 'passphraseDiffers',
  };
}

function recipientsOf({ recipients }: PlanFields): string[] {
  return recipients.split(/\s+/).filter(Boolean);
}

/** New names are trimmed: one that differs from another by a space alone helps nobody. */
export function nameProblem(name: string, taken: readonly string[]): FieldProblem | undefined {
  if (name.trim() === '') return 'required';
  if (taken.includes(name.trim())) return 'taken';
  return givenName.safeParse(name.trim()).success ? undefined : 'longName';
}

export function databaseProblem(database: string): FieldProblem | undefined {
  if (database === '') return 'required';
  return identifier.safeParse(database).success ? undefined : 'longDatabase';
}

function scheduleProblem({ schedule, zone }: PlanFields): FieldProblem | undefined {
  const expression = scheduleOf(schedule);
  if (expression === undefined) return schedule.kind === 'hourly' ? 'minute' : 'schedule';
  return expression === null ? undefined : problemOf(() => checkSchedule(expression, zone));
}

/** What the core is asked for; only fields without a problem make an order. */
export function orderOf(fields: PlanFields): PlanOrder {
  const { connection, database, zone, format, content, compression, fingerprint, drillEvery, encryption } = fields;
  const withPassphrase = encryption === 'passphrase';
  return {
    name: fields.name,
    connection,
    database,
    schedule: scheduleOf(fields.schedule) ?? null,
    zone,
    format,
    content,
    compression,
    jobs: format === 'directory' ? Number(fields.jobs) : 1,
    fingerprint,
    drillEvery,
    encryption: encryption && { form: encryption, recipients: withPassphrase ? [] : recipientsOf(fields) },
    ...(withPassphrase && fields.passphrase !== '' && { passphrase: fields.passphrase }),
    retention: policyOf(fields.keep),
  };
}

/** A rule that keeps nothing is left out. */
export function policyOf(keep: KeepFields): RetentionPolicy {
  const rules = KEEP_RULES.map((rule): [KeepRule, number] => [rule, Number(keep[rule])]);
  return Object.fromEntries(rules.filter(([, count]) => count > 0));
}

function keepFields(policy: RetentionPolicy): KeepFields {
  const rules = KEEP_RULES.map((rule): [KeepRule, number | string] => [rule, policy[rule] || '']);
  return Object.fromEntries(rules) as KeepFields;
}

function isWhole(typed: number | string, least: number, most: number, mayBeEmpty = false): boolean {
  if (typed === '') return mayBeEmpty;
  const value = Number(typed);
  return Number.isInteger(value) && value >= least && value <= most;
}
