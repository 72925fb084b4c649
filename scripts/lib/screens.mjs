import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root, run } from './node.mjs';

const sources = ['main', 'renderer', 'shared', 'electron.vite.config.ts'];

export const screensDirectory = join(root, 'out', 'renderer');

/** True when the build, screens and programs, is newer than all it is made of. */
export function screensAreCurrent() {
  return changedAt(join(screensDirectory, 'index.html')) > Math.max(...sources.map((name) => newest(name)));
}

/** Builds the screens; only what goes wrong is told, on stderr. */
export function buildScreens() {
  const electronVite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  return run(pinnedNode, [electronVite, 'build', '--logLevel', 'error'], { cwd: root, stdio: ['ignore', 'ignore', 2] });
}

/** @param {string} name */
function newest(name) {
  const top = join(root, name);
  if (!statSync(top).isDirectory()) return changedAt(top);
  const inside = readdirSync(top, { recursive: true, encoding: 'utf8' }).map((entry) => join(top, entry));
  return Math.max(...inside.map(changedAt));
}

/**
 * 0 where there is nothing.
 * @param {string} file
 */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
