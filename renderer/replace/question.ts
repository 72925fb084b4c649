import type { CallInput } from '../../shared/contract.ts';
import type { Replacement } from '../restore/state.ts';

/** What is asked before a replacement; for how long the old database is kept changes nothing of the answer. */
export function questionOf(replacement: Replacement): CallInput<'restores.checkReplace'> {
  const { backup, database, on, jobs, noOwner, trustSql } = replacement;
  return { backup, database, on, noOwner, trustSql, ...(jobs !== undefined && { jobs }) };
}
