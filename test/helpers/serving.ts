import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { LIFEBOAT } from './cli.ts';

export interface Serving {
  readonly pid: number;
  /** The address that it printed. */
  readonly url: string;
  readonly origin: string;
  stop(signal: NodeJS.Signals): void;
  /** Resolves when what it said fits. */
  says(pattern: RegExp): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Starts `lifeboat serve` and waits until it serves; what is left of it is killed after the test. */
export async function startServing(home: string, args: readonly string[] = [], env = {}): Promise<Serving> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [LIFEBOAT, 'serve', ...args], {
    cwd: home,
    env: { PATH, LIFEBOAT_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }));
  });
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const listener = () => {
        if (pattern.test(said.stdout + said.stderr)) resolve();
      };
      listeners.add(listener);
      listener();
      void ended.then(() => reject(new Error(`it ended without saying ${pattern}:\n${said.stdout}${said.stderr}`)));
    });
  const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}/;
  await says(new RegExp(`${address.source}["\\s]`));
  const [url = ''] = address.exec(said.stdout) ?? [];
  return {
    pid: child.pid ?? 0,
    url,
    origin: new URL(url).origin,
    stop: (signal) => void child.kill(signal),
    says,
    ended,
  };
}
