import type { Advisory } from '../../shared/model/run.ts';
import type { Session } from './session.ts';

/** Indexes that a failed or broken-off build left behind: the server does not use them, and pg_dump leaves them out. */
export async function invalidIndexes(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT (i.indisvalid AND i.indisready AND i.indislive) AND c.relkind = 'i' AND n.nspname !~ '^pg_'
       AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** What a person should know of them. */
export function adviseOnIndexes(names: readonly string[]): Advisory | null {
  if (names.length === 0) return null;
  return {
    code: 'invalid_index',
    message: `Not in the backup, because not valid: ${names.join(', ')}.`,
    nextStep: 'Drop them with DROP INDEX CONCURRENTLY, and build them again.',
  };
}
