import { type ServerAccess } from './access.ts';
import { openSession, type Session } from './session.ts';

export interface Snapshot extends AsyncDisposable {
  readonly session: Session;
  /** What `pg_dump --snapshot` takes; valid while the session stays open. */
  readonly id: string;
  /** The server's clock when the snapshot was taken. */
  readonly at: Date;
}

/** Opens the one transaction that both pg_dump and the fingerprint read, so that they see the same rows. */
export async function openSnapshot(access: ServerAccess, database: string, signal: AbortSignal): Promise<Snapshot> {
  const session = await openSession(access, database, signal);
  try {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [row] = await session.query<{ id: string; at: Date }>(
      'SELECT pg_export_snapshot() AS id, transaction_timestamp() AS at',
    );
    if (!row) throw new Error('the server exported no snapshot');
    return { session, id: row.id, at: row.at, [Symbol.asyncDispose]: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}
