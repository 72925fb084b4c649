import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { checkVersion, migrate } from './migrate.ts';

declare const access: unique symbol;
/** A catalog that can only be asked. */
export type ReadHandle = Database.Database & { readonly [access]: 'read' | 'write' };
/** A catalog that can be changed, too. */
export type WriteHandle = Database.Database & { readonly [access]: 'write' };

/**
 * Opens the catalog, creating or migrating it first.
 * @throws AppError `catalog_newer`, `catalog_damaged`, `not_writable`.
 */
export function openCatalog(file: string): WriteHandle {
  return guarded(file, () => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const db = new Database(file, { timeout: 15_000 });
    try {
      if (process.platform !== 'win32') chmodSync(file, 0o600);
      db.pragma('journal_mode = WAL');
      // FULL: a committed row survives power loss, not only a crash of the process.
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      db.pragma('trusted_schema = OFF');
      // Or else INSERT OR REPLACE would rewrite the audit log behind the back of its triggers.
      db.pragma('recursive_triggers = ON');
      quickCheck(db, file);
      migrate(db);
      return db as WriteHandle;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/**
 * Opens an existing catalog for questions only; `null` when there is none yet.
 * @throws AppError `catalog_newer`, `catalog_damaged`.
 */
export function openCatalogReadOnly(file: string): ReadHandle | null {
  if (!existsSync(file)) return null;
  return guarded(file, () => {
    const db = new Database(file, { readonly: true, timeout: 15_000 });
    try {
      checkVersion(db.pragma('user_version', { simple: true }) as number);
      return db as ReadHandle;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** SQLite's own check, which reads the whole file; on 200,000 backups quick_check costs too much for every command, so it looks at small catalogs only. */
function quickCheck(db: Database.Database, file: string): void {
  const pages = db.pragma('page_count', { simple: true }) as number;
  if (pages > 2_000) {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return;
  }
  const answer = db.pragma('quick_check(1)', { simple: true }) as string;
  if (answer !== 'ok') throw damaged(file, answer);
}

/** Every problem `integrity_check` and the foreign keys report; empty when the catalog is whole. */
export function integrityProblems(db: ReadHandle): string[] {
  const rows = db.pragma('integrity_check(50)') as { integrity_check: string }[];
  const broken = rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  const foreign = db.pragma('foreign_key_check') as { table: string; rowid: number }[];
  return [...broken, ...foreign.map((row) => `row ${row.rowid} of ${row.table} refers to nothing`)];
}

function guarded<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw isSystemError(error) ? notWritable(file, error) : error;
    const damage = damageBehind(error, file);
    // Tables that are there already, a format that is none: not what any version of ours wrote.
    if (damage || error.code === 'SQLITE_ERROR') throw damage ?? damaged(file, error.message);
    if (error.code.startsWith('SQLITE_CANTOPEN') || error.code.startsWith('SQLITE_READONLY'))
      throw notWritable(file, error);
    throw error;
  }
}

/** An error of the file system (the folder cannot be made, say), unlike a defect of ours. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function notWritable(file: string, error: Error): AppError {
  return new AppError(
    'not_writable',
    `The catalog ${file} cannot be opened for writing: ${error.message}`,
    'Check the permissions of the folder, or choose another with --home.',
    { cause: error },
  );
}

/** The damage that an error of SQLite tells of; null for any other error. */
export function damageBehind(error: unknown, file: string): AppError | null {
  if (!(error instanceof Database.SqliteError)) return null;
  const { code, message } = error;
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' ? damaged(file, message) : null;
}

export function damaged(file: string, detail: string): AppError {
  return new AppError(
    'catalog_damaged',
    `The catalog ${file} is damaged; the backups are not touched by this.`,
    'Run `lifeboat catalog rebuild`: it sets the damaged file aside and reads the manifests beside the backups.',
    { detail },
  );
}
