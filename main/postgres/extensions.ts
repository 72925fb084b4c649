import { AppError } from '../../shared/errors.ts';
import type { Contents } from '../../shared/model/backup.ts';
import type { ServerAccess } from './access.ts';
import { missingExtensions } from './database.ts';
import { openSession, quoteIdentifier } from './session.ts';

/**
 * Makes sure that extensions can be created in a database: that they are installed, and that the server lets them (some must be
 * preloaded). Nothing of it stays.
 * @param otherwise what a person could do instead of installing them.
 * @throws AppError `extension_missing`, which names them.
 */
export async function checkExtensions(
  access: ServerAccess,
  database: string,
  extensions: Contents['extensions'],
  otherwise: string,
  signal: AbortSignal,
): Promise<void> {
  await using session = await openSession(access, database, signal);
  const missing = (await missingExtensions(session, extensions)).map(({ name }) => name);
  if (missing.length > 0) throw lacking(`is not installed`, missing, otherwise);
  for (const { name } of extensions) {
    try {
      await session.query('BEGIN');
      await session.query('SET LOCAL search_path = public');
      await session.query(`CREATE EXTENSION ${quoteIdentifier(name)} CASCADE`);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code === 'connection_lost') throw error;
      throw lacking(`cannot be created (${error.message})`, [name], otherwise, error);
    } finally {
      await session.query('ROLLBACK').catch(() => undefined);
    }
  }
}

function lacking(why: string, names: readonly string[], otherwise: string, cause?: unknown): AppError {
  return new AppError(
    'extension_missing',
    names.length === 1
      ? `The extension ${names[0]} ${why} on the server of the throwaway database.`
      : `The extensions ${names.join(', ')} are not installed on the server of the throwaway database.`,
    `Install it for the PostgreSQL server programs of this machine, or ${otherwise}.`,
    { cause },
  );
}
