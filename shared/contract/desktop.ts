import { z } from 'zod';
import { nothing, problem } from './shapes.ts';

/** Null where Lifeboat is not a desktop program. */
const desktop = z.object({ startAtLogin: z.boolean(), problems: z.array(problem) }).nullable();

export const desktopCalls = {
  'desktop.get': { input: nothing, output: z.object({ desktop }) },
  'desktop.set': { input: z.object({ startAtLogin: z.boolean() }), output: z.object({ desktop }) },
} as const;
