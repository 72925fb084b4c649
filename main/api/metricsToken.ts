import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from '../runs/context.ts';

const NAME = 'metrics-token';

/** What a scraper of the web host must show; made when there is none, or when a new one is wanted. @throws AppError `secret_unavailable` */
export async function metricsToken(context: Context, rotate: boolean): Promise<{ token: string; created: boolean }> {
  const { secrets } = context.ports;
  const kept = rotate ? null : await secrets.get(NAME);
  if (kept !== null) return { token: kept, created: false };
  const token = randomBytes(32).toString('base64url');
  await secrets.set(NAME, token);
  return { token, created: true };
}

/** True for the token that is kept now; false when there is none. In constant time. @throws AppError `secret_unavailable` */
export async function isMetricsToken(context: Pick<Context, 'ports'>, given: string): Promise<boolean> {
  const kept = await context.ports.secrets.get(NAME);
  return kept !== null && timingSafeEqual(digest(given), digest(kept));
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
