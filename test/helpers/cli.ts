import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

export const LIFEBOAT = path.join(import.meta.dirname, '..', '..', 'scripts', 'lifeboat.mjs');

export interface CliOptions {
  readonly home: string;
  /** Beside PATH and the folders of the system; nothing else of this process is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** The home unless told, so that no `.env` is about. */
  readonly cwd?: string;
  readonly stdin?: string;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document on stdout. Throws when there is none, or more than one. */
  json(): unknown;
}

export interface RunningCli {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout and stderr together match. */
  says(pattern: RegExp): Promise<void>;
  /** Both, as far as they have come. */
  said(): string;
  readonly ended: Promise<CliResult>;
}

/** Runs the real command line to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).ended;
}

export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(process.execPath, [LIFEBOAT, ...args], {
    cwd: options.cwd ?? options.home,
    env: { ...systemEnvironment(), LIFEBOAT_HOME: options.home, ...options.env },
  });
  child.stdin.end(options.stdin ?? '');
  let said = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      for (const listener of listeners) listener();
    });
  }
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const ended = Promise.all([code, outputs]).then(([exit, [stdout, stderr]]) => result(exit, stdout, stderr));
  return {
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    said: () => said,
    async says(pattern) {
      const heard = new Promise<void>((resolve) => {
        const listener = () => {
          if (pattern.test(said)) resolve();
        };
        listeners.add(listener);
        listener();
      });
      await Promise.race([heard, ended]);
      if (pattern.test(said)) return;
      const { stdout, stderr } = await ended;
      throw new Error(`it ended without saying ${pattern}:\n${stdout}${stderr}`);
    },
    ended,
  };
}

function systemEnvironment(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'USER',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

export function result(code: number | null, stdout: string, stderr: string): CliResult {
  return {
    code,
    stdout,
    stderr,
    json: () => JSON.parse(stdout) as unknown,
  };
}
