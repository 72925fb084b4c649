import { createHash, randomUUID } from 'node:crypto';
import type { Alert } from '../../../shared/model/alert.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import type { Run } from '../../../shared/model/run.ts';
import { archiveBase } from '../../../main/storage/names.ts';

/** The instant at which the clocks of these tests start, and what most values are made at. */
export const START = '2026-03-10T12:00:00.000Z';

export function aConnection(change: Partial<Connection> = {}): Connection {
  return {
    name: 'server',
    host: '127.0.0.1',
    port: 5432,
    user: 'backup',
    database: 'postgres',
    sslmode: 'prefer',
    sslrootcert: null,
    label: null,
    secret: { kind: 'none' },
    origin: 'user',
    ...change,
  };
}

export function aPlan(change: Partial<Plan> = {}): Plan {
  return {
    name: 'plan',
    connection: 'server',
    database: 'shop',
    schedule: '0 2 * * *',
    zone: 'UTC',
    format: 'custom',
    content: 'all',
    compression: 'auto',
    jobs: 1,
    fingerprint: 'auto',
    retention: { days: 7 },
    encryption: null,
    drillEvery: 'never',
    root: '/nowhere',
    paused: null,
    stallLimitMs: 900_000,
    origin: 'user',
    createdAt: START,
    ...change,
  };
}

export function aBackup(change: Partial<Backup> = {}): Backup {
  const id = change.id ?? randomUUID();
  return {
    id,
    plan: 'plan',
    connection: 'server',
    database: 'shop',
    state: 'good',
    format: 'custom',
    createdAt: START,
    durationMs: 1200.5,
    path: `/nowhere/${id}.dump`,
    manifestPath: `/nowhere/${id}.json`,
    plainBytes: 10,
    storedBytes: 10,
    sha256: 'a'.repeat(64),
    storedSha256: 'b'.repeat(64),
    encrypted: false,
    signature: 'valid',
    verification: { level: 'decoded', at: START },
    pinned: false,
    serverVersion: '15.18',
    toolVersion: '15.18',
    warnings: [],
    ...change,
  };
}

export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: randomUUID(),
    kind: 'backup',
    plan: 'plan',
    backup: null,
    state: 'running',
    trigger: 'manual',
    attempt: 1,
    slot: null,
    startedAt: START,
    endedAt: null,
    durationMs: null,
    error: null,
    warnings: [],
    advisories: [],
    ...change,
  };
}

export function anAlert(change: Partial<Alert> = {}): Alert {
  return {
    id: randomUUID(),
    rule: 'failed',
    subject: 'plan',
    plan: 'plan',
    severity: 'critical',
    state: 'open',
    since: START,
    resolvedAt: null,
    message: 'It broke.',
    nextStep: 'Mend it.',
    run: '5f0d8f0e-8d0c-4d39-9b53-5e8a5f1f3c11',
    backup: null,
    acknowledged: null,
    deliveries: [],
    ...change,
  };
}

/** The manifest of an archive that holds `content`. */
export function aManifest(change: Partial<Manifest> = {}, content = 'PGDMP archive'): Manifest {
  const id = change.id ?? randomUUID();
  const at = change.snapshotAt ?? START;
  const database = change.database ?? 'shop';
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    schemaVersion: 1,
    id,
    plan: 'plan',
    connection: 'server',
    database,
    databaseProperties: {
      encoding: 'UTF8',
      collate: 'C',
      ctype: 'C',
      provider: 'libc',
      providerLocale: null,
      icuRules: null,
      owner: 'postgres',
    },
    serverVersion: '15.18',
    tool: { path: '/usr/bin/pg_dump', version: '15.18' },
    format: 'custom',
    content: 'all',
    compression: { method: 'gzip', level: 1 },
    jobs: 1,
    snapshotAt: at,
    startedAt: at,
    finishedAt: at,
    durationMs: 1200.5,
    sequence: 1,
    file: `${archiveBase(database, new Date(at), id)}.dump`,
    plainBytes: Buffer.byteLength(content),
    storedBytes: Buffer.byteLength(content),
    sha256,
    storedSha256: sha256,
    encryption: null,
    contents: { schemas: ['public'], tables: [], extensions: [], roles: ['postgres'] },
    fingerprint: { mode: 'auto', tables: [], sequences: [], schemaSha256: null },
    globals: null,
    warnings: [],
    slot: null,
    proof: 'decoded',
    appVersion: '0.1.0',
    ...change,
  };
}
