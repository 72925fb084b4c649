import { AppError } from '../../shared/errors.ts';
import type { DatabaseProperties } from '../../shared/model/manifest.ts';
import { quoteIdentifier, quoteLiteral, type Session } from './session.ts';

/** Databases that a person could back up, with their sizes where the role may see them. */
export async function listDatabases(session: Session): Promise<{ name: string; bytes: number | null }[]> {
  const rows = await session.query<{ name: string; bytes: string | null }>(
    `SELECT datname AS name, CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid)::text END AS bytes
     FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname`,
  );
  return rows.map((row) => ({ name: row.name, bytes: row.bytes === null ? null : Number(row.bytes) }));
}

/** The size of the session's database in bytes. */
export async function databaseSize(session: Session): Promise<number> {
  const [row] = await session.query<{ bytes: string }>('SELECT pg_database_size(current_database())::text AS bytes');
  return Number(row?.bytes ?? 0);
}

export async function databaseExists(session: Session, name: string): Promise<boolean> {
  return (await session.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).length > 0;
}

/** What the session's database was created with. Columns of pg_database differ between majors, hence the JSON. */
export async function databaseProperties(session: Session): Promise<DatabaseProperties> {
  const [row] = await session.query<{ d: Record<string, unknown>; encoding: string; owner: string }>(
    `SELECT to_jsonb(d) AS d, pg_encoding_to_char(d.encoding) AS encoding, pg_get_userbyid(d.datdba) AS owner FROM pg_database d WHERE datname = current_database()`,
  );
  if (!row) throw new Error('the current database is not in pg_database');
  const text = (name: string): string | null => (typeof row.d[name] === 'string' ? row.d[name] : null);
  const providers: Record<string, string> = { c: 'libc', i: 'icu', b: 'builtin' };
  return {
    encoding: row.encoding,
    collate: text('datcollate') ?? 'C',
    ctype: text('datctype') ?? 'C',
    provider: providers[text('datlocprovider') ?? 'c'] ?? 'libc',
    providerLocale: text('datlocale') ?? text('daticulocale'),
    icuRules: text('daticurules'),
    owner: row.owner,
  };
}

/**
 * Creates an empty database that sorts and encodes like the source, from template0 so that nothing local creeps in.
 * @throws AppError `database_exists`, `permission_denied`…
 */
export async function createDatabase(
  session: Session,
  name: string,
  like: DatabaseProperties,
  tablespace?: string,
): Promise<void> {
  if (await databaseExists(session, name)) {
    throw new AppError(
      'database_exists',
      `A database called ${name} exists already.`,
      'Choose a name that is free; Lifeboat restores only into a database of its own.',
    );
  }
  const options = [
    `TEMPLATE template0`,
    `ENCODING ${quoteLiteral(like.encoding)}`,
    `LC_COLLATE ${quoteLiteral(like.collate)}`,
    `LC_CTYPE ${quoteLiteral(like.ctype)}`,
  ];
  if (session.serverVersionNumber >= 150_000 && like.provider !== 'libc') {
    options.push(`LOCALE_PROVIDER ${like.provider}`);
    if (like.providerLocale !== null)
      options.push(`${like.provider === 'icu' ? 'ICU_LOCALE' : 'BUILTIN_LOCALE'} ${quoteLiteral(like.providerLocale)}`);
    if (like.icuRules !== null) options.push(`ICU_RULES ${quoteLiteral(like.icuRules)}`);
  }
  if (tablespace !== undefined) options.push(`TABLESPACE ${quoteIdentifier(tablespace)}`);
  await session.query(`CREATE DATABASE ${quoteIdentifier(name)} ${options.join(' ')}`);
}

export async function renameDatabase(session: Session, from: string, to: string): Promise<void> {
  await session.query(`ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`);
}

/** Drops a database that Lifeboat made and nobody uses yet; its own leftover sessions are ended first. */
export async function dropScratchDatabase(session: Session, name: string): Promise<void> {
  await session.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'lifeboat'`,
    [name],
  );
  await session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`);
}

/** Of these roles, the ones that the server does not have. */
export async function missingRoles(session: Session, roles: readonly string[]): Promise<string[]> {
  const rows = await session.query<{ name: string }>('SELECT rolname AS name FROM pg_roles');
  const present = new Set(rows.map((row) => row.name));
  return roles.filter((role) => !present.has(role));
}

/** Of these extensions, the ones that the server could not create. */
export async function missingExtensions<Extension extends { readonly name: string }>(
  session: Session,
  extensions: readonly Extension[],
): Promise<Extension[]> {
  const rows = await session.query<{ name: string }>('SELECT name FROM pg_available_extensions');
  const available = new Set(rows.map((row) => row.name));
  return extensions.filter((extension) => !available.has(extension.name));
}

/** Makes roles that can own and be granted things, and nothing more. */
export async function createNologinRoles(session: Session, roles: readonly string[]): Promise<void> {
  for (const role of roles) await session.query(`CREATE ROLE ${quoteIdentifier(role)} NOLOGIN`);
}

/** For a throwaway cluster only: there are objects, such as event triggers, that only a superuser may own. */
export async function createSuperuserRoles(session: Session, roles: readonly string[]): Promise<void> {
  for (const role of roles) await session.query(`CREATE ROLE ${quoteIdentifier(role)} NOLOGIN SUPERUSER`);
}

/** Drops roles that Lifeboat made; one that has come into use meanwhile stays. */
export async function dropNologinRoles(session: Session, roles: readonly string[]): Promise<void> {
  for (const name of roles) {
    const [role] = await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1 AND NOT rolcanlogin', [name]);
    if (role) await session.query(`DROP ROLE ${quoteIdentifier(name)}`).catch(() => undefined);
  }
}

/** True when the session's role may create databases. */
export async function mayCreateDatabases(session: Session): Promise<boolean> {
  const [row] = await session.query<{ may: boolean }>(
    'SELECT rolcreatedb OR rolsuper AS may FROM pg_roles WHERE rolname = current_user',
  );
  return row?.may === true;
}

/** True when the session's role is a superuser. */
export async function isSuperuser(session: Session): Promise<boolean> {
  const [row] = await session.query<{ superuser: boolean }>(
    'SELECT rolsuper AS superuser FROM pg_roles WHERE rolname = current_user',
  );
  return row?.superuser === true;
}

/** What the server says our dump is doing, for a person who wonders why nothing moves. */
export async function describeActivity(session: Session): Promise<string> {
  const rows = await session.query<{ pid: number; state: string | null; wait: string | null; blockers: number[] }>(
    `SELECT pid, state, wait_event_type || ': ' || wait_event AS wait, pg_blocking_pids(pid) AS blockers
     FROM pg_stat_activity WHERE application_name = 'lifeboat' AND pid <> pg_backend_pid() ORDER BY backend_start`,
  );
  if (rows.length === 0) return 'the server shows no session of this dump';
  return rows
    .map(
      (row) =>
        `session ${row.pid} is ${row.state ?? 'unknown'}${row.wait === null ? '' : `, waiting for ${row.wait}`}${row.blockers.length > 0 ? `, blocked by session ${row.blockers.join(', ')}` : ''}`,
    )
    .join('; ');
}
