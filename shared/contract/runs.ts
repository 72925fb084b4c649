import { z } from 'zod';
import { logLine, run } from '../model/run.ts';
import { activeRun, byRun, nothing } from './shapes.ts';

export const runCalls = {
  'runs.list': {
    input: z.object({ limit: z.number().int().min(1).max(100_000).default(50), plan: z.string().optional() }),
    output: z.object({ runs: z.array(run) }),
  },
  'runs.log': {
    input: z.object({ run: z.string().min(8).max(100) }),
    output: z.object({ run, lines: z.array(logLine) }),
  },
  /** Runs of this process that have not ended. */
  'runs.active': { input: nothing, output: z.object({ runs: z.array(activeRun) }) },
  'runs.get': { input: byRun, output: activeRun },
  'runs.cancel': { input: byRun, output: z.object({ run }) },
} as const;
