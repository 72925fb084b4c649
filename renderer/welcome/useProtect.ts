import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../data/client.ts';
import type { PlanOrder } from '../plans/planFields.ts';

/** A plan that was made, and the run of its first backup, or why there is none. */
export interface Begun {
  readonly plan: string;
  readonly run: string | null;
  readonly error: unknown;
}

/**
 * Makes the plans and starts the first backup of each. A plan that cannot be made ends it; `onBegun` has told of those before, which
 * are there.
 */
export function useProtect(onBegun: (begun: Begun) => void): UseMutationResult<void, Error, readonly PlanOrder[]> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<void, Error, readonly PlanOrder[]>({
    async mutationFn(orders) {
      for (const order of orders) {
        await client.call('plans.add', order);
        const started = await client.call('backups.start', { plan: order.name }).catch((error: unknown) => ({ error }));
        const failed = 'error' in started;
        onBegun({
          plan: order.name,
          run: failed ? null : started.run.id,
          error: failed ? started.error : null,
        });
      }
    },
    onSettled: () => void queries.invalidateQueries(),
  });
}
