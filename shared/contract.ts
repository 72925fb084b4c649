import { z } from 'zod';
import { backup, backupState, contents, proofLevel, verification } from './model/backup.ts';
import { bytes, givenName, identifier, instant, milliseconds } from './model/common.ts';
import { connectionLabel, connectionView, secretReference, sslMode } from './model/connection.ts';
import { archiveFormat, compression, contentChoice, fingerprintMode, plan } from './model/plan.ts';
import { DEFAULT_KEEP_DAYS, retentionPolicy } from './model/retention.ts';
import { restoreResult } from './model/restore.ts';
import { advisory, logLine, progress, run, slotReason, slotState } from './model/run.ts';

/** An id, a unique prefix of one (8 characters or more), `latest`, or `latest:PLAN`. */
const backupReference = z.string().min(1).max(300);
const nothing = z.object({});
const byName = z.object({ name: givenName });
const byBackup = z.object({ backup: backupReference });
const byRun = z.object({ run: z.uuid() });

const severity = z.enum(['error', 'warning', 'note']);
export const problem = z.object({ code: z.string(), severity, message: z.string(), nextStep: z.string() });
export type Problem = z.infer<typeof problem>;

const runSummary = run
  .pick({ id: true, state: true, warnings: true })
  .extend({ durationMs: milliseconds.nullable(), advisories: z.array(advisory) });

export const planStatus = z.object({
  plan: z.string(),
  /** `protected`: a good backup younger than the schedule promises. `paused` and the rest are not. */
  state: z.enum(['protected', 'overdue', 'unprotected', 'paused']),
  lastGood: instant.nullable(),
  /** The recovery point: what was written up to this instant can be had back. */
  protectedUntil: instant.nullable(),
  nextSlot: instant.nullable(),
  reason: z.string().optional(),
});
export type PlanStatus = z.infer<typeof planStatus>;

const doctorReport = z.object({
  tools: z.array(
    z.object({ name: z.string(), path: z.string(), version: z.string(), major: z.number(), safe: z.boolean() }),
  ),
  connections: z.array(
    z.object({
      name: z.string(),
      reachable: z.boolean(),
      serverVersion: z.string().nullable(),
      clientChosen: z.string().nullable(),
    }),
  ),
  problems: z.array(problem),
});

