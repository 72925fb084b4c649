import { type Settings, settings as settingsSchema } from '../../shared/contract.ts';
import { listPlans } from '../catalog/plans.ts';
import { knownRoots, readSetting, writeSetting } from '../catalog/settings.ts';
import { APP_VERSION } from '../config.ts';
import type { Context } from '../runs/context.ts';
import type { Handlers } from './handlers.ts';

const NAMES = ['language', 'theme'] as const satisfies readonly (keyof Settings)[];

export const settingsHandlers: Handlers<'settings.get' | 'settings.set'> = {
  'settings.get': (context) => ({
    settings: readSettings(context),
    version: APP_VERSION,
    home: context.config.home,
    catalog: context.config.catalogFile,
    roots: [...new Set([...knownRoots(context.db), ...listPlans(context.db).map((plan) => plan.root)])],
  }),

  'settings.set'(context, changes) {
    for (const name of NAMES) {
      const value = changes[name];
      if (value !== undefined) writeSetting(context.db, name, value);
    }
    return { settings: readSettings(context) };
  },
};

/** What was never set, or set by a version that knew more choices, follows the system. */
function readSettings(context: Context): Settings {
  const read = (name: (typeof NAMES)[number]) => readSetting(context.db, name) ?? 'system';
  const parsed = settingsSchema.safeParse({ language: read('language'), theme: read('theme') });
  return parsed.success ? parsed.data : { language: 'system', theme: 'system' };
}
