import { quoteIdentifier, type Session } from './session.ts';

/** What a role must be granted in one database to back it up, and what no grant can reach. */
export interface GrantFacts {
  readonly database: string;
  readonly schemas: readonly string[];
  /** Roles that own tables, sequences or schemas, and so may make more of them. */
  readonly owners: readonly string[];
  readonly largeObjects: number;
  /** Tables whose policies would hide rows. */
  readonly filtered: readonly string[];
}

const NOT_SYSTEM = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`;

export async function readGrantFacts(session: Session, database: string): Promise<GrantFacts> {
  const schemas = await session.query<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace n WHERE ${NOT_SYSTEM} ORDER BY 1`,
  );
  const owners = await session.query<{ name: string }>(
    `SELECT r.rolname AS name FROM pg_roles r WHERE r.rolname !~ '^pg_' AND r.oid IN (
       SELECT n.nspowner FROM pg_namespace n WHERE ${NOT_SYSTEM}
       UNION SELECT c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE ${NOT_SYSTEM} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       UNION SELECT d.datdba FROM pg_database d WHERE d.datname = current_database()
     ) ORDER BY 1`,
  );
  const filtered = await session.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${NOT_SYSTEM} AND c.relrowsecurity ORDER BY 1, 2`,
  );
  const [large] = await session.query<{ count: string }>('SELECT count(*)::text AS count FROM pg_largeobject_metadata');
  return {
    database,
    schemas: schemas.map(({ name }) => name),
    owners: owners.map(({ name }) => name),
    largeObjects: Number(large?.count ?? 0),
    filtered: filtered.map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`),
  };
}
