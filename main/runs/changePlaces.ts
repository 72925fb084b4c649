import { AppError } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { type Swap, saveSwap } from '../catalog/swaps.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { END_SESSIONS_S, endSessionsIn, openMaintenance } from '../postgres/maintenance.ts';
import type { Session } from '../postgres/session.ts';
import { allowConnections, type Exchange, exchangeNames } from '../postgres/swap.ts';
import type { Context } from './context.ts';
import type { Scope } from './perform.ts';

/** A client that was turned away may come in again between two steps. */
const ATTEMPTS = 5;

/** The name of the sessions that create, rename and drop for a swap, by which a later process ends them. */
export const sessionLabel = (run: string): string => `lifeboat-swap-${run.slice(0, 8)}`;

export interface Places extends Exchange {
  readonly connection: Connection;
  readonly access: ServerAccess;
  /** What is written down before anything is done. */
  readonly swap: Swap;
}

/**
 * Lets two databases change places. The run can be cancelled until the first of them is closed, and no more after that.
 * @throws AppError; whoever calls then finds out on the server whether they have changed places, and lets people in again.
 */
export async function changePlaces(context: Context, places: Places, scope: Scope): Promise<void> {
  const { swap, original, incoming, aside } = places;
  const { checkpoint, clock } = context.ports;
  const outside = [original.name, incoming.name, aside];
  const label = sessionLabel(swap.run);
  await using server = await openMaintenance(places.access, places.connection.database, outside, label);
  checkpoint('swap.journal');
  scope.signal.throwIfAborted();
  scope.meter.phase('swapping');
  saveSwap(context.db, swap);
  scope.log.write('info', 'swap.begins', { original, incoming, aside });
  const began = clock.monotonic();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await tryOnce(context, server, places);
      break;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'in_use' || attempt === ATTEMPTS) throw error;
      scope.log.write('warn', 'swap.again', { attempt, message: error.message });
    }
  }
  scope.log.write('info', 'swap.done', { closedMs: clock.monotonic() - began });
  if (scope.signal.aborted)
    scope.advise({
      code: 'cancel_too_late',
      message: `The cancel came when the databases called ${original.name} had changed places.`,
      nextStep: `To go back: lifeboat undo ${swap.run.slice(0, 8)} --confirm ${original.name}`,
    });
  checkpoint('swap.committed');
}

async function tryOnce(context: Context, server: Session, exchange: Places): Promise<void> {
  const { checkpoint } = context.ports;
  const { original, incoming } = exchange;
  await allowConnections(server, incoming.name, false);
  await allowConnections(server, original.name, false);
  checkpoint('swap.closed');
  if (!(await endSessionsIn(server, [incoming.oid, original.oid])))
    throw new AppError(
      'lock_timeout',
      `Sessions in ${original.name} did not end within ${END_SESSIONS_S} seconds.`,
      'See what they do (pg_stat_activity), then start again; nothing was changed.',
    );
  checkpoint('swap.emptied');
  await exchangeNames(server, exchange, () => checkpoint('swap.renamed'));
}
