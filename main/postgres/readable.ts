import { AppError } from '../../shared/errors.ts';
import type { ContentChoice } from '../../shared/model/plan.ts';
import { quoteIdentifier, type Session } from './session.ts';

/** So many statements are told in the sentence; the detail has all of them. */
const MOST_NAMED = 10;

interface Missing {
  readonly kind: 'schema' | 'table' | 'sequence' | 'large object';
  /** Quoted. */
  readonly name: string;
  readonly owner: string;
}

/**
 * Checks that the session's role may read all that pg_dump will: it would fail as well, but later, at the first of them, and saying less.
 * What pg_dump locks or reads is in here: tables, partitioned ones and those of extensions whose rows it dumps; sequences where rows are
 * dumped; large objects. Views and materialised views it only describes, rows of foreign tables it leaves where they are.
 * @throws AppError `permission_denied`, with the statements that help.
 */
export async function checkReadable(session: Session, content: ContentChoice, role: string): Promise<void> {
  const rows = content !== 'schema';
  const missing = [
    ...(await missingRelations(session, rows)),
    ...(rows ? await missingLargeObjects(session, role) : []),
  ];
  if (missing.length > 0) throw denied(missing, role, session.serverVersionNumber);
  if (!rows) return;
  const filtered = await filteredTables(session);
  if (filtered.length > 0)
    throw new AppError(
      'permission_denied',
      `Row-level security hides rows of ${listed(filtered, 'table')} from the role ${role}: the backup would be incomplete.`,
      `Run as a superuser: ALTER ROLE ${quoteIdentifier(role)} BYPASSRLS;`,
      { detail: filtered.join('\n') },
    );
}

/** Relations that pg_dump dumps: not of the system; of an extension only those with rows of the user's. */
const DUMPED = `
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND c.relpersistence <> 't'
    AND (NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
      OR EXISTS (SELECT FROM pg_extension x WHERE c.oid = ANY (x.extconfig)))`;

async function missingRelations(session: Session, rows: boolean): Promise<Missing[]> {
  const found = await session.query<{
    kind: 'table' | 'sequence';
    schema: string;
    name: string;
    owner: string;
    hidden: boolean;
    denied: boolean;
  }>(
    `SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, n.nspname AS schema, c.relname AS name,
       pg_get_userbyid(c.relowner) AS owner, NOT has_schema_privilege(n.oid, 'USAGE') AS hidden,
       NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE has_table_privilege(c.oid, 'SELECT') END AS denied
     ${DUMPED} AND c.relkind IN (${rows ? `'r', 'p', 'S'` : `'r', 'p'`})
       AND (NOT has_schema_privilege(n.oid, 'USAGE')
         OR NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE has_table_privilege(c.oid, 'SELECT') END)
     ORDER BY 2, 3`,
  );
  const schemas = new Map<string, Missing>();
  for (const { schema, owner, hidden } of found)
    if (hidden && !schemas.has(schema)) schemas.set(schema, { kind: 'schema', name: quoteIdentifier(schema), owner });
  const relations = found
    .filter((row) => row.denied)
    .map(({ kind, schema, name, owner }) => ({
      kind,
      name: `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`,
      owner,
    }));
  return [...schemas.values(), ...relations];
}

/** There is no function to ask before 18; lo_compat_privileges lets everybody read all. */
async function missingLargeObjects(session: Session, role: string): Promise<Missing[]> {
  const found = await session.query<{ oid: string; owner: string }>(
    `SELECT l.oid::text AS oid, pg_get_userbyid(l.lomowner) AS owner FROM pg_largeobject_metadata l
     WHERE current_setting('lo_compat_privileges') = 'off' AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       AND NOT pg_has_role(l.lomowner, 'USAGE')
       AND NOT EXISTS (SELECT FROM aclexplode(l.lomacl) a WHERE a.privilege_type = 'SELECT'
         AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))
     ORDER BY l.oid`,
  );
  return found.map(({ oid, owner }) => ({ kind: 'large object', name: oid, owner: owner || role }));
}

async function filteredTables(session: Session): Promise<string[]> {
  const found = await session.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name ${DUMPED} AND c.relkind = 'r' AND row_security_active(c.oid) ORDER BY 1, 2`,
  );
  return found.map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
}

const RIGHTS = {
  schema: 'USAGE ON SCHEMA',
  table: 'SELECT ON TABLE',
  sequence: 'SELECT ON SEQUENCE',
  'large object': 'SELECT ON LARGE OBJECT',
} as const;

function denied(missing: readonly Missing[], role: string, serverVersionNumber: number): AppError {
  const grantee = quoteIdentifier(role);
  const kind = missing[0]?.kind ?? 'table';
  const first = missing.filter((one) => one.kind === kind).map(({ name }) => name);
  const others = missing.length - first.length;
  const statements = (Object.keys(RIGHTS) as Missing['kind'][]).flatMap((one) => {
    const names = missing.filter((found) => found.kind === one).map(({ name }) => name);
    return names.length === 0 ? [] : [{ right: RIGHTS[one], names }];
  });
  const grants = (most: number) =>
    statements.map(({ right, names }) => `GRANT ${right} ${names.slice(0, most).join(', ')} TO ${grantee};`);
  const owners = [...new Set(missing.filter((one) => one.kind === 'table').map(({ owner }) => owner))];
  const toCome = owners
    .slice(0, MOST_NAMED)
    .map(
      (owner) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(owner)} GRANT SELECT ON TABLES TO ${grantee};`,
    );
  const onlyLarge = missing.every((one) => one.kind === 'large object');
  return new AppError(
    'permission_denied',
    `The role ${role} may not read ${listed(first, kind)}${others > 0 ? `, and ${others} more` : ''}.`,
    [
      `Run as the owner or a superuser: ${grants(MOST_NAMED).join(' ')}`,
      ...(toCome.length > 0 ? [`For the tables to come: ${toCome.join(' ')}`] : []),
      ...(serverVersionNumber >= 140_000 && !onlyLarge
        ? [`Or for everything, now and later: GRANT pg_read_all_data TO ${grantee};`]
        : []),
    ].join(' '),
    { detail: grants(missing.length).join('\n') },
  );
}

function listed(names: readonly string[], kind: string): string {
  return names.length === 1 ? `the ${kind} ${names[0]}` : `${names.length} ${kind}s, among them ${names[0]}`;
}
