import type { CallOutput } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';

export const AT = '2026-03-01T02:00:00.000Z';

export function aBackup(fields: Partial<Backup> = {}): Backup {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    plan: 'nightly',
    connection: 'main',
    database: 'shop',
    state: 'good',
    format: 'custom',
    createdAt: AT,
    durationMs: 1000,
    path: '/b/a.dump',
    manifestPath: '/b/a.manifest.json',
    plainBytes: 10,
    storedBytes: 5,
    sha256: '0'.repeat(64),
    storedSha256: '0'.repeat(64),
    encrypted: false,
    signature: 'valid',
    verification: { level: 'decoded', at: AT },
    pinned: false,
    serverVersion: '17.0',
    toolVersion: '17.0',
    warnings: [],
    ...fields,
  };
}

type Card = CallOutput<'overview.get'>['plans'][number];

export function aCard(name: string, status: Partial<Card['status']>, lastBackup: Backup | null = aBackup()): Card {
  return {
    plan: {
      name,
      connection: 'main',
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
      drillEvery: 'week',
      root: '/b',
      paused: null,
      stallLimitMs: 900_000,
      origin: 'user',
      createdAt: AT,
    },
    status: {
      plan: name,
      state: 'protected',
      lastGood: AT,
      protectedUntil: AT,
      nextSlot: null,
      lastDrill: null,
      rtoMs: null,
      ...status,
    },
    lastBackup,
    sizes: [],
    strip: [],
  };
}
