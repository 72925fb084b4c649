import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { i18n as I18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { Router } from 'wouter';
import type { Client } from '../shared/client.ts';
import { useScreenPath } from './data/address.ts';
import { ClientContext } from './data/client.ts';
import { Live } from './data/live.tsx';
import { NowProvider } from './data/now.tsx';
import { Preferences } from './preferences.tsx';
import { Shell } from './shell.tsx';
import { pageNonce } from './strictPolicy.ts';
import { cssVariables, theme } from './theme/theme.ts';

export interface AppProps {
  readonly client: Client;
  readonly queries: QueryClient;
  readonly i18n: I18n;
}

export function App({ client, queries, i18n }: AppProps) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={pageNonce}
    >
      <I18nextProvider i18n={i18n}>
        <ClientContext value={client}>
          <QueryClientProvider client={queries}>
            <Live>
              <NowProvider>
                <Preferences />
                {/* oxlint-disable-next-line react/hooks -- wouter takes the place of its location as a hook */}
                <Router hook={useScreenPath}>
                  <Shell />
                </Router>
              </NowProvider>
            </Live>
          </QueryClientProvider>
        </ClientContext>
      </I18nextProvider>
    </MantineProvider>
  );
}
