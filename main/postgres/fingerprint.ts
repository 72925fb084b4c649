import type { Contents } from '../../shared/model/backup.ts';
import type { SequenceFingerprint, TableFingerprint } from '../../shared/model/manifest.ts';
import type { FingerprintMode } from '../../shared/model/plan.ts';
import { quoteIdentifier, type Session } from './session.ts';

const MIB = 1024 * 1024;
/** `auto` hashes tables up to this size… */
const HASH_TABLE_BYTES = 64 * MIB;
/** …and altogether no more than this, nor than a tenth of the database, so that the cost stays bounded and small beside the dump's. */
const HASH_BUDGET_BYTES = 512 * MIB;
/** `estimates` counts tables up to this size. */
const COUNT_TABLE_BYTES = 1024 * MIB;

/** An alias that no sane column carries: a column of that name would be hashed instead of the row. */
const ROW = 'lifeboat_row_of_table';

export const NOT_SYSTEM = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`;
/** pg_dump leaves the members of extensions to CREATE EXTENSION. */
export const notOfExtension = (catalog: string, oid: string) =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

export interface SourceTable {
  readonly schema: string;
  readonly name: string;
  readonly bytes: number;
  readonly estimatedRows: number;
  /** `schema name` in the encoding of the database, one character per byte: how an archive lists it. */
  readonly bytesOfName: string;
}

/** Every table that pg_dump writes rows of, by name; partitions yes, their partitioned parents no. */
export async function listTables(session: Session): Promise<SourceTable[]> {
  const rows = await session.query<{
    schema: string;
    name: string;
    bytes: string | null;
    estimate: number;
    listed: Buffer;
  }>(
    `SELECT n.nspname AS schema, c.relname AS name, pg_table_size(c.oid)::text AS bytes, c.reltuples AS estimate,
       convert_to(n.nspname || ' ' || c.relname, getdatabaseencoding()) AS listed
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND ${NOT_SYSTEM} AND ${notOfExtension('pg_class', 'c.oid')}
     ORDER BY n.nspname, c.relname`,
  );
  return rows.map((row) => ({
    schema: row.schema,
    name: row.name,
    bytes: Number(row.bytes ?? 0),
    estimatedRows: Math.max(0, Math.round(row.estimate)),
    bytesOfName: row.listed.toString('latin1'),
  }));
}

/** Where the sequences stand. They live outside snapshots: a dump taken later may only have them further on. */
export async function readSequences(session: Session): Promise<SequenceFingerprint[]> {
  return session.query<SequenceFingerprint>(
    `SELECT s.schemaname AS schema, s.sequencename AS name, s.last_value::text AS "lastValue", s.increment_by::text AS increment
     FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.sequencename
     WHERE ${NOT_SYSTEM} AND ${notOfExtension('pg_class', 'c.oid')} ORDER BY 1, 2`,
  );
}

/**
 * Counts, and where the mode says so hashes, each table in the session's snapshot. Sums of 64-bit row hashes do not depend on
 * the order of rows, and unlike xor they notice duplicate pairs.
 */
export async function fingerprintTables(
  session: Session,
  tables: readonly SourceTable[],
  mode: FingerprintMode,
): Promise<TableFingerprint[]> {
  const total = tables.reduce((sum, table) => sum + table.bytes, 0);
  let budget = Math.min(HASH_BUDGET_BYTES, Math.max(HASH_TABLE_BYTES, total / 10));
  const prints: TableFingerprint[] = [];
  for (const table of tables) {
    const { schema, name } = table;
    if (mode === 'estimates' && table.bytes > COUNT_TABLE_BYTES) {
      prints.push({ schema, name, rows: table.estimatedRows, exact: false, hash: null });
      continue;
    }
    const hashed = mode === 'hashes' || (mode === 'auto' && table.bytes <= Math.min(HASH_TABLE_BYTES, budget));
    if (hashed) budget -= table.bytes;
    prints.push(await fingerprintTable(session, table, hashed));
  }
  return prints;
}

/** Counts one table, and hashes its rows where asked. */
export async function fingerprintTable(
  session: Session,
  { schema, name }: Pick<SourceTable, 'schema' | 'name'>,
  hashed: boolean,
): Promise<TableFingerprint> {
  const hash = hashed ? `coalesce(sum(hashtextextended(${ROW}::text, 0)), 0)::text` : 'NULL';
  const [row] = await session.query<{ rows: string; hash: string | null }>(
    `SELECT count(*)::text AS rows, ${hash} AS hash FROM ONLY ${quoteIdentifier(schema)}.${quoteIdentifier(name)} AS ${ROW}`,
  );
  return { schema, name, rows: Number(row?.rows), exact: true, hash: row?.hash ?? null };
}

/** Schemas, extensions and the roles that objects belong to or are granted to. */
export async function readContents(session: Session): Promise<Omit<Contents, 'tables'>> {
  const schemas = await session.query<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace n WHERE ${NOT_SYSTEM} ORDER BY 1`,
  );
  const extensions = await session.query<{ name: string; version: string }>(
    `SELECT extname AS name, extversion AS version FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1`,
  );
  const roles = await session.query<{ name: string }>(ROLES);
  return {
    schemas: schemas.map((row) => row.name),
    extensions,
    roles: roles.map((row) => row.name),
  };
}

const ROLES = `
  WITH acls AS (
    SELECT c.relacl AS acl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${NOT_SYSTEM}
    UNION ALL SELECT a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${NOT_SYSTEM} AND a.attacl IS NOT NULL
    UNION ALL SELECT n.nspacl FROM pg_namespace n WHERE ${NOT_SYSTEM}
    UNION ALL SELECT p.proacl FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${NOT_SYSTEM}
    UNION ALL SELECT t.typacl FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${NOT_SYSTEM}
    UNION ALL SELECT d.defaclacl FROM pg_default_acl d
  ), owners AS (
    SELECT c.relowner AS role FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${NOT_SYSTEM}
    UNION SELECT n.nspowner FROM pg_namespace n WHERE ${NOT_SYSTEM}
    UNION SELECT p.proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${NOT_SYSTEM}
    UNION SELECT t.typowner FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${NOT_SYSTEM}
    UNION SELECT defaclrole FROM pg_default_acl
    UNION SELECT unnest(polroles) FROM pg_policy
    /* Owners and grantees of everything else: large objects, collations, foreign servers and so on. */
    UNION SELECT d.refobjid FROM pg_shdepend d
      WHERE d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND d.refclassid = 'pg_authid'::regclass
    UNION SELECT x.grantee FROM acls, LATERAL aclexplode(acls.acl) x
    UNION SELECT x.grantor FROM acls, LATERAL aclexplode(acls.acl) x
  )
  SELECT DISTINCT r.rolname AS name FROM owners o JOIN pg_roles r ON r.oid = o.role WHERE r.rolname !~ '^pg_' ORDER BY 1`;
