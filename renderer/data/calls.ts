import {
  keepPreviousData,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts';
import { useClient } from './client.ts';

interface CallOptions {
  readonly enabled?: boolean;
  readonly refetchInterval?: number | false;
  /** How long an answer that is not in sight is kept, in ms; 0 for what must be asked afresh. */
  readonly gcTime?: number;
  /** The answer to the question before stays in sight until the one to this is here. */
  readonly keepPrevious?: boolean;
}

/** Asks, and asks again when an event says that the answer has changed. */
export function useCall<Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
  { keepPrevious = false, ...options }: CallOptions = {},
): UseQueryResult<CallOutput<Name>> {
  const client = useClient();
  return useQuery<CallOutput<Name>>({
    queryKey: [name, input],
    queryFn: ({ signal }) => client.call(name, input, signal),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
    ...options,
  });
}

/** Does something. Not all that an action changes has an event, so afterwards everything in sight is asked for again. */
export function useAction<Name extends CallName>(
  name: Name,
): UseMutationResult<CallOutput<Name>, Error, CallInput<Name>> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<CallOutput<Name>, Error, CallInput<Name>>({
    mutationFn: (input) => client.call(name, input),
    onSuccess: () => void queries.invalidateQueries(),
  });
}
