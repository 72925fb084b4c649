import { execFileSync } from 'node:child_process';
import { constants, mkdirSync, openSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export interface HeldTool {
  /** The folder to name in LIFEBOAT_PG_BIN. */
  readonly dir: string;
  /** Resolves when the program has come to the barrier that many times. */
  readonly arrivals: (count: number) => Promise<void>;
  /** Lets one that stands at the barrier go on. */
  readonly release: () => Promise<void>;
}

/**
 * The PostgreSQL programs, one of which waits at a barrier before it does its real work. Only calls whose arguments
 * match the shell pattern wait. Two named pipes are the barrier, so nothing depends on time.
 */
export function holdTool(binDir: string, dir: string, tool: string, pattern: string): HeldTool {
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(binDir)) if (name !== tool) symlinkSync(path.join(binDir, name), path.join(dir, name));
  const arrivals = path.join(dir, 'arrivals.fifo');
  const releases = path.join(dir, 'releases.fifo');
  execFileSync('mkfifo', [arrivals, releases]);
  writeFileSync(
    path.join(dir, tool),
    `#!/bin/sh
case "$*" in ${pattern}) echo here >'${arrivals}'; read -r _ <'${releases}' ;; esac
exec '${path.join(binDir, tool)}' "$@"
`,
    { mode: 0o755 },
  );
  // Opened for writing, too, so that it never ends while no program has it open.
  const listener = new Socket({
    fd: openSync(arrivals, constants.O_RDWR | constants.O_NONBLOCK),
    readable: true,
  });
  onTestFinished(() => void listener.destroy());
  let arrived = 0;
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const tell = () => {
    for (const { count, resolve } of waiting) if (count <= arrived) resolve();
    waiting = waiting.filter(({ count }) => count > arrived);
  };
  listener.on('data', (chunk: Buffer) => {
    arrived += chunk.toString().split('\n').length - 1;
    tell();
  });
  return {
    dir,
    arrivals: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, resolve });
        tell();
      }),
    async release() {
      const pipe = await open(releases, 'w');
      await pipe.write('go\n');
      await pipe.close();
    },
  };
}
