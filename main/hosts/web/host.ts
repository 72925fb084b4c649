import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../app.ts';
import { type Clock, systemClock } from '../../ports.ts';
import { SECURITY_HEADERS } from '../page/policy.ts';
import { createScreens } from '../page/screens.ts';
import { createAuth, newSecret } from './auth.ts';
import type { BodyLimits } from './body.ts';
import { createEventHub } from './events.ts';
import { cookieName, createGate, NOT_SCRAPED } from './gate.ts';
import { setSecurityHeaders } from './headers.ts';
import { refuse } from './refusal.ts';
import { createRoutes } from './routes.ts';

const BODY_LIMITS: BodyLimits = { bytes: 256 * 1024, ms: 10_000 };
const MAX_CONNECTIONS = 256;

export interface WebHostOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** The built renderer. */
  readonly staticDir: string;
  /** Whoever has it may ask for a launch address. */
  readonly controlSecret?: string;
  readonly sessions?: readonly string[];
  readonly onSessions?: (hashes: readonly string[]) => void;
  /** Whether a monitor that shows this token may read the metrics; none may unless told. */
  readonly mayScrape?: (token: string) => Promise<boolean>;
  readonly clock?: Clock;
  readonly limits?: Partial<BodyLimits>;
}

export interface WebHost {
  readonly port: number;
  /** The address to open; good for one use. */
  readonly url: string;
  /** A fresh one, good for one use, and for `ttlMs` when that is given. */
  launchUrl(ttlMs?: number): string;
  /** Ends the event streams, cancels the calls that are under way, and resolves when all connections are closed. */
  stop(): Promise<void>;
}

/**
 * Opens Lifeboat to the browsers of this machine, and to nothing else.
 * @throws AppError `in_use` when the port is taken, `bad_input` when it may not be had.
 */
export async function startWebHost(app: Pick<App, 'call' | 'listen'>, options: WebHostOptions): Promise<WebHost> {
  const clock = options.clock ?? systemClock;
  const stopping = new AbortController();
  const auth = createAuth({
    clock,
    sessions: options.sessions ?? [],
    onSessions: options.onSessions ?? (() => undefined),
  });
  const events = createEventHub(clock);
  const server = createLoopbackServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const launchUrl = (ttlMs?: number) => `http://127.0.0.1:${port}/?token=${auth.mint(ttlMs)}`;
  const gate = createGate({ auth, controlSecret: options.controlSecret ?? newSecret(), port: () => port });
  const routes = createRoutes({
    app,
    clock,
    events,
    screens: createScreens(options.staticDir),
    limits: { ...BODY_LIMITS, ...options.limits },
    launchUrl,
    stopping: stopping.signal,
  });
  const serve = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  server.on('request', (incoming, outgoing) => {
    setSecurityHeaders(outgoing);
    const admission = gate(incoming);
    if (admission.kind === 'refuse') return refuse(incoming, outgoing, admission.refusal);
    if (admission.kind === 'admit') return void serve(incoming, outgoing);
    if (admission.kind === 'scrape')
      return void mayScrape(admission.token).then((may) =>
        may ? void serve(incoming, outgoing) : refuse(incoming, outgoing, NOT_SCRAPED),
      );
    if (admission.kind === 'enter')
      outgoing.setHeader('set-cookie', `${cookieName(port)}=${admission.secret}; Path=/; HttpOnly; SameSite=Strict`);
    outgoing.writeHead(303, { location: '/', 'content-length': 0 });
    return outgoing.end();
  });
  /** A store of secrets that cannot be read lets nobody in. */
  const mayScrape = async (token: string) =>
    token !== '' && (await options.mayScrape?.(token).catch(() => false)) === true;
  const stopListening = app.listen((event) => events.publish(event));
  return {
    port,
    url: launchUrl(),
    launchUrl,
    async stop() {
      stopListening();
      stopping.abort(new AppError('cancelled', 'Lifeboat is shutting down.', 'Ask again when it is back.'));
      events.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Whoever does not take the answer by then is not waited for.
      const giveUp = clock.timer(2_000, () => server.closeAllConnections());
      await closed;
      giveUp();
    },
  };
}

function createLoopbackServer(): Server {
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    insecureHTTPParser: false,
  });
  // Too many are refused by the gate; by default Node would leave out the last ones without a word.
  server.maxHeadersCount = 0;
  server.maxConnections = MAX_CONNECTIONS;
  const answers = new WeakMap<object, ServerResponse>();
  server.on('request', ({ socket }, outgoing) => {
    answers.set(socket, outgoing);
    outgoing.once('close', () => answers.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // What follows the last request of a connection is not read; the answer to that one is still to be given.
    if (error.code === 'HPE_CLOSED_CONNECTION') return;
    if (answers.get(socket)?.headersSent || !socket.writable) (socket as Socket).destroySoon();
    else answerGarbage(error, socket);
  });
  // A body is not invited before the gate has looked: it is refused as any other request, or simply read.
  server.on('checkContinue', (incoming, outgoing) => server.emit('request', incoming, outgoing));
  return server;
}

/** What Node's parser refuses never becomes a request. */
function answerGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('')}content-length: 0\r\nconnection: close\r\n\r\n`);
}

async function listen(server: Server, port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AppError('bad_input', `${port} is no port.`, 'Choose one from 1024 to 65535.');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      reject(
        new AppError('in_use', `The port ${port} is taken.`, 'Choose another with --port, or leave it out.', {
          cause: error,
        }),
      );
    else if (error.code === 'EACCES')
      reject(
        new AppError('bad_input', `The port ${port} may not be used.`, 'Choose one from 1024 to 65535.', {
          cause: error,
        }),
      );
    else reject(error);
  });
  server.listen({ host: '127.0.0.1', port }, () => resolve());
  return promise;
}
