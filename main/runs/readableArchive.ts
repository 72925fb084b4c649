import { AppError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Context } from './context.ts';

/** An archive that pg_restore can read, for as long as this is not disposed of. */
export interface ReadableArchive extends AsyncDisposable {
  readonly path: string;
}

/**
 * The one way from a backup to an archive whose contents are looked at without restoring them.
 * @throws AppError `key_missing` for an encrypted one.
 */
export async function readableArchive(
  _context: Context,
  backup: Backup,
  _signal: AbortSignal,
): Promise<ReadableArchive> {
  if (backup.encrypted)
    throw new AppError(
      'key_missing',
      'The archive is encrypted, and what is in it cannot be looked at.',
      'Decrypt a copy with age and your recovery key, and look at it with pg_restore --list.',
    );
  return { path: backup.path, [Symbol.asyncDispose]: () => Promise.resolve() };
}
