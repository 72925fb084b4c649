import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The single instance of a folder. Electron asks without waiting, so this is done with files: whoever makes `instance` first is it, and
 * the others leave a note in `second-…` on their way out.
 */
export function takeInstance(folder: string, onSecond: (argv: string[], cwd: string) => void): boolean {
  mkdirSync(folder, { recursive: true });
  const lock = path.join(folder, 'instance');
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch {
    if (isAlive(Number(readFileSync(lock, 'utf8')))) {
      const note = JSON.stringify({ argv: process.argv, cwd: process.cwd() });
      writeFileSync(path.join(folder, `second-${process.pid}`), note);
      return false;
    }
    writeFileSync(lock, String(process.pid));
  }
  const watcher = watch(folder, (_kind, name) => {
    if (!name?.startsWith('second-')) return;
    const file = path.join(folder, name);
    const note = readNote(file);
    if (note === null) return;
    rmSync(file, { force: true });
    onSecond(note.argv, note.cwd);
  });
  watcher.unref();
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

/** Null while it is being written, and once it was read. */
function readNote(file: string): { argv: string[]; cwd: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; cwd: string };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
