import type { AppError } from '../../../shared/errors.ts';

/** What became of a message. `permanent`: trying again would change nothing. */
export type Delivered =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly error: AppError;
      readonly permanent: boolean;
      /** For how long the receiver asks to be left alone, in ms. */
      readonly retryAfterMs: number | null;
    };

export const DELIVERED: Delivered = { ok: true };

export function undelivered(error: AppError, permanent = false, retryAfterMs: number | null = null): Delivered {
  return { ok: false, error, permanent, retryAfterMs };
}
