import { existsSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { setAsideHead } from './auditHead.ts';
import type { ReadHandle } from './open.ts';

/**
 * A consistent copy of the live catalog, made with SQLite's backup API and then checked.
 * @throws AppError `bad_input` when the file exists, `catalog_damaged` when the copy is not whole.
 */
export async function copyCatalog(db: ReadHandle, file: string): Promise<void> {
  if (existsSync(file))
    throw new AppError(
      'bad_input',
      `${file} exists already.`,
      'Name a file that does not exist yet; nothing is overwritten.',
    );
  await db.backup(file);
  const copy = new Database(file, { readonly: true });
  try {
    const answer = copy.pragma('integrity_check(1)', { simple: true }) as string;
    if (answer !== 'ok')
      throw new AppError(
        'catalog_damaged',
        `The copy ${file} is not whole: ${answer}`,
        'Run `lifeboat catalog check` on the original.',
      );
  } finally {
    copy.close();
  }
}

/** Sets a damaged catalog (with its WAL files and its head of the audit log) aside under a name that tells when; returns the new name of the main file. */
export function setAsideCatalog(file: string, at: Date): string {
  const suffix = `.damaged-${at.toISOString().replaceAll(/[-:.]/g, '')}`;
  for (const ending of ['', '-wal', '-shm'])
    if (existsSync(file + ending)) renameSync(file + ending, file + suffix + ending);
  setAsideHead(file, suffix);
  return file + suffix;
}
