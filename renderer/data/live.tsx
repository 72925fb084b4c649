import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { CallName } from '../../shared/contract.ts';
import type { CoreEvent, NumberedEvent } from '../../shared/events.ts';
import type { Progress } from '../../shared/model/run.ts';
import { useClient } from './client.ts';

const ConnectedContext = createContext(true);

/** Whether the host can be reached. */
export const useConnected = (): boolean => use(ConnectedContext);

/** Follows the events of the core, and lets everything that they concern be asked for again. */
export function Live({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const queries = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => client.subscribe(({ event }) => apply(queries, event), setConnected), [client, queries]);
  return <ConnectedContext value={connected}>{children}</ConnectedContext>;
}

const RUN_CALLS: readonly CallName[] = [
  'runs.list',
  'runs.active',
  'runs.get',
  'runs.log',
  'restores.get',
  'restores.list',
  'overview.get',
  'changes.list',
  'backups.page',
  'backups.show',
  'backups.history',
  'drills.list',
  'disks.forecast',
  'status.get',
  'keys.list',
];
const CHANGED_CALLS: Readonly<Record<Extract<CoreEvent, { type: 'changed' }>['what'], readonly CallName[]>> = {
  connections: ['connections.list', 'health.get', 'overview.get'],
  plans: ['plans.list', 'overview.get', 'health.get', 'disks.forecast', 'settings.get'],
  backups: ['backups.page', 'backups.show', 'backups.history', 'disks.forecast', 'overview.get'],
  settings: ['settings.get', 'desktop.get'],
  catalog: [
    'backups.page',
    'backups.show',
    'backups.history',
    'disks.forecast',
    'overview.get',
    'plans.list',
    'restores.list',
  ],
  slots: ['overview.get', 'changes.list'],
  channels: ['channels.list'],
  alerts: ['alerts.list', 'alerts.settings', 'overview.get', 'changes.list', 'status.get'],
  keys: ['keys.list', 'status.get'],
};

/** Exported for its test. */
export function apply(queries: QueryClient, event: NumberedEvent['event']): void {
  switch (event.type) {
    case 'resync':
      return void queries.invalidateQueries();
    case 'progress':
      queries.setQueryData(progressKey(event.run), event.progress);
      return;
    case 'run':
      if (event.run.endedAt !== null) queries.removeQueries({ queryKey: progressKey(event.run.id) });
      return invalidate(queries, RUN_CALLS);
    case 'changed':
      return invalidate(queries, CHANGED_CALLS[event.what]);
    case 'note':
      return undefined;
  }
}

function invalidate(queries: QueryClient, names: readonly CallName[]): void {
  for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
}

const progressKey = (run: string) => ['progress', run];

/** How far a run is: what the events said last, else what was known when it was asked for. */
export function useProgress(run: string, known: Progress | null): Progress | null {
  const { data } = useQuery<Progress>({ queryKey: progressKey(run), enabled: false, queryFn: () => Promise.reject() });
  return data ?? known;
}
