import { z } from 'zod';
import { progress, run } from './model/run.ts';

/** What the core tells while it works. Every event carries a number; a client that missed one asks for everything again. */
export const coreEvent = z.discriminatedUnion('type', [
  /** A run was made or changed. */
  z.object({ type: z.literal('run'), run }),
  z.object({ type: z.literal('progress'), run: z.uuid(), progress }),
  /** Something else changed: connections, plans, pins, settings, the catalog as a whole. */
  z.object({
    type: z.literal('changed'),
    what: z.enum(['connections', 'plans', 'backups', 'settings', 'catalog', 'slots', 'channels', 'alerts', 'keys']),
  }),
  z.object({ type: z.literal('note'), message: z.string() }),
]);
export type CoreEvent = z.infer<typeof coreEvent>;

/** What a subscriber receives: an event with its number, or `resync`: events were missed (or the host is a new one), so ask again. */
export const numberedEvent = z.object({
  seq: z.number().int().nonnegative(),
  event: z.union([coreEvent, z.object({ type: z.literal('resync') })]),
});
export type NumberedEvent = z.infer<typeof numberedEvent>;
