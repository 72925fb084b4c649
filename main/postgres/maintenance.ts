import { AppError } from '../../shared/errors.ts';
import type { ServerAccess } from './access.ts';
import { openSession, type Session } from './session.ts';

/** Databases that nearly every server has. */
const USUAL = ['postgres', 'template1'];

/**
 * Opens a session outside the databases that are to be renamed or dropped, under a name by which a later process can find and end it.
 * @param preferred the connection's own database, which may be one of those to stay out of.
 * @throws AppError of `openSession`, when no database lets it in.
 */
export async function openMaintenance(
  access: ServerAccess,
  preferred: string,
  outside: readonly string[],
  label: string,
): Promise<Session> {
  const candidates = [...new Set([preferred, ...USUAL])].filter((name) => !outside.includes(name));
  let failure: AppError | undefined;
  for (const database of candidates) {
    try {
      const session = await openSession(access, database);
      await session.query(`SELECT set_config('application_name', $1, false)`, [label]);
      // What is written down here as done must not be lost by a crash of the server.
      await session.query('SET synchronous_commit = on');
      return session;
    } catch (error) {
      // Another database is no help against a server that is away.
      if (!(error instanceof AppError) || !PER_DATABASE.has(error.code)) throw error;
      failure ??= error;
    }
  }
  throw failure ?? new AppError('no_database', 'There is no other database to connect to.', 'Create one: postgres.');
}

const PER_DATABASE: ReadonlySet<string> = new Set(['no_database', 'permission_denied', 'authentication_failed']);

/**
 * Ends what a process that is no more left at work under this name, and waits until it is gone: it could still make or rename databases.
 * @returns false when a session is still there after 5 s.
 */
export async function endSessionsNamed(session: Session, label: string): Promise<boolean> {
  return untilNone(session, 'a.application_name = $1 AND a.usename = current_user', label);
}

/** Ends every session in these databases. @returns false when one is still there after 10 s. */
export async function endSessionsIn(session: Session, oids: readonly number[]): Promise<boolean> {
  // The server itself stops autovacuum when a database is renamed.
  return untilNone(session, `a.datid = ANY ($1::oid[]) AND a.backend_type <> 'autovacuum worker'`, [...oids]);
}

const LOOK_EVERY_S = 0.005;
/** Nobody gets in meanwhile, so this is short. */
export const END_SESSIONS_S = 5;

async function untilNone(session: Session, which: string, value: unknown): Promise<boolean> {
  const began = performance.now();
  for (;;) {
    const ended = await session.query(
      `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE ${which} AND a.pid <> pg_backend_pid()`,
      [value],
    );
    if (ended.length === 0) return true;
    if (performance.now() - began > END_SESSIONS_S * 1000) return false;
    await session.query(`SELECT pg_sleep(${LOOK_EVERY_S})`);
  }
}
