import { z } from 'zod';
import { givenName, identifier, instant } from '../model/common.ts';
import { DEFAULT_DRILL_INTERVAL, drillInterval } from '../model/drill.ts';
import { planEncryption } from '../model/encryption.ts';
import { archiveFormat, compression, contentChoice, fingerprintMode, plan } from '../model/plan.ts';
import { DEFAULT_KEEP_DAYS, retentionPolicy } from '../model/retention.ts';
import { byName, nothing, problem } from './shapes.ts';

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
  drillEvery: drillInterval.default(DEFAULT_DRILL_INTERVAL),
  encryption: planEncryption.nullable().default(null),
  /** Of a plan that encrypts with one. Kept in the secret store; never returned. Without it, a plan keeps the one it has. */
  passphrase: z.string().min(1).max(1000).optional(),
  dir: z.string().min(1).max(4000).optional(),
});

/** Of a plan that exists already, perhaps: it stays encrypted as it is unless the order says how, or says `null`. */
const planChange = planOrder.extend({ encryption: planEncryption.nullable().optional() });

export const planCalls = {
  'plans.add': {
    input: planOrder,
    output: z.object({ plans: z.array(plan) }),
  },
  /** Says anew how a plan works; the zone, the folder and the encryption stay when they are left out. */
  'plans.change': {
    input: planChange,
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
  'plans.preview': {
    input: planChange,
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
} as const;
