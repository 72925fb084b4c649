import { z } from 'zod';

const MASK = '…';

/** The address of a webhook or a ping. Whoever knows all of it may often post there, so that it is kept like a password. */
export const wholeAddress = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((url) => !url.includes(MASK), 'this is only what is shown of an address; all of it is needed');

/** What is shown of such an address, and stands in the catalog. */
export const maskedAddress = z.string().regex(/^https?:\/\/[^/?#@\s]+\/…$/);

/** `https://hooks.slack.com/…`. Of a whole address, without its path and query. */
export function maskAddress(url: string): string {
  return `${new URL(url).origin}/${MASK}`;
}
