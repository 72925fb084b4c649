import { AppError } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { applyTraits, differingTraits, readTraits } from '../postgres/databaseTraits.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { openSession } from '../postgres/session.ts';
import { type DatabaseMark, markDatabase, tableKey } from '../postgres/writes.ts';
import { sessionLabel } from './changePlaces.ts';
import type { Scope } from './perform.ts';

/** Gives a filled database the planner's statistics, and notes how it stands: what is written later is told by that. */
export async function markFilled(
  access: ServerAccess,
  database: string,
  { fingerprint }: Manifest,
  scope: Scope,
): Promise<DatabaseMark> {
  await using session = await openSession(access, database, scope.signal);
  await session.query('ANALYZE');
  // They were compared a moment ago.
  const rows = fingerprint.tables.filter(({ exact }) => exact).map((table) => [tableKey(table), table.rows] as const);
  return await markDatabase(session, new Map(rows));
}

/**
 * Gives the database that comes in what belongs to the one that it replaces, and not to its contents.
 * @returns the comment that they now share.
 * @throws AppError `permission_denied`, `target_unfit` when something cannot be handed over.
 */
export async function handOver(
  connection: Connection,
  access: ServerAccess,
  { database, incoming }: { readonly database: string; readonly incoming: string },
  scope: Scope,
): Promise<string | null> {
  const outside = [database, incoming];
  await using server = await openMaintenance(access, connection.database, outside, sessionLabel(scope.id));
  const traits = await readTraits(server, database);
  await server.query('BEGIN');
  const unset = await applyTraits(server, incoming, traits);
  await server.query('COMMIT');
  if (unset.length > 0)
    scope.advise({
      code: 'labels_unset',
      message: `Security labels of ${unset.join(', ')} could not be set on the new database.`,
      nextStep: 'Set them by hand with SECURITY LABEL ON DATABASE.',
    });
  const differing = differingTraits(traits, await readTraits(server, incoming));
  if (differing.length === 0) return traits.comment;
  throw new AppError(
    'target_unfit',
    `The new database could not be given the same ${differing.join(', ')} as ${database}, so nothing was replaced.`,
    'Use a connection whose role is a superuser, or restore into a new database.',
  );
}
