import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';

/** A real file system of a few MiB that is gone after the test. Only root on Linux can mount one. */
export interface SmallDisk {
  readonly dir: string;
  /** Writes a file until nothing fits any more; `empty` removes it. */
  readonly fill: () => void;
  readonly empty: () => void;
  readonly setWritable: (writable: boolean) => void;
}

export const whyNoDisk = 'a file system can only be mounted by root on Linux, and not in every container';

export const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export function smallDisk(mebibytes: number): SmallDisk {
  const dir = path.join(temporaryFolder(), 'disk');
  mkdirSync(dir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'tmpfs', dir]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', dir]));
  const filler = path.join(dir, 'filler');
  return {
    dir,
    fill() {
      for (const size of [1024 * 1024, 4096, 1]) {
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(size, 1), { flag: 'a' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    empty: () => rmSync(filler),
    setWritable: (writable) => void execFileSync('mount', ['-o', `remount,${writable ? 'rw' : 'ro'}`, dir]),
  };
}
