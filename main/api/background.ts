import type { Run } from '../../shared/model/run.ts';
import type { Context } from '../runs/context.ts';
import type { Outcome } from '../runs/perform.ts';

/**
 * Starts a run and answers as soon as it is in the catalog; the rest is told by events. What keeps it from starting at all
 * (`busy`, no such plan) is thrown.
 */
export function startRun(
  context: Context,
  begin: (onQueued: (run: Run) => void) => Promise<Outcome<unknown>>,
): Promise<{ run: Run }> {
  return new Promise((resolve, reject) => {
    const work = begin((run) => resolve({ run }))
      .then(
        () => undefined,
        (error: unknown) => reject(error),
      )
      .finally(() => context.background.delete(work));
    context.background.add(work);
  });
}
