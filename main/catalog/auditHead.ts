import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ReadHandle, WriteHandle } from './open.ts';
import { readSetting, writeSetting } from './settings.ts';

/** The newest entry of the audit log, and the hash that links it to all before it. */
export interface AuditHead {
  readonly id: number;
  readonly hash: string;
}

const SETTING = 'audit.head';
/** Set once the file was written for this catalog: from then on it is missed when it is gone. */
const WITNESSED = 'audit.witnessed';

/** Beside the catalog, so that who cuts the table there has not cut this. */
export function headFile(catalogFile: string): string {
  return path.join(path.dirname(catalogFile), 'audit.head');
}

/** The head as the catalog has it: written with each entry, hence exact. Null when somebody has removed it. */
export function storedHead(db: ReadHandle): AuditHead | null {
  return parseHead(readSetting(db, SETTING) ?? '');
}

export function storeHead(db: WriteHandle, { id, hash }: AuditHead): void {
  writeSetting(db, SETTING, `${id} ${hash}`);
}

/** The head as the file beside the catalog has it: `missing` when there is none, null when it is no head. */
export function witnessedHead(catalogFile: string): AuditHead | 'missing' | null {
  try {
    return parseHead(readFileSync(headFile(catalogFile), 'utf8').trim());
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : null;
  }
}

/** True when the file of this catalog has been there. */
export function wasWitnessed(db: ReadHandle): boolean {
  return readSetting(db, WITNESSED) !== null;
}

/**
 * Writes the head of what is committed into the file beside the catalog. It is written after the entry, so it may be behind by the
 * last entries, after a crash say, but is never ahead. A file that does not fit the log is evidence, and stays as it is.
 * Never throws: an entry is worth more than its witness.
 */
export function witness(db: WriteHandle): void {
  if (!db.open || db.inTransaction) return;
  try {
    const [stored, file] = [storedHead(db), witnessedHead(db.name)];
    // Every start looks, and nearly none finds anything to write.
    if (stored?.id === 0 || (file !== null && file !== 'missing' && stored?.hash === file.hash)) return;
    // Under the catalog's own lock, so that of two processes none can put the file back.
    db.transaction(() => {
      const head = storedHead(db);
      if (head && mayAdvance(db)) writeHead(db, head);
    }).immediate();
  } catch {
    // The next entry tries again.
  }
}

/** Writes the head whatever the file says now. */
export function writeHead(db: WriteHandle, head: AuditHead): void {
  const file = headFile(db.name);
  const draft = `${file}.${randomUUID()}`;
  try {
    const fd = openSync(draft, 'wx', 0o600);
    try {
      writeSync(fd, `${head.id} ${head.hash}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  if (!wasWitnessed(db)) writeSetting(db, WITNESSED, 'yes');
}

/** Takes the file of a catalog that was set aside out of the way of its successor's. */
export function setAsideHead(catalogFile: string, suffix: string): void {
  const file = headFile(catalogFile);
  if (existsSync(file)) renameSync(file, file + suffix);
}

function mayAdvance(db: ReadHandle): boolean {
  const file = witnessedHead(db.name);
  if (file === 'missing') return !wasWitnessed(db);
  return file !== null && fits(db, file);
}

/** True when the log has the entry that a head speaks of. */
export function fits(db: ReadHandle, { id, hash }: AuditHead): boolean {
  return id === 0 || db.prepare('SELECT chain FROM audit WHERE id = ?').pluck().get(id) === hash;
}

function parseHead(text: string): AuditHead | null {
  const [, id, hash] = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(text) ?? [];
  return id === undefined || hash === undefined ? null : { id: Number(id), hash };
}
