import { z } from 'zod';
import { alert, alertSettings, thresholds } from '../model/alert.ts';
import { givenName } from '../model/common.ts';
import { nothing } from './shapes.ts';

const listed = z.object({ alerts: z.array(alert) });

export const alertCalls = {
  /** Newest first; those that are open, or all there ever were. */
  'alerts.list': {
    input: z.object({ all: z.boolean().default(false), limit: z.number().int().min(1).max(1000).default(200) }),
    output: listed,
  },
  /** Somebody has seen it. It stays open, and that it is over is told all the same. */
  'alerts.ack': {
    /** An id, or a unique prefix of one. */
    input: z.object({ id: z.string().regex(/^[0-9a-f-]{8,36}$/, 'expected an id, or 8 characters or more of one') }),
    output: z.object({ alert }),
  },
  'alerts.settings': { input: nothing, output: z.object({ settings: alertSettings }) },
  /** Changes what is given, and leaves the rest. */
  'alerts.configure': {
    input: alertSettings
      .pick({ quietHours: true, digest: true })
      .partial()
      .extend({
        thresholds: z
          .object({
            /** Null: of all plans that have none of their own. */
            plan: givenName.nullable(),
            /** Null: without any of its own. */
            value: z
              .object({
                overdueHours: thresholds.shape.overdueHours.unwrap(),
                sizePercent: thresholds.shape.sizePercent.unwrap(),
                durationTimes: thresholds.shape.durationTimes.unwrap(),
                rowsPercent: thresholds.shape.rowsPercent.unwrap(),
              })
              .partial()
              .nullable(),
          })
          .optional(),
      }),
    output: z.object({ settings: alertSettings }),
  },
} as const;
