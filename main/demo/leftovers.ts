import { readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../catalog/owner.ts';
import { sweepSandboxes } from '../postgres/sandbox.ts';

export const HOME_PREFIX = 'lifeboat-demo-';
/** A home younger than this may belong to a demo that has not yet taken its identity. */
const YOUNG_MS = 60_000;

/** Removes the servers and homes of demos whose process was killed; whatever else stands in the temporary folder is left alone. */
export async function sweepDemos(ownHome: string, pgCtl: string): Promise<void> {
  const root = path.dirname(ownHome);
  await sweepSandboxes(
    async () => pgCtl,
    (owner) => !isDemo(owner) || isAlive(path.dirname(owner), path.basename(owner)),
  );
  for (const name of await readdir(root).catch(() => [])) {
    const home = path.join(root, name);
    if (name.startsWith(HOME_PREFIX) && home !== ownHome && (await isAbandoned(home)))
      await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** `<temporary folder>/lifeboat-demo-…/owners/<id>`, and nothing else. */
function isDemo(owner: string): boolean {
  const home = path.dirname(path.dirname(owner));
  return path.dirname(home) === os.tmpdir() && path.basename(home).startsWith(HOME_PREFIX);
}

async function isAbandoned(home: string): Promise<boolean> {
  const found = await stat(home).catch(() => null);
  // Somebody else's demo is theirs to sweep.
  if (!found || found.uid !== (process.getuid?.() ?? found.uid) || Date.now() - found.mtimeMs < YOUNG_MS) return false;
  const owners = path.join(home, 'owners');
  const ids = (await readdir(owners).catch(() => [])).map((name) => path.basename(name, '.db'));
  return ids.every((id) => !isAlive(owners, id));
}
