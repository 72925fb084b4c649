import { openSession } from '../../main/postgres/session.ts';
import type { TestServer } from './server.ts';

/** Keeps a backup of the database from getting anywhere, until the table `item` is let go. */
export async function lockTable(server: TestServer, database: string): Promise<AsyncDisposable> {
  const session = await openSession(server.access, database);
  await session.query('BEGIN');
  await session.query('LOCK TABLE public.item IN ACCESS EXCLUSIVE MODE');
  return session;
}
