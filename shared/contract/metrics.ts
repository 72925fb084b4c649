import { z } from 'zod';
import { nothing } from './shapes.ts';

export const metricsCalls = {
  /** In the text format of Prometheus. */
  'metrics.get': { input: nothing, output: z.object({ text: z.string() }) },
  /** What a scraper of the web host must show; made when there is none, or when a new one is wanted. */
  'metrics.token': {
    input: z.object({ rotate: z.boolean().default(false) }),
    output: z.object({ token: z.string(), created: z.boolean() }),
  },
} as const;
