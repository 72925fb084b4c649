import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';

/**
 * Who a lease belongs to. Each process holds an exclusive SQLite lock on a file of its own; the operating system frees the lock
 * with the process, however it ends. That is proof of life on every platform, and cannot be fooled by a reused process id.
 */
export interface Owner {
  readonly id: string;
  readonly pid: number;
  close(): void;
}

/** Takes a new identity for this process. */
export function openOwner(dir: string): Owner {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const id = randomUUID();
  const db = lockExclusively(ownerFile(dir, id));
  if (!db) throw new Error('a new owner file was already locked');
  return {
    id,
    pid: process.pid,
    close() {
      db.close();
      rmSync(ownerFile(dir, id), { force: true });
    },
  };
}

/** True while the process that took this identity lives. The file of a dead one is removed. */
export function isAlive(dir: string, id: string): boolean {
  const file = ownerFile(dir, id);
  if (!existsSync(file)) return false;
  const db = lockExclusively(file);
  if (!db) return true;
  db.close();
  rmSync(file, { force: true });
  return false;
}

/**
 * Makes this process the one that runs the schedule, for as long as it lives.
 * @returns null when another process is it already.
 */
export function claimSchedule(dir: string): { release(): void } | null {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const db = lockExclusively(path.join(dir, 'owner.db'));
  return db && { release: () => db.close() };
}

/** So often a lock that another process holds is tried again, in milliseconds; and so long. */
const TRY_MS = 20;
const PATIENCE_MS = 30_000;

/**
 * Does what the processes of one home must not do at the same time, such as rewriting a file that all of them read.
 * @throws AppError `busy` when the others do not come to an end.
 */
export async function inTurn<T>(dir: string, what: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (let waited = 0; ; waited += TRY_MS) {
    const db = lockExclusively(path.join(dir, `${what}.db`));
    if (db)
      try {
        return await work();
      } finally {
        db.close();
      }
    if (waited >= PATIENCE_MS)
      throw new AppError(
        'busy',
        `Another process of Lifeboat has been changing the ${what} for ${PATIENCE_MS / 1000} s.`,
        'Wait for it to end, or stop it, and try again.',
      );
    await delay(TRY_MS);
  }
}

function ownerFile(dir: string, id: string): string {
  return path.join(dir, `${path.basename(id)}.db`);
}

function lockExclusively(file: string): Database.Database | null {
  const db = new Database(file, { timeout: 0 });
  try {
    // No journal file: nothing is ever written here, only locked.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}
