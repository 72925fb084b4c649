import type { Session } from './session.ts';

/** What decides whether a database can be exchanged for another one. */
export interface DatabaseSituation {
  readonly isTemplate: boolean;
  readonly allowsConnections: boolean;
  readonly owner: string;
  /** The session's role has the rights of the owner, and may create and rename databases. */
  readonly owned: boolean;
  readonly mayCreate: boolean;
  readonly bytes: number;
  /** Transactions that were prepared and neither committed nor rolled back: they hold the database as sessions do. */
  readonly prepared: readonly string[];
  /** Logical replication slots, which would follow the old database. */
  readonly slots: readonly string[];
  readonly subscriptions: readonly string[];
  readonly sessions: readonly LiveSession[];
}

export interface LiveSession {
  readonly role: string;
  readonly application: string;
  readonly client: string | null;
  /** The session's role may end it. */
  readonly endable: boolean;
}

/** @returns null when there is no such database. */
export async function examineDatabase(session: Session, database: string): Promise<DatabaseSituation | null> {
  const [row] = await session.query<Omit<DatabaseSituation, 'bytes' | 'sessions'> & { oid: number; bytes: string }>(
    `SELECT d.oid, d.datistemplate AS "isTemplate", d.datallowconn AS "allowsConnections", pg_get_userbyid(d.datdba) AS owner,
       pg_has_role(d.datdba, 'USAGE') AS owned,
       (SELECT r.rolcreatedb OR r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) AS "mayCreate",
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) ELSE 0 END::text AS bytes,
       ARRAY(SELECT p.gid FROM pg_prepared_xacts p WHERE p.database = d.datname ORDER BY 1)::text[] AS prepared,
       ARRAY(SELECT s.slot_name FROM pg_replication_slots s WHERE s.database = d.datname ORDER BY 1)::text[] AS slots,
       ARRAY(SELECT s.subname FROM pg_subscription s WHERE s.subdbid = d.oid ORDER BY 1)::text[] AS subscriptions
     FROM pg_database d WHERE d.datname = $1`,
    [database],
  );
  if (!row) return null;
  const { oid, bytes, ...rest } = row;
  return { ...rest, bytes: Number(bytes), sessions: await sessionsIn(session, oid) };
}

async function sessionsIn(session: Session, oid: number): Promise<LiveSession[]> {
  return session.query<LiveSession>(
    `SELECT coalesce(a.usename, a.backend_type) AS role, coalesce(a.application_name, '') AS application, a.client_addr::text AS client,
       (me.rolsuper OR pg_has_role(a.usesysid, 'USAGE') OR (pg_has_role('pg_signal_backend', 'USAGE') AND NOT them.rolsuper)) IS TRUE AS endable
     FROM pg_stat_activity a JOIN pg_roles me ON me.rolname = current_user LEFT JOIN pg_roles them ON them.oid = a.usesysid
     WHERE a.datid = $1 AND a.pid <> pg_backend_pid() AND a.backend_type <> 'autovacuum worker' ORDER BY 1, 2, 3`,
    [oid],
  );
}

/** What lives in a database and acts on its own: asked in the database itself. */
export async function selfActing(session: Session): Promise<{ publications: string[]; cron: boolean }> {
  const [row] = await session.query<{ publications: string[]; cron: boolean }>(
    `SELECT ARRAY(SELECT pubname FROM pg_publication ORDER BY 1)::text[] AS publications,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AS cron`,
  );
  return row ?? { publications: [], cron: false };
}
