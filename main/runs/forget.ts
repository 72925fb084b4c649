import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { audit } from '../catalog/audit.ts';
import { releaseLeases, takeLease } from '../catalog/leases.ts';
import { setAsideGone, type Swapped } from '../catalog/swaps.ts';
import { openMaintenance } from '../postgres/maintenance.ts';
import { dropClosed, findDatabase } from '../postgres/swap.ts';
import { requireConnection, resolveAccess } from './access.ts';
import type { Context } from './context.ts';
import { databaseResource } from './databaseResource.ts';
import { checkConfirmation } from './replaceRequest.ts';

/**
 * Drops the database that a restore replaced; then it cannot be undone any more.
 * @param confirm the name of that database, as a person typed it.
 * @throws AppError `confirmation_missing`, `busy`, and what the server says.
 */
export async function forgetPrevious(context: Context, kept: Swapped, confirm: string): Promise<string> {
  const { db, owner, ports, isAlive } = context;
  const run = randomUUID();
  const at = ports.clock.now();
  const resource = databaseResource(kept.connection, kept.database);
  if (takeLease(db, { resource, run, what: 'restore', shared: false }, owner, at, isAlive))
    throw new AppError(
      'busy',
      `The database ${kept.database} is being replaced just now.`,
      'Wait for that to end (`lifeboat runs` shows it).',
    );
  try {
    const connection = requireConnection(context, kept.connection);
    const access = await resolveAccess(context, connection);
    await using server = await openMaintenance(access, connection.database, [kept.aside], 'lifeboat');
    const found = await findDatabase(server, { oid: kept.originalOid });
    const name = found?.name ?? kept.aside;
    checkConfirmation(confirm, name);
    if (found?.name === kept.database)
      throw new AppError('in_use', `${name} serves again under its own name.`, 'It is not dropped.');
    if (found) await dropClosed(server, found.name, found.oid);
    db.transaction(() => {
      setAsideGone(db, kept.run, 'forgotten');
      audit(db, at, context.actor, 'restore.forget', `${name} on ${kept.connection}, restore ${kept.run}`);
    }).immediate();
    return name;
  } finally {
    releaseLeases(db, run);
  }
}
