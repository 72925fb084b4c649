import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'fixtures', 'programs');

/** The arguments with which Node runs one of the small programs in test/fixtures/programs. */
export function program(name: string, ...args: string[]): { readonly file: string; readonly args: string[] } {
  return { file: process.execPath, args: [path.join(FOLDER, `${name}.mjs`), ...args] };
}

export interface Helper {
  /** The first line that it printed. */
  readonly line: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a program beside the test and waits until it has said its first line; it is gone after the test at the latest. */
export async function startHelper(name: string, ...args: string[]): Promise<Helper> {
  const { file, args: all } = program(name, ...args);
  const child = spawn(file, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return { line: await firstLine(child), kill };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout to read from');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the program ended without a word');
}
