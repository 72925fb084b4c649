import path from 'node:path';
import { sweepSandboxes } from '../postgres/sandbox.ts';
import type { Context } from './context.ts';

/** The identity under which a throwaway cluster runs. It names the home, so that nobody sweeps the cluster of another home's process. */
export function ownerMark(ownersDir: string, id: string): string {
  return path.join(ownersDir, id);
}

/** Removes the throwaway clusters that dead processes of this home left; says so where there were any. */
export async function sweepOwnSandboxes(context: Context): Promise<string | null> {
  const { ownersDir } = context.config;
  const swept = await sweepSandboxes(
    async () => (await context.toolbox.newestWith('pg_ctl').catch(() => null))?.tools.pg_ctl,
    (owner) => path.dirname(owner) !== ownersDir || context.isAlive(path.basename(owner)),
  );
  return swept > 0 ? `Removed ${swept} throwaway cluster(s) of processes that are no more.` : null;
}
