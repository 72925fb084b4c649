import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { KillableOrder } from '../../fixtures/torture/killable.ts';

const program = path.join(import.meta.dirname, '../../fixtures/torture/killable.ts');

export interface Victim {
  /** Its catalog is open and the work begins. */
  readonly ready: Promise<void>;
  readonly ended: Promise<{ readonly signal: string | null; readonly code: number | null; readonly stderr: string }>;
  readonly kill: () => void;
  /** Its temporary folder. */
  readonly folder: string;
  /** Resolves when none of the programs that it started runs any more. @throws Error when one stays. */
  readonly childrenGone: () => Promise<void>;
}

/** Lifeboat as a process of its own, to be killed. Its temporary folder, which its children inherit, is the mark to know them by. */
export function startVictim(order: KillableOrder): Victim {
  const mark = mkdtempSync(path.join(os.tmpdir(), 'lifeboat-victim-'));
  // The cluster of a drill may run as another user.
  chmodSync(mark, 0o711);
  onTestFinished(() => rmSync(mark, { recursive: true, force: true }));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    env: { PATH, HOME, TMPDIR: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, stderr }));
  const ready = Promise.race([
    once(child.stdout, 'data').then(() => undefined),
    ended.then((end) => Promise.reject(new Error(`it ended before it was ready: ${end.signal} ${end.stderr}`))),
  ]);
  // Who kills it at its start does not wait for this.
  ready.catch(() => undefined);
  return {
    ready,
    ended,
    folder: mark,
    kill: () => void child.kill('SIGKILL'),
    childrenGone: () => untilNoneHas(`TMPDIR=${mark}`),
  };
}

/** Looks at the processes of this machine, where they can be seen, until no environment holds the mark. */
async function untilNoneHas(mark: string): Promise<void> {
  if (!existsSync('/proc/self/environ')) return;
  for (let look = 0; look < 1_000; look += 1) {
    if (processesWith(mark).length === 0) return;
    await delay(20);
  }
  throw new Error(`still running: ${processesWith(mark).join(', ')}`);
}

function processesWith(mark: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark);
    } catch {
      return false;
    }
  });
}
