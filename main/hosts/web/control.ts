import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { CONTROL_PATH } from './gate.ts';
import type { Instance } from './instance.ts';

const PATIENCE_MS = 5_000;
const reply = z.object({ ok: z.literal(true), value: z.object({ url: z.url() }) });

/** Asks the host that runs already for an address to open; null when nothing like it answers there. */
export async function askForLaunchUrl({ port, secret }: Pick<Instance, 'port' | 'secret'>): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const asking = request({
    // Of its own: the shared one may have been told to use a proxy, which must not see the secret.
    agent: new Agent(),
    host: '127.0.0.1',
    port,
    path: CONTROL_PATH,
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'x-lifeboat': '1', 'content-length': 0 },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  asking.once('error', () => resolve(null));
  asking.once('response', (response) => {
    text(response).then(
      (body) => resolve(urlIn(body, port)),
      () => resolve(null),
    );
  });
  asking.end();
  return promise;
}

function urlIn(body: string, port: number): string | null {
  try {
    const { url } = reply.parse(JSON.parse(body)).value;
    return url.startsWith(`http://127.0.0.1:${port}/`) ? url : null;
  } catch {
    return null;
  }
}
