import { AppError } from '../../../shared/errors.ts';
import { DELIVERED, type Delivered, undelivered } from './outcome.ts';
import { type Answer, type Request, request } from './request.ts';

/** Refusals that may pass: the receiver was slow, or has had too much. */
const PASSING = [408, 425, 429];
/** Nobody asks to be left alone for longer. */
const MOST_RETRY_AFTER_MS = 24 * 3_600_000;

/** Sends a request and judges what became of it. @throws the signal's reason */
export async function deliver(order: Request, now: Date): Promise<Delivered> {
  const { origin } = new URL(order.url);
  try {
    return judge(await request(order), origin, now);
  } catch (error) {
    order.signal.throwIfAborted();
    return unreached(error, origin);
  }
}

function judge({ status, retryAfter }: Answer, origin: string, now: Date): Delivered {
  if (status >= 200 && status < 300) return DELIVERED;
  if (status >= 500 || PASSING.includes(status))
    return undelivered(
      new AppError(
        'webhook_unreachable',
        `${origin} answered with the status ${status}.`,
        'Nothing needs to be done if that passes: the message is sent again later.',
      ),
      false,
      retryAfterMs(retryAfter, now),
    );
  const redirect = status >= 300 && status < 400;
  return undelivered(
    new AppError(
      'webhook_refused',
      redirect
        ? `${origin} answered with a redirect (status ${status}), which is not followed.`
        : `${origin} refused the message with the status ${status}.`,
      redirect ? 'Give the final address.' : 'Check the address, and that the other side still expects messages there.',
    ),
    true,
  );
}

/** `Retry-After`: seconds, or a date. */
function retryAfterMs(text: string | null, now: Date): number | null {
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MOST_RETRY_AFTER_MS) : null;
}

function unreached(error: unknown, origin: string): Delivered {
  if (error instanceof AppError) return undelivered(error, error.code === 'address_refused');
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (isTlsFailure(code))
    return undelivered(
      new AppError(
        'tls_failed',
        `The certificate or the encryption of ${origin} is not right: ${message}.`,
        'Have it corrected there. A certificate authority of your own is trusted through NODE_EXTRA_CA_CERTS.',
        { cause: error },
      ),
    );
  return undelivered(
    new AppError(
      'webhook_unreachable',
      `${origin} cannot be reached${code === '' ? '' : ` (${code})`}.`,
      'Check the address and the network.',
      { detail: message, cause: error },
    ),
  );
}

/** How OpenSSL and Node name what is wrong with a certificate or a handshake. */
export function isTlsFailure(code: string): boolean {
  return /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^ETLS$|^UNABLE_TO|^HOSTNAME_MISMATCH$|^INVALID_CA$/.test(code);
}
