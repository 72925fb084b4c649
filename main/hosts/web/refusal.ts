import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type ErrorCode, type ErrorKind } from '../../../shared/errors.ts';

/** Why a request is not served, in words for whoever sees it in a browser or a terminal. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly nextStep: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const STATUS_BY_KIND: Readonly<Record<ErrorKind, 400 | 404 | 409 | 500>> = {
  usage: 400,
  absent: 404,
  refused: 409,
  cancelled: 409,
  failed: 500,
};

export function statusOf(error: AppError): 400 | 404 | 409 | 500 {
  return STATUS_BY_KIND[error.kind];
}

/** Programs get the same form as from a call, people a plain sentence. */
export function bodyOf({ status, message, nextStep }: Refusal, path: string): { type: string; text: string } {
  if (!/^\/(api|control)\//.test(path))
    return { type: 'text/plain; charset=utf-8', text: `${message}\n\n${nextStep}\n` };
  const code: ErrorCode = status === 401 || status === 429 ? 'no_session' : 'bad_input';
  const error = new AppError(code, message, nextStep);
  return { type: 'application/json; charset=utf-8', text: JSON.stringify({ ok: false, error }) };
}

/** Answers on the bare response. The connection is given up: what else the sender has to say is not read. */
export function refuse(incoming: IncomingMessage, outgoing: ServerResponse, refusal: Refusal): void {
  const { type, text } = bodyOf(refusal, incoming.url ?? '');
  outgoing.writeHead(refusal.status, {
    ...refusal.headers,
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  outgoing.end(text);
}
