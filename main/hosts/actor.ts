import os from 'node:os';
import type { Actor } from '../catalog/audit.ts';

/** Whoever runs this process, on this machine. */
export function actorAt(door: Actor['door']): Actor {
  return { user: userName(), host: os.hostname(), door };
}

/** The operating system's name of the user; containers may run under a number that has none. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return process.getuid ? `uid ${process.getuid()}` : 'unknown';
  }
}
