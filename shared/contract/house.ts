import { z } from 'zod';
import { nothing } from './shapes.ts';

export const settings = z.object({
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
});
export type Settings = z.infer<typeof settings>;

export const houseCalls = {
  'catalog.check': { input: nothing, output: z.object({ ok: z.boolean(), problems: z.array(z.string()) }) },
  'catalog.rebuild': {
    input: z.object({ dirs: z.array(z.string()).default([]) }),
    output: z.object({
      adopted: z.number(),
      missing: z.number(),
      unknown: z.number(),
      details: z.array(z.object({ path: z.string(), problem: z.string() })),
    }),
  },
  'catalog.copy': { input: z.object({ file: z.string().min(1) }), output: z.object({ file: z.string() }) },
  'settings.get': {
    input: nothing,
    output: z.object({
      settings,
      version: z.string(),
      home: z.string(),
      catalog: z.string(),
      roots: z.array(z.string()),
    }),
  },
  'settings.set': { input: settings.partial(), output: z.object({ settings }) },
} as const;
