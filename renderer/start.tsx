import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../shared/client.ts';
import { App } from './app.tsx';
import { createQueryClient } from './data/queryClient.ts';
import { createI18n, languageOf } from './i18n/i18n.ts';
import { createHttpTransport } from './transport.ts';

/** Draws the screens into the page. */
export async function start(): Promise<void> {
  const root = document.querySelector('#root');
  if (root === null) throw new Error('The page has no root.');
  const i18n = await createI18n(languageOf('system'));
  const client = createClient(createHttpTransport());
  createRoot(root).render(
    <StrictMode>
      <App client={client} queries={createQueryClient()} i18n={i18n} />
    </StrictMode>,
  );
}
