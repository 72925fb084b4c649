import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { initial } from './migrations/001-initial.ts';
import { drills } from './migrations/002-drills.ts';
import { replace } from './migrations/003-replace.ts';
import { encryption } from './migrations/004-encryption.ts';
import { alerts } from './migrations/005-alerts.ts';
import { auditChain } from './migrations/006-audit.ts';

/** Statements, or what statements alone cannot do. */
type Migration = string | ((db: Database) => void);

/** In order; the catalog's user_version is how many of them it has had. */
const migrations: readonly Migration[] = [initial, drills, replace, encryption, alerts, auditChain];

/** The version that a catalog has after `migrate`. */
export const CATALOG_VERSION = migrations.length;

/**
 * Brings a catalog to this version of Lifeboat, one transaction per step.
 * @throws AppError `catalog_newer` when it was written by a later version: opening it would lose what that version knows.
 */
export function migrate(db: Database): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  checkVersion(version);
  for (let next = version; next < CATALOG_VERSION; next++) {
    db.transaction(() => {
      // Another process may have migrated between our look and our lock.
      if ((db.pragma('user_version', { simple: true }) as number) !== next) return;
      const migration = migrations[next] ?? '';
      if (typeof migration === 'string') db.exec(migration);
      else migration(db);
      db.pragma(`user_version = ${next + 1}`);
    }).exclusive();
  }
}

export function checkVersion(version: number): void {
  if (version <= CATALOG_VERSION) return;
  throw new AppError(
    'catalog_newer',
    `The catalog has version ${version}; this Lifeboat understands up to ${CATALOG_VERSION}.`,
    'Use the newer Lifeboat again, or choose another --home; the backups themselves are not affected.',
  );
}
