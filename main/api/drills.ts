import { findDrill, listDrills } from '../catalog/drills.ts';
import { drill } from '../runs/drill.ts';
import { unwrap } from '../runs/perform.ts';
import { findBackup } from './backups.ts';
import { startRun } from './background.ts';
import type { Handlers } from './handlers.ts';

type Names = 'drills.take' | 'drills.start' | 'drills.get' | 'drills.list';

export const drillHandlers: Handlers<Names> = {
  async 'drills.take'(context, { backup: reference, on }, signal) {
    const backup = findBackup(context, reference);
    return { drill: unwrap(await drill(context, { backup, on: on ?? null, trigger: 'manual', signal })).value };
  },

  async 'drills.start'(context, { backup: reference, on }) {
    const backup = findBackup(context, reference);
    return startRun(context, (onQueued) => drill(context, { backup, on: on ?? null, trigger: 'manual', onQueued }));
  },

  'drills.get': (context, { run }) => ({ drill: findDrill(context.db, run) }),

  'drills.list': (context, filter) => ({ drills: listDrills(context.db, filter) }),
};
