import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '../page/policy.ts';

/** Said before anything else looks at the request, so that no answer goes without. */
export function setSecurityHeaders(outgoing: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) outgoing.setHeader(name, value);
}
