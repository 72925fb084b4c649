import { AppError } from '../../shared/errors.ts';
import { type Grant, grantStatements } from './databaseGrants.ts';
import { quoteIdentifier, quoteLiteral, type Session } from './session.ts';
import { splitNameList } from './settingLists.ts';

/** What belongs to a database and not to its contents: no dump that is restored under another name brings it along. */
export interface DatabaseTraits {
  readonly owner: string;
  /** Null while nobody ever granted or revoked anything. */
  readonly grants: readonly Grant[] | null;
  readonly connectionLimit: number;
  readonly comment: string | null;
  /** `name=value` by role; null for the database itself. */
  readonly settings: readonly { readonly role: string | null; readonly config: readonly string[] }[];
  readonly labels: readonly { readonly provider: string; readonly label: string }[];
  readonly tablespace: string;
}

/** @throws AppError `no_database` */
export async function readTraits(session: Session, database: string): Promise<DatabaseTraits> {
  const [row] = await session.query<Omit<DatabaseTraits, 'settings' | 'labels'> & { oid: number }>(
    `SELECT d.oid, pg_get_userbyid(d.datdba) AS owner, d.datconnlimit AS "connectionLimit",
       shobj_description(d.oid, 'pg_database') AS comment, t.spcname AS tablespace,
       CASE WHEN d.datacl IS NOT NULL THEN (SELECT coalesce(jsonb_agg(jsonb_build_object(
           'grantor', pg_get_userbyid(a.grantor), 'grantee', CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END,
           'privilege', a.privilege_type, 'grantable', a.is_grantable)
         ORDER BY a.grantor, a.grantee, a.privilege_type), '[]') FROM aclexplode(d.datacl) a) END AS grants
     FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = $1`,
    [database],
  );
  if (!row)
    throw new AppError(
      'no_database',
      `The database ${database} does not exist on this server.`,
      'Correct the name; `lifeboat connection test` lists the databases of a server.',
    );
  const { oid, ...traits } = row;
  const settings = await session.query<DatabaseTraits['settings'][number]>(
    `SELECT r.rolname AS role, s.setconfig AS config FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
     WHERE s.setdatabase = $1 ORDER BY r.rolname NULLS FIRST`,
    [oid],
  );
  const labels = await session.query<DatabaseTraits['labels'][number]>(
    `SELECT provider, label FROM pg_shseclabel WHERE objoid = $1 AND classoid = 'pg_database'::regclass ORDER BY provider`,
    [oid],
  );
  return { ...traits, settings, labels };
}

/**
 * Gives a fresh database the traits of another, within a transaction of the caller's. The tablespace is chosen when a database is made.
 * @returns the providers of security labels that could not be set, because they are not loaded or refuse.
 * @throws AppError `permission_denied` when the role may not give it one of the others.
 */
export async function applyTraits(session: Session, database: string, traits: DatabaseTraits): Promise<string[]> {
  const name = quoteIdentifier(database);
  for (const { role, config } of traits.settings) {
    const whose = role === null ? `DATABASE ${name}` : `ROLE ${quoteIdentifier(role)} IN DATABASE ${name}`;
    for (const entry of config) await session.query(`ALTER ${whose} SET ${settingClause(entry)}`);
  }
  if (traits.comment !== null) await session.query(`COMMENT ON DATABASE ${name} IS ${quoteLiteral(traits.comment)}`);
  await session.query(`ALTER DATABASE ${name} CONNECTION LIMIT ${traits.connectionLimit}`);
  await session.query(`ALTER DATABASE ${name} OWNER TO ${quoteIdentifier(traits.owner)}`);
  for (const statement of grantStatements(database, traits.owner, traits.grants)) await session.query(statement);
  return applyLabels(session, name, traits.labels);
}

/** In which traits two databases differ, in words for a person; labels are told by `applyTraits`. */
export function differingTraits(expected: DatabaseTraits, actual: DatabaseTraits): string[] {
  const wanted = comparable(expected);
  const found = comparable(actual);
  return Object.keys(wanted).filter((what) => wanted[what] !== found[what]);
}

function comparable(traits: DatabaseTraits): Record<string, string> {
  const grants =
    traits.grants
      ?.map((grant) => JSON.stringify([grant.grantor, grant.grantee, grant.privilege, grant.grantable]))
      .sort() ?? null;
  return {
    owner: traits.owner,
    privileges: JSON.stringify(grants),
    'connection limit': String(traits.connectionLimit),
    comment: JSON.stringify(traits.comment),
    settings: JSON.stringify(traits.settings.map(({ role, config }) => [role, config.toSorted()])),
    tablespace: traits.tablespace,
  };
}

async function applyLabels(session: Session, name: string, labels: DatabaseTraits['labels']): Promise<string[]> {
  const unset: string[] = [];
  for (const { provider, label } of labels) {
    await session.query('SAVEPOINT label');
    try {
      await session.query(
        `SECURITY LABEL FOR ${quoteIdentifier(provider)} ON DATABASE ${name} IS ${quoteLiteral(label)}`,
      );
    } catch {
      await session.query('ROLLBACK TO SAVEPOINT label');
      unset.push(provider);
    }
  }
  return unset;
}

/** An entry of pg_db_role_setting as the clause that brought it there. */
function settingClause(entry: string): string {
  const [name = ''] = entry.split('=', 1);
  const value = entry.slice(name.length + 1);
  const items = splitNameList(name, value) ?? [value];
  return `${quoteIdentifier(name)} TO ${items.map(quoteLiteral).join(', ')}`;
}
