import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');
const SOURCES = ['renderer', 'shared', 'electron.vite.config.ts'];

export const SCREENS_DIR = path.join(root, 'out', 'renderer');

/** Builds the screens unless what is there was built after the last change. */
export default function buildScreens(): void {
  if (changedAt(path.join(SCREENS_DIR, 'index.html')) > Math.max(...SOURCES.map((name) => newest(name)))) return;
  const electronVite = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  execFileSync(process.execPath, [electronVite, 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

function newest(name: string): number {
  const top = path.join(root, name);
  if (!statSync(top).isDirectory()) return changedAt(top);
  const inside = readdirSync(top, { recursive: true, encoding: 'utf8' }).map((entry) => path.join(top, entry));
  return Math.max(...inside.map(changedAt));
}

/** 0 where there is nothing. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
