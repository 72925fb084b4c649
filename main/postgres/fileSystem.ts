import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import type { FileSystemView } from './toolPaths.ts';

/** The file system of this machine; what may not be read counts as absent. */
export function readFileSystem(): FileSystemView {
  return {
    list: (dir) => orElse(() => readdirSync(dir), []),
    isExecutable: (path) => orElse(() => isExecutableFile(path), false),
    realpath: (path) => orElse(() => realpathSync.native(path), path),
  };
}

function isExecutableFile(path: string): boolean {
  // On Windows X_OK only checks existence; the .exe suffix is the caller's.
  accessSync(path, constants.X_OK);
  return statSync(path).isFile();
}

function orElse<T>(read: () => T, fallback: T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}
