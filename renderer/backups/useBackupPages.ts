import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallInput, CallOutput } from '../../shared/contract.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { useClient } from '../data/client.ts';

type Cursor = NonNullable<CallInput<'backups.page'>['after']>;

/** Which backups are asked for. */
type BackupFilter = Omit<CallInput<'backups.page'>, 'after' | 'limit'>;

const PAGE = 100;

export interface BackupPages {
  readonly backups: readonly Backup[];
  /** How many there are in all; null until known. */
  readonly total: number | null;
  readonly error: unknown;
  readonly retry: () => void;
  /** Asks for the next page, if there is one and it is not on its way. */
  readonly more: () => void;
  /** Forgets all but the first page, which nobody sees: each change would have every one of them asked for again. */
  readonly atTop: () => void;
}

/** The backups that fit, page by page: each goes on after the last one of the page before. */
export function useBackupPages(chosen: BackupFilter): BackupPages {
  const client = useClient();
  const queries = useQueryClient();
  const filter = { limit: PAGE, ...chosen };
  const queryKey = ['backups.page', filter];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      client.call('backups.page', { ...filter, ...(pageParam && { after: pageParam }) }, signal),
    initialPageParam: null as Cursor | null,
    getNextPageParam: ({ backups }: CallOutput<'backups.page'>): Cursor | null => {
      const last = backups.at(-1);
      return backups.length < PAGE || last === undefined ? null : { createdAt: last.createdAt, id: last.id };
    },
    placeholderData: keepPreviousData,
    // Comparing all pages again for each new one is what would make scrolling halt.
    structuralSharing: false,
  });
  const { data, hasNextPage, isFetching, fetchNextPage, refetch } = query;
  const backups = useMemo(() => data?.pages.flatMap((page) => page.backups) ?? [], [data]);
  return {
    backups,
    total: data?.pages[0]?.total ?? null,
    error: query.error,
    retry: () => void refetch(),
    more: () => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    },
    atTop: () => {
      if (isFetching || query.error !== null || (data?.pages.length ?? 0) < 2) return;
      queries.setQueryData<InfiniteData<CallOutput<'backups.page'>, Cursor | null>>(
        queryKey,
        (all) => all && { pages: all.pages.slice(0, 1), pageParams: all.pageParams.slice(0, 1) },
      );
    },
  };
}