/** What a restore wizard shows of one check made before anything is written. */
export const readinessCheck = z.object({
  code: z.string(),
  ok: z.boolean(),
  severity,
  message: z.string(),
  nextStep: z.string(),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

const restoreOrder = z.object({
  backup: backupReference,
  toNew: identifier,
  on: givenName.optional(),
  content: contentChoice.default('all'),
  jobs: z.number().int().min(1).max(32).optional(),
  noOwner: z.boolean().default(false),
});

const connectionOrder = z.object({
  name: givenName,
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535).default(5432),
  user: z.string().min(1).max(63),
  database: identifier.default('postgres'),
  sslmode: sslMode.optional(),
  sslrootcert: z.string().optional(),
  label: connectionLabel.optional(),
  /** Kept in the secret store; never returned. */
  password: z
    .string()
    .max(1000)
    .regex(/^[^\r\n\0]*$/, 'a password file cannot hold a line break')
    .optional(),
  /** Where the password is, when Lifeboat is not to keep it. */
  secret: secretReference.optional(),
});

const connectionReport = z.object({
  name: z.string(),
  serverVersion: z.string(),
  clientChosen: z.string(),
  databases: z.array(z.object({ name: z.string(), bytes: bytes.nullable() })),
  problems: z.array(problem),
});

const planOrder = z.object({
  name: givenName,
  connection: givenName,
  database: identifier,
  schedule: z.string().max(200).nullable().default('0 2 * * *'),
  zone: z.string().max(100).optional(),
  format: archiveFormat.default('custom'),
  content: contentChoice.default('all'),
  compression: compression.default('auto'),
  jobs: z.number().int().min(1).max(32).default(1),
  fingerprint: fingerprintMode.default('auto'),
  retention: retentionPolicy.default({ days: DEFAULT_KEEP_DAYS }),
  dir: z.string().min(1).max(4000).optional(),
});

export const disk = z.object({
  root: z.string(),
  freeBytes: bytes,
  totalBytes: bytes,
  /** When it is full if it fills as it did lately; null when it does not. */
  fullAt: instant.nullable(),
});
export type Disk = z.infer<typeof disk>;

/** A plan's state turned from good to bad or back. */
export const change = z.object({
  id: z.string(),
  plan: z.string(),
  state: z.enum(['failed', 'recovered', 'missed']),
  at: instant,
  message: z.string(),
  nextStep: z.string().nullable(),
  run: z.uuid().nullable(),
});
export type Change = z.infer<typeof change>;

const slotCell = z.object({ slot: instant, state: slotState, reason: slotReason.nullable(), run: z.uuid().nullable() });

export const settings = z.object({
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
});
export type Settings = z.infer<typeof settings>;

const activeRun = z.object({ run, progress: progress.nullable() });

/** Every call there is: what goes in and what comes out, for all hosts. */
export const calls = {
  'doctor.run': {
    input: nothing,
    output: doctorReport,
  },
  'connections.add': {
    input: connectionOrder,
    output: z.object({ connections: z.array(connectionView) }),
  },
  'connections.list': { input: nothing, output: z.object({ connections: z.array(connectionView) }) },
  'connections.test': {
    input: byName,
    output: z.object({ connection: connectionReport }),
  },
  /** Tries a connection that is not saved. */
  'connections.probe': { input: connectionOrder, output: z.object({ connection: connectionReport }) },
  'connections.remove': { input: byName, output: z.object({ connections: z.array(connectionView) }) },
  'plans.add': {
    input: planOrder,
    output: z.object({ plans: z.array(plan) }),
  },
  'plans.list': { input: nothing, output: z.object({ plans: z.array(plan) }) },
  'plans.show': { input: byName, output: z.object({ plans: z.array(plan) }) },
  'plans.pause': {
    input: z.object({ name: givenName, until: instant.nullable().default(null) }),
    output: z.object({ plans: z.array(plan) }),
  },
  'plans.resume': { input: byName, output: z.object({ plans: z.array(plan) }) },
  'plans.remove': { input: byName, output: z.object({ plans: z.array(plan) }) },
  'plans.next': {
    input: z.object({ name: givenName, count: z.number().int().min(1).max(1000).default(5) }),
    output: z.object({ slots: z.array(instant) }),
  },
  'plans.prune': {
    /** Without a name: every plan. */
    input: z.object({ name: givenName.optional(), dryRun: z.boolean().default(false) }),
    output: z.object({
      kept: z.array(z.object({ backup: z.string(), reasons: z.array(z.string()) })),
      deleted: z.array(z.object({ backup: z.string(), reason: z.string() })),
      suspended: z.string().optional(),
    }),
  },
  'backups.take': { input: z.object({ plan: givenName.optional() }), output: z.object({ backup, run: runSummary }) },
  'backups.list': {
    input: z.object({
      plan: z.string().optional(),
      state: backupState.optional(),
      search: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(1_000_000).default(50),
    }),
    output: z.object({ backups: z.array(backup) }),
  },
  'backups.show': {
    input: byBackup,
    output: z.object({ backup, contents: contents.nullable(), verifications: z.array(verification) }),
  },
  'backups.verify': {
    /** Without a reference: every backup. */
    input: z.object({ backup: backupReference.optional(), level: z.enum(['checksum', 'decoded']).default('decoded') }),
    output: z.object({
      results: z.array(
        z.object({ backup: z.string(), level: z.string(), ok: z.boolean(), reason: z.string().optional() }),
      ),
    }),
  },
  'backups.restore': {
    input: restoreOrder,
    output: z.object({ restore: restoreResult }),
  },
  'backups.pin': { input: byBackup, output: z.object({ backup }) },
  'backups.unpin': { input: byBackup, output: z.object({ backup }) },
  'backups.delete': {
    /** `confirm` repeats the id (or the prefix given): nothing is deleted by a slip. */
    input: byBackup.extend({ confirm: z.string() }),
    output: z.object({ backup }),
  },
  'catalog.check': { input: nothing, output: z.object({ ok: z.boolean(), problems: z.array(z.string()) }) },
  'catalog.rebuild': {
    input: z.object({ dirs: z.array(z.string()).default([]) }),
    output: z.object({
      adopted: z.number(),
      missing: z.number(),
      unknown: z.number(),
      details: z.array(z.object({ path: z.string(), problem: z.string() })),
    }),
  },
  'catalog.copy': { input: z.object({ file: z.string().min(1) }), output: z.object({ file: z.string() }) },
  'runs.list': {
    input: z.object({ limit: z.number().int().min(1).max(100_000).default(50), plan: z.string().optional() }),
    output: z.object({ runs: z.array(run) }),
  },
  'runs.log': {
    input: z.object({ run: z.string().min(8).max(100) }),
    output: z.object({ run, lines: z.array(logLine) }),
  },
  /** Runs of this process that have not ended. */
  'runs.active': { input: nothing, output: z.object({ runs: z.array(activeRun) }) },
  'runs.get': { input: byRun, output: activeRun },
  'runs.cancel': { input: byRun, output: z.object({ run }) },
  /** The calls that start something answer as soon as the run exists; events and `runs.get` tell the rest. */
  'backups.start': { input: z.object({ plan: givenName }), output: z.object({ run }) },
  'backups.startVerify': {
    input: byBackup.extend({ level: z.enum(['checksum', 'decoded']).default('decoded') }),
    output: z.object({ run }),
  },
  'restores.check': {
    input: restoreOrder,
    output: z.object({
      checks: z.array(readinessCheck),
      client: z.string().nullable(),
      serverVersion: z.string().nullable(),
    }),
  },
  'restores.start': { input: restoreOrder, output: z.object({ run }) },
  /** What a restore came to; null while it runs and when it failed. */
  'restores.get': { input: byRun, output: z.object({ restore: restoreResult.nullable() }) },
  'backups.page': {
    input: z.object({
      plan: z.string().optional(),
      state: backupState.optional(),
      level: proofLevel.optional(),
      search: z.string().max(200).optional(),
      /** Taken at or after, and before. */
      from: instant.optional(),
      until: instant.optional(),
      /** The last backup of the page before. */
      after: z.object({ createdAt: instant, id: z.uuid() }).optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ backups: z.array(backup), total: z.number().int() }),
  },
  'backups.history': {
    input: z.object({ plan: z.string(), limit: z.number().int().min(1).max(400).default(90) }),
    output: z.object({ points: z.array(z.object({ at: instant, bytes, durationMs: milliseconds })) }),
  },
  'plans.preview': {
    input: planOrder,
    output: z.object({
      slots: z.array(instant),
      /** How many backups the retention would hold after 30 days of this schedule. */
      keptAfter30Days: z.number().int().nullable(),
      fileName: z.string(),
      folder: z.string(),
      clientChosen: z.string().nullable(),
      problems: z.array(problem),
    }),
  },
  'overview.get': {
    input: nothing,
    output: z.object({
      plans: z.array(
        z.object({
          plan,
          status: planStatus,
          lastBackup: backup.nullable(),
          sizes: z.array(bytes),
          strip: z.array(slotCell),
        }),
      ),
      running: z.array(activeRun),
      disks: z.array(disk),
      changes: z.array(change),
    }),
  },
  'changes.list': {
    input: z.object({ limit: z.number().int().min(1).max(1000).default(100) }),
    output: z.object({ changes: z.array(change) }),
  },
  'health.get': { input: nothing, output: z.object({ doctor: doctorReport, disks: z.array(disk) }) },
  'settings.get': {
    input: nothing,
    output: z.object({
      settings,
      version: z.string(),
      home: z.string(),
      catalog: z.string(),
      roots: z.array(z.string()),
    }),
  },
  'settings.set': { input: settings.partial(), output: z.object({ settings }) },
  'status.get': { input: nothing, output: z.object({ plans: z.array(planStatus) }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type CallName = keyof typeof calls;
/** What a caller may leave out has a default. */
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
/** What a handler gets. */
export type ParsedInput<Name extends CallName> = z.output<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<(typeof calls)[Name]['output']>;
