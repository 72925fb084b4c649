import { AppError } from '../../shared/errors.ts';
import type { SourceTable } from './fingerprint.ts';
import { quoteIdentifier, type Session } from './session.ts';

/**
 * Checks that the session's role sees every row of every table: pg_dump would fail as well, but later, and saying less.
 * @throws AppError `permission_denied`, naming the tables and the statement that helps.
 */
export async function checkReadable(session: Session, tables: readonly SourceTable[], role: string): Promise<void> {
  const rows = await session.query<{ name: string; denied: boolean; filtered: boolean }>(
    `SELECT t.name, NOT has_table_privilege(t.oid, 'SELECT') AS denied, row_security_active(t.oid) AS filtered
     FROM (SELECT name, name::regclass::oid AS oid FROM unnest($1::text[]) AS names(name)) t
     WHERE NOT has_table_privilege(t.oid, 'SELECT') OR row_security_active(t.oid)`,
    [tables.map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`)],
  );
  const denied = rows.filter((row) => row.denied).map((row) => row.name);
  const filtered = rows.filter((row) => row.filtered).map((row) => row.name);
  const grantee = quoteIdentifier(role);
  if (denied.length > 0)
    throw new AppError(
      'permission_denied',
      `The role ${role} may not read ${listed(denied)}.`,
      `Run as the owner or a superuser: GRANT SELECT ON TABLE ${denied.slice(0, MOST_NAMED).join(', ')} TO ${grantee}; or, on PostgreSQL 14 and newer, for everything: GRANT pg_read_all_data TO ${grantee};`,
      { detail: denied.join('\n') },
    );
  if (filtered.length > 0)
    throw new AppError(
      'permission_denied',
      `Row-level security hides rows of ${listed(filtered)} from the role ${role}: the backup would be incomplete.`,
      `Run as a superuser: ALTER ROLE ${grantee} BYPASSRLS;`,
      { detail: filtered.join('\n') },
    );
}

const MOST_NAMED = 10;

function listed(names: readonly string[]): string {
  return names.length === 1 ? `the table ${names[0]}` : `${names.length} tables, among them ${names[0]}`;
}
