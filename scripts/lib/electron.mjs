import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root, run } from './node.mjs';

const folder = join(root, 'node_modules', 'electron');

/** Electron's own program, which its package fetches from elsewhere; null until then. */
export function electronProgram() {
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const program = join(folder, 'dist', readFileSync(note, 'utf8'));
  return existsSync(program) ? program : null;
}

/** Lets the package fetch it; what keeps it from that is not for the person to read. */
export async function installElectron() {
  const { code } = await run(pinnedNode, [join(folder, 'install.js')], { stdio: 'ignore' });
  return code === 0;
}
