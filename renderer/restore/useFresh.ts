import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts';
import { useClient } from '../data/client.ts';

/** Asks each time it is shown: what a server said before may no longer be so, and no event tells. */
export function useFresh<Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
  enabled = true,
  /** In ms; for what no event tells of. */
  refetchInterval: number | false = false,
): UseQueryResult<CallOutput<Name>> {
  const client = useClient();
  return useQuery<CallOutput<Name>>({
    queryKey: [name, input, 'fresh'],
    queryFn: ({ signal }) => client.call(name, input, signal),
    enabled,
    refetchInterval,
    staleTime: 0,
    gcTime: 0,
  });
}
