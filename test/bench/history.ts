import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { saveBackup } from '../../main/catalog/backups.ts';
import { saveConnection } from '../../main/catalog/connections.ts';
import { openCatalog } from '../../main/catalog/open.ts';
import { savePlan } from '../../main/catalog/plans.ts';
import { describeBackup } from '../../main/runs/commit.ts';
import { archiveBase, slug } from '../../main/storage/names.ts';
import { type Manifest, manifest } from '../../shared/model/manifest.ts';
import { DEFAULT_STALL_LIMIT_MS } from '../../shared/model/plan.ts';

const PLANS = 20;
const TABLES = 40;
const HOUR_MS = 3_600_000;
const ARCHIVE = Buffer.from('PGDMP');

/** A home whose catalog has this many backups, hourly ones of 20 plans; the newest of each plan is really there. */
export async function makeHistory(home: string, backups: number): Promise<void> {
  const db = openCatalog(path.join(home, 'catalog.db'));
  try {
    const root = path.join(home, 'backups');
    const newest = new Map<string, Manifest>();
    db.transaction(() => {
      saveConnection(db, {
        name: 'server',
        host: 'db.example',
        port: 5432,
        user: 'backup',
        database: 'postgres',
        sslmode: 'verify-full',
        sslrootcert: null,
        label: 'production',
        secret: { kind: 'none' },
        origin: 'user',
      });
      for (let plan = 0; plan < PLANS; plan++) savePlan(db, planRow(planName(plan), root));
      for (let index = backups - 1; index >= 0; index--) {
        const value = makeManifest(index, 1);
        const state = index % 1000 === 999 ? 'damaged' : 'good';
        saveBackup(db, describeBackup(value, path.join(root, slug(value.plan)), state, []), value.sequence);
        if (index < PLANS) newest.set(value.plan, value);
      }
    })();
    for (const value of newest.values()) await writeBackup(root, value);
  } finally {
    db.close();
  }
}

/** Writes this many whole manifests, each with a tiny archive beside it; a folder per plan. */
export async function writeManifests(root: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await writeBackup(root, makeManifest(index, TABLES));
}

/** The id of the backup with this index: made up, but the same in every run, and as good as random. */
export function backupId(index: number): string {
  const hex = createHash('sha256').update(`backup ${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function planName(index: number): string {
  return `plan-${index % PLANS}`;
}

async function writeBackup(root: string, value: Manifest): Promise<void> {
  const folder = path.join(root, slug(value.plan));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, value.file), ARCHIVE, { mode: 0o600 });
  const text = `${JSON.stringify(manifest.parse(value), null, 2)}\n`;
  await writeFile(path.join(folder, value.file.replace(/\.dump$/, '.json')), text, { mode: 0o600 });
}

/** A manifest as a backup writes it; the higher the index, the older. */
function makeManifest(index: number, tables: number): Manifest {
  const id = backupId(index);
  const at = new Date(Date.now() - (1 + Math.floor(index / PLANS)) * HOUR_MS);
  const finished = new Date(at.getTime() + 61_000).toISOString();
  const sha256 = createHash('sha256').update(ARCHIVE).digest('hex');
  const names = Array.from({ length: tables }, (_, table) => `table_${table}`);
  return {
    schemaVersion: 1,
    id,
    plan: planName(index),
    connection: 'server',
    database: `database-${index % PLANS}`,
    databaseProperties: {
      encoding: 'UTF8',
      collate: 'C.UTF-8',
      ctype: 'C.UTF-8',
      provider: 'libc',
      providerLocale: null,
      icuRules: null,
      owner: 'app',
    },
    serverVersion: '17.6',
    tool: { path: '/usr/lib/postgresql/17/bin/pg_dump', version: '17.6' },
    format: 'custom',
    content: 'all',
    compression: { method: 'zstd', level: 3 },
    jobs: 1,
    snapshotAt: at.toISOString(),
    startedAt: at.toISOString(),
    finishedAt: finished,
    durationMs: 61_000,
    sequence: 1_000_000 - index,
    file: `${archiveBase(`database-${index % PLANS}`, at, id)}.dump`,
    plainBytes: ARCHIVE.length,
    storedBytes: ARCHIVE.length,
    sha256,
    storedSha256: sha256,
    encryption: null,
    contents: {
      schemas: ['public', 'billing'],
      tables: names.map((name, table) => ({ schema: 'public', name, rows: table * 1000, bytes: table * 8192 })),
      extensions: [{ name: 'pg_trgm', version: '1.6' }],
      roles: ['app', 'reporting'],
    },
    fingerprint: {
      mode: 'auto',
      tables: names.map((name, table) => ({
        schema: 'public',
        name,
        rows: table * 1000,
        exact: true,
        hash: `-${table}48151623428151623`,
      })),
      sequences: names.map((name) => ({ schema: 'public', name: `${name}_id_seq`, lastValue: '1000', increment: '1' })),
      schemaSha256: sha256,
    },
    globals: null,
    warnings: [],
    slot: at.toISOString(),
    proof: 'decoded',
    appVersion: '0.1.0',
  };
}

function planRow(name: string, root: string): Parameters<typeof savePlan>[1] {
  return {
    name,
    connection: 'server',
    database: name.replace('plan', 'database'),
    schedule: '0 * * * *',
    zone: 'Europe/Berlin',
    format: 'custom',
    content: 'all',
    compression: 'auto',
    jobs: 1,
    fingerprint: 'auto',
    retention: { last: 24, daily: 30 },
    encryption: null,
    drillEvery: 'never',
    root,
    paused: null,
    stallLimitMs: DEFAULT_STALL_LIMIT_MS,
    origin: 'user',
    createdAt: new Date(Date.now() - HOUR_MS).toISOString(),
  };
}
