import { AppError } from '../../shared/errors.ts';
import { settleRestore } from '../catalog/restores.ts';
import { findSwap, openSwaps, saveSwap, type Swap } from '../catalog/swaps.ts';
import type { Context } from './context.ts';
import { recordSwapped, resultOfSwap, settleOnServer } from './settleSwap.ts';

/**
 * Finishes or reverts the swaps that nobody works on any more, and says what it did. Cheap when there are none; one whose server cannot be
 * reached stays open.
 */
export async function recoverSwaps(context: Context): Promise<string[]> {
  const notes: string[] = [];
  for (const { swap, owner, ended } of openSwaps(context.db)) {
    if (!ended && context.isAlive(owner)) continue;
    try {
      notes.push(await recoverSwap(context, swap));
    } catch (error) {
      const { message } = AppError.from(error);
      notes.push(
        `A replacement of ${swap.database} on ${swap.connection} was cut short and is put in order later: ${message}`,
      );
    }
  }
  return notes;
}

async function recoverSwap(context: Context, swap: Swap): Promise<string> {
  const { db, ports } = context;
  const at = ports.clock.now();
  if ((await settleOnServer(context, swap)) === 'swapped') {
    whileOpen(context, swap, () => recordSwapped(context, swap, at, resultOfSwap(context, swap, at)));
    return `The databases called ${swap.database} on ${swap.connection} had changed places when the process died; the old one is ${swap.aside}.`;
  }
  whileOpen(context, swap, () => {
    saveSwap(db, { ...swap, state: 'reverted' });
    settleRestore(db, swap.run, 'interrupted', null);
  });
  return `A replacement of ${swap.database} on ${swap.connection} was cut short; the database is as it was before.`;
}

/** Another process may have put the same swap in order meanwhile. */
function whileOpen({ db }: Context, swap: Swap, write: () => void): void {
  db.transaction(() => {
    if (findSwap(db, swap.run)?.state === 'open') write();
  }).immediate();
}
