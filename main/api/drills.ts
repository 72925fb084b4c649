import type { ParsedInput } from '../../shared/contract.ts';
import { findDrill, listDrills } from '../catalog/drills.ts';
import { readIdentities } from '../crypto/identities.ts';
import type { Context } from '../runs/context.ts';
import { drill, type DrillRequest } from '../runs/drill.ts';
import { unwrap } from '../runs/perform.ts';
import { readPrivateFile } from '../storage/privateFile.ts';
import { findBackup } from './backups.ts';
import { startRun } from './background.ts';
import type { Handlers } from './handlers.ts';

type Names = 'drills.take' | 'drills.start' | 'drills.get' | 'drills.list';

export const drillHandlers: Handlers<Names> = {
  async 'drills.take'(context, order, signal) {
    const request = await requestOf(context, order);
    return { drill: unwrap(await drill(context, { ...request, signal })).value };
  },

  async 'drills.start'(context, order) {
    const request = await requestOf(context, order);
    return startRun(context, (onQueued) => drill(context, { ...request, onQueued }));
  },

  'drills.get': (context, { run }) => ({ drill: findDrill(context.db, run) }),

  'drills.list': (context, filter) => ({ drills: listDrills(context.db, filter) }),
};

async function requestOf(
  context: Context,
  { backup: reference, on, kit }: ParsedInput<'drills.take'>,
): Promise<DrillRequest> {
  const backup = findBackup(context, reference);
  const pairs = kit === undefined ? null : await readIdentities(await readPrivateFile(kit));
  return { backup, on: on ?? null, trigger: 'manual', ...(pairs && { kit: pairs }) };
}
