import type { Session } from './session.ts';

/** What a server says of itself and of the session's role, as far as it matters to a restore. */
export interface TargetFacts {
  readonly serverVersion: string;
  readonly major: number;
  readonly role: string;
  readonly superuser: boolean;
  readonly mayCreateDatabases: boolean;
  readonly mayCreateRoles: boolean;
  /** Roles that there are, and of these the ones that the session's role may act for. */
  readonly roles: ReadonlySet<string>;
  readonly memberOf: ReadonlySet<string>;
  readonly databases: ReadonlySet<string>;
  readonly tablespaces: ReadonlySet<string>;
  /** By name: the versions that can be installed, and who may. */
  readonly extensions: ReadonlyMap<string, ExtensionFacts>;
  /** Locales of the C library, spelled alike: `en_us.utf8`. */
  readonly locales: ReadonlySet<string>;
  readonly hasIcu: boolean;
  /** A standby, or a default that makes transactions read-only: nothing can be written. */
  readonly standby: boolean;
  readonly readOnly: boolean;
  /** Connections that the role can still open. */
  readonly freeConnections: number;
  readonly preloaded: ReadonlySet<string>;
  readonly walLevel: string;
  /** Path of its data on its own machine; null where the role may not know. */
  readonly dataDirectory: string | null;
}

export interface ExtensionFacts {
  readonly versions: readonly string[];
  readonly defaultVersion: string | null;
  /** An ordinary role that may create objects in the database may install it. */
  readonly trusted: boolean;
}

/** Asks a server what a restore needs to know of it. Reads only. @throws AppError */
export async function readTargetFacts(session: Session): Promise<TargetFacts> {
  const [own] = await session.query<{
    role: string;
    rolsuper: boolean;
    rolcreatedb: boolean;
    rolcreaterole: boolean;
    standby: boolean;
    readOnly: string;
    walLevel: string;
    freeConnections: number;
  }>(
    `SELECT rolname AS role, rolsuper, rolcreatedb, rolcreaterole, pg_is_in_recovery() AS standby,
       current_setting('default_transaction_read_only') AS "readOnly", current_setting('wal_level') AS "walLevel",
       least(
         current_setting('max_connections')::int
           - CASE WHEN rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int END
           - (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'),
         CASE WHEN rolconnlimit < 0 OR rolsuper THEN 1000000
              ELSE rolconnlimit - (SELECT count(*)::int FROM pg_stat_activity WHERE usesysid = r.oid) END
       ) AS "freeConnections"
     FROM pg_roles r WHERE rolname = current_user`,
  );
  const superuser = own?.rolsuper === true;
  const roles = await session.query<{ name: string; member: boolean }>(
    `SELECT rolname AS name, pg_has_role(current_user, oid, 'MEMBER') AS member FROM pg_roles`,
  );
  return {
    serverVersion: session.serverVersion,
    major: Math.floor(session.serverVersionNumber / 10_000),
    role: own?.role ?? '',
    superuser,
    mayCreateDatabases: superuser || own?.rolcreatedb === true,
    mayCreateRoles: superuser || own?.rolcreaterole === true,
    roles: new Set(roles.map(({ name }) => name)),
    memberOf: new Set(roles.filter(({ member }) => member || superuser).map(({ name }) => name)),
    databases: await names(session, 'SELECT datname AS name FROM pg_database'),
    tablespaces: await names(session, 'SELECT spcname AS name FROM pg_tablespace'),
    extensions: await readExtensions(session),
    locales: await readLocales(session),
    hasIcu:
      (await names(session, `SELECT collname AS name FROM pg_collation WHERE collprovider = 'i' LIMIT 1`)).size > 0,
    standby: own?.standby === true,
    readOnly: own?.readOnly === 'on',
    freeConnections: own?.freeConnections ?? 0,
    preloaded: new Set(
      ((await readSetting(session, 'shared_preload_libraries')) ?? '').split(',').map((name) => name.trim()),
    ),
    walLevel: own?.walLevel ?? '',
    dataDirectory: await readDataDirectory(session),
  };
}

/** Path of the server's data on its own machine; null where the role may not know. */
export function readDataDirectory(session: Session): Promise<string | null> {
  return readSetting(session, 'data_directory');
}

async function readSetting(session: Session, name: string): Promise<string | null> {
  const [row] = await session.query<{ value: string | null }>(
    'SELECT setting AS value FROM pg_settings WHERE name = $1',
    [name],
  );
  return row?.value ?? null;
}

async function names(session: Session, sql: string): Promise<Set<string>> {
  return new Set((await session.query<{ name: string }>(sql)).map(({ name }) => name));
}

async function readExtensions(session: Session): Promise<Map<string, ExtensionFacts>> {
  // `trusted` exists from 13 on; before that no extension is.
  const rows = await session.query<{ name: string; versions: string[]; fallback: string | null; trusted: boolean }>(
    `SELECT e.name, array_agg(v.version) AS versions, max(e.default_version) AS fallback,
       bool_or(coalesce((to_jsonb(v)->>'trusted')::bool, false) OR NOT v.superuser) AS trusted
     FROM pg_available_extensions e JOIN pg_available_extension_versions v USING (name) GROUP BY e.name`,
  );
  return new Map(
    rows.map(({ name, versions, fallback, trusted }) => [name, { versions, defaultVersion: fallback, trusted }]),
  );
}

async function readLocales(session: Session): Promise<Set<string>> {
  const found = await names(
    session,
    `SELECT collcollate AS name FROM pg_collation WHERE collprovider = 'c' AND collcollate IS NOT NULL
     UNION SELECT datcollate FROM pg_database UNION SELECT datctype FROM pg_database`,
  );
  return new Set([...found].map(sameSpelling));
}

/** `en_US.UTF-8` and `en_US.utf8` are one locale. */
export function sameSpelling(locale: string): string {
  return locale.toLowerCase().replace(/\.utf-8$/, '.utf8');
}
