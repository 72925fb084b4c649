import { AppError } from '../../shared/errors.ts';
import { endSessionsIn } from './maintenance.ts';
import { quoteIdentifier, quoteLiteral, type Session } from './session.ts';

/** A database by the number that stays with it whatever it is called. */
export interface DatabaseIdentity {
  readonly oid: number;
  readonly name: string;
  readonly allowsConnections: boolean;
}

export async function findDatabase(
  session: Session,
  by: { oid: number } | { name: string },
): Promise<DatabaseIdentity | null> {
  const [row] = await session.query<DatabaseIdentity>(
    `SELECT oid, datname AS name, datallowconn AS "allowsConnections" FROM pg_database WHERE ${'oid' in by ? 'oid' : 'datname'} = $1`,
    ['oid' in by ? by.oid : by.name],
  );
  return row ?? null;
}

/** Nobody gets in any more, superusers included, or everybody may again. */
export async function allowConnections(session: Session, database: string, allowed: boolean): Promise<void> {
  await session.query(`ALTER DATABASE ${quoteIdentifier(database)} ALLOW_CONNECTIONS ${allowed}`);
}

/** Two databases that change places, both without sessions. */
export interface Exchange {
  /** The one that has the wanted name now. */
  readonly original: DatabaseIdentity;
  readonly incoming: DatabaseIdentity;
  /** The name that the original gets. */
  readonly aside: string;
  /** The comment that the original gets; what it had is with whoever calls. */
  readonly comment: string;
  /** The comment that the incoming one gets; undefined to leave it. */
  readonly incomingComment?: string | null;
}

/**
 * Exchanges two databases in one transaction: whoever looks sees all of it or nothing, and afterwards both let people in.
 * @param between called when both have their new names and nothing is committed.
 * @throws AppError `in_use` when a session came in meanwhile; nothing was changed then.
 */
export async function exchangeNames(session: Session, exchange: Exchange, between: () => void): Promise<void> {
  const { original, incoming, aside } = exchange;
  const { name } = original;
  await session.query('BEGIN');
  try {
    for (const { oid, name: expected } of [original, incoming]) {
      if ((await findDatabase(session, { oid }))?.name === expected) continue;
      throw new AppError(
        'in_use',
        `The database ${expected} was renamed or dropped by somebody else.`,
        'Look at the databases of the server, then start again; nothing was changed.',
      );
    }
    await rename(session, name, aside);
    await rename(session, incoming.name, name);
    between();
    await allowConnections(session, name, true);
    await allowConnections(session, aside, true);
    await setComment(session, aside, exchange.comment);
    if (exchange.incomingComment !== undefined) await setComment(session, name, exchange.incomingComment);
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function rename(session: Session, from: string, to: string): Promise<void> {
  await session.query(`ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`);
}

async function setComment(session: Session, database: string, comment: string | null): Promise<void> {
  await session.query(
    `COMMENT ON DATABASE ${quoteIdentifier(database)} IS ${comment === null ? 'NULL' : quoteLiteral(comment)}`,
  );
}

/**
 * Drops a database that Lifeboat made or set aside; whoever is in it is put out first.
 * @param oid what it must be, where that is known; a database of that name that is another one stays.
 * @returns false when there is no such database.
 */
export async function dropClosed(session: Session, name: string, oid: number | null): Promise<boolean> {
  const found = await findDatabase(session, { name });
  if (!found || (oid !== null && found.oid !== oid)) return false;
  await allowConnections(session, name, false);
  await endSessionsIn(session, [found.oid]);
  await session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`);
  return true;
}
