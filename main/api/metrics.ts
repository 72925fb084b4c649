import { readMetrics } from './exposition.ts';
import type { Handlers } from './handlers.ts';
import { metricsToken } from './metricsToken.ts';

export const metricsHandlers: Handlers<'metrics.get' | 'metrics.token'> = {
  'metrics.get': async (context) => ({ text: await readMetrics(context) }),

  'metrics.token': (context, { rotate }) => metricsToken(context, rotate),
};
