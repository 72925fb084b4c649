import { createContext, use } from 'react';
import type { Client } from '../../shared/client.ts';

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = use(ClientContext);
  if (client === null) throw new Error('There is no client around this component.');
  return client;
}
