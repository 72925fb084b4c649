import { QueryClient } from '@tanstack/react-query';
import { AppError } from '../../shared/errors.ts';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The events say when something has changed.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        // Once it is reachable again, a resync asks for everything.
        retry: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** What a query or an action came to, as the one error that the screens know. */
export const asAppError = (thrown: unknown): AppError => AppError.from(thrown);
