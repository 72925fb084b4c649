import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Bridge, BRIDGE_NAME } from '../shared/bridge.ts';
import { createClient, type Transport } from '../shared/client.ts';
import { App } from './app.tsx';
import { createQueryClient } from './data/queryClient.ts';
import { createI18n, languageOf } from './i18n/i18n.ts';
import { createIpcTransport } from './ipcTransport.ts';
import { createHttpTransport } from './transport.ts';

/** Draws the screens into the page. */
export async function start(): Promise<void> {
  const root = document.querySelector('#root');
  if (root === null) throw new Error('The page has no root.');
  const i18n = await createI18n(languageOf('system'));
  const client = createClient(chooseTransport());
  createRoot(root).render(
    <StrictMode>
      <App client={client} queries={createQueryClient()} i18n={i18n} />
    </StrictMode>,
  );
}

/** The desktop's window has its own way to the core; every other page has the host that served it. */
function chooseTransport(): Transport {
  const bridge = (globalThis as { readonly [BRIDGE_NAME]?: Bridge })[BRIDGE_NAME];
  return bridge === undefined ? createHttpTransport() : createIpcTransport(bridge);
}
