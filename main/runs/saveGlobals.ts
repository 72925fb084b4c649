import { AppError } from '../../shared/errors.ts';
import { dumpGlobals } from '../postgres/globals.ts';
import type { FileHash } from '../storage/hash.ts';
import { globalsName } from '../storage/names.ts';
import { openArchiveSink } from './archiveSink.ts';
import type { DumpOrder } from './dumpOrder.ts';
import type { Scope } from './perform.ts';

export interface SavedGlobals extends AsyncDisposable {
  readonly name: string;
  readonly path: string;
  /** Of the file, encrypted or not. */
  readonly hash: FileHash;
}

/**
 * Roles and tablespaces beside the archive, which does not hold them. A role that may not read them gets a backup all the same,
 * with a warning: the data is what matters most.
 */
export async function saveGlobals(order: DumpOrder, scope: Scope): Promise<SavedGlobals | null> {
  const program = order.client.tools.pg_dumpall;
  let sql: string;
  try {
    if (!program)
      throw new AppError(
        'tool_missing',
        'pg_dumpall was not found beside pg_dump.',
        'Install the complete PostgreSQL client programs.',
      );
    sql = await dumpGlobals(order.access, order.plan.database, program, order.env, scope.signal);
  } catch (error) {
    scope.signal.throwIfAborted();
    scope.warn([`roles and tablespaces were not saved: ${error instanceof Error ? error.message : String(error)}`]);
    return null;
  }
  const name = globalsName(order.file, order.sealing !== null);
  const partial = await openArchiveSink(order.folder, name, order.sealing);
  try {
    await partial.write(Buffer.from(sql));
    const { stored: hash } = await partial.finish();
    return { name, path: partial.path, hash, [Symbol.asyncDispose]: () => partial.discard() };
  } catch (error) {
    await partial.discard();
    throw error;
  }
}
