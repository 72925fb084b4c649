import { z } from 'zod';

declare global {
  // oxlint-disable-next-line no-underscore-dangle -- the name is given
  var __webpack_nonce__: string | undefined;
}

/** What the page's policy lets the styles carry that are made while it runs. */
export const pageNonce = (): string => document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';

// zod compiles its parsers with `new Function`, and tries whether it may: the policy would report each attempt.
z.config({ jitless: true });
// Where the scroll lock of the drawers looks for the nonce.
// oxlint-disable-next-line no-underscore-dangle -- as above
globalThis.__webpack_nonce__ = pageNonce();
