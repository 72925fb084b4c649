import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../app.ts';
import type { Clock } from '../../ports.ts';
import { pagePolicy } from '../page/policy.ts';
import type { Screens } from '../page/screens.ts';
import { type BodyLimits, parseJson, readBody } from './body.ts';
import { checkReach, isWebCall } from './calls.ts';
import type { EventHub } from './events.ts';
import { CONTROL_PATH, METRICS_PATH } from './gate.ts';
import { bodyOf, type Refusal, statusOf } from './refusal.ts';

export interface Routes {
  readonly app: Pick<App, 'call'>;
  readonly clock: Clock;
  readonly events: EventHub;
  readonly screens: Screens;
  readonly limits: BodyLimits;
  /** A fresh address to open. */
  readonly launchUrl: () => string;
  /** Aborts when the host stops. */
  readonly stopping: AbortSignal;
}

type Request = Context<{ Bindings: HttpBindings }>;

/** What is served to whoever has passed the gate. */
export function createRoutes(routes: Routes): Hono<{ Bindings: HttpBindings }> {
  const hono = new Hono<{ Bindings: HttpBindings }>();
  hono.post('/api/call/:name', (request) => answerCall(routes, request, request.req.param('name')));
  hono.all('/api/call/:name', (request) => methodRefused(request, 'POST'));
  hono.get('/api/events', (request) => {
    const position = request.req.header('last-event-id') ?? request.req.query('after') ?? null;
    if (routes.events.stream(request.env.outgoing, position)) return RESPONSE_ALREADY_SENT;
    return refused(request, { status: 503, message: 'Too many pages are open.', nextStep: 'Close some of them.' });
  });
  hono.all('/api/events', (request) => methodRefused(request, 'GET'));
  hono.post(CONTROL_PATH, (request) => request.json({ ok: true, value: { url: routes.launchUrl() } }));
  hono.all(CONTROL_PATH, (request) => methodRefused(request, 'POST'));
  hono.get(METRICS_PATH, (request) => metrics(routes, request));
  hono.get('/', (request) => page(routes, request));
  hono.get('*', (request) => asset(routes, request));
  hono.all('*', (request) => methodRefused(request, 'GET'));
  hono.onError((thrown, request) => fail(request, AppError.from(thrown)));
  return hono;
}

async function answerCall(routes: Routes, request: Request, name: string): Promise<Response> {
  const { incoming, outgoing } = request.env;
  const body = await readBody(incoming, routes.limits, routes.clock);
  if (!body.ok) return refused(request, body.refusal);
  if (!isWebCall(name))
    return fail(
      request,
      new AppError('unknown_call', 'There is no such call here.', 'Use a call of this version of Lifeboat.'),
      404,
    );
  const input = parseJson(body.bytes);
  checkReach(input);
  const signal = AbortSignal.any([routes.stopping, leaving(outgoing)]);
  const value = await routes.app.call(name, input as never, signal);
  return request.json({ ok: true, value });
}

async function metrics({ app, stopping }: Routes, request: Request): Promise<Response> {
  const signal = AbortSignal.any([stopping, leaving(request.env.outgoing)]);
  const { text } = await app.call('metrics.get', {}, signal);
  return request.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
}

/** Aborts when the one who asked is gone before the answer. */
function leaving(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished)
      controller.abort(new AppError('cancelled', 'The page that asked was closed.', 'Ask again when you like.'));
  });
  return controller.signal;
}

async function page({ screens, events }: Routes, request: Request): Promise<Response> {
  const built = await screens.page(events.position());
  if (built) return request.html(built.html, 200, { 'content-security-policy': pagePolicy(built.nonce) });
  return refused(request, {
    status: 503,
    message: 'The screens are not built yet.',
    nextStep: 'Run `npm run build`, then reload this page.',
  });
}

async function asset({ screens }: Routes, request: Request): Promise<Response> {
  const file = await screens.file(request.req.path);
  if (file) return request.body(file.content, 200, { 'content-type': file.type });
  return refused(request, { status: 404, message: 'There is nothing at this address.', nextStep: 'Go back to /.' });
}

function methodRefused(request: Request, allow: string): Response {
  const message = `This address answers ${allow} only.`;
  return refused(request, { status: 405, message, nextStep: 'Use a browser.', headers: { allow } });
}

/** A body that was not read is not waited for. */
function refused(request: Request, refusal: Refusal): Response {
  const { type, text } = bodyOf(refusal, request.req.path);
  const headers = { ...refusal.headers, 'content-type': type, connection: 'close' };
  return new Response(text, { status: refusal.status, headers });
}

function fail(request: Request, error: AppError, status: 400 | 404 | 409 | 500 = statusOf(error)): Response {
  return request.json({ ok: false, error: error.toJSON() }, status);
}
