import { createHttpTransport } from '../../renderer/transport.ts';
import { createClient } from '../../shared/client.ts';
import { TestEventSource } from '../helpers/eventSource.ts';
import { signIn, startTestHost } from '../helpers/webHost.ts';
import { contractSuite } from './suite.ts';

contractSuite('http', async (app) => {
  const host = await startTestHost(app);
  const cookie = await signIn(host);
  const transport = createHttpTransport({
    base: `http://127.0.0.1:${host.port}`,
    fetch: (url, init) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), cookie } }),
    openEvents: (url) => new TestEventSource(url, cookie) as unknown as EventSource,
    position: null,
    timer(ms, fire) {
      const handle = setTimeout(fire, ms);
      return () => clearTimeout(handle);
    },
    visibility: null,
  });
  return createClient(transport);
});
