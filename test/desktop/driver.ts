import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type * as electron from 'electron';
import { _electron, type ElectronApplication } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import type { Reply } from '../helpers/electronDouble/evaluate.ts';

const top = path.join(import.meta.dirname, '..', '..');
const SCRIPT = path.join(top, 'test', 'fixtures', 'desktop', 'main.mjs');
const ENTRY = path.join(top, 'out', 'main', 'desktop.js');
const DOUBLE = path.join(top, 'test', 'helpers', 'electronDouble', 'start.ts');
const REAL = path.join(
  top,
  'node_modules',
  'electron',
  'dist',
  process.platform === 'win32' ? 'electron.exe' : 'electron',
);

/** Electron itself where its binary is, else its double. */
export const isReal = existsSync(REAL);
console.info(`desktop: running in ${isReal ? 'the real Electron' : 'the double of Electron'}`);

type Electron = typeof electron;

export interface Desktop {
  readonly home: string;
  /** Calls a function in the main process; it sees nothing from outside but its argument and the globals there. */
  evaluate<Result, Argument = undefined>(
    call: (electron: Electron, argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result>;
  /** The exit code, once it is gone. */
  readonly ended: Promise<number | null>;
}

export interface LaunchOptions {
  readonly home?: string;
  readonly hidden?: boolean;
  /** The instant at which the fake clock starts. */
  readonly start?: string;
  /** Whether a program answers that the desktop shows tray icons. */
  readonly trayHost?: boolean;
}

/** Starts the built desktop; what is left of it is ended after the test. */
export async function launchDesktop(options: LaunchOptions = {}): Promise<Desktop> {
  const home = options.home ?? temporaryFolder();
  const env = environment(home, options);
  const args = [SCRIPT, ...(options.hidden ? ['--hidden'] : [])];
  return isReal ? launchReal(home, env, args) : launchDouble(home, env, args);
}

export interface Program {
  /** Asks it to quit. */
  stop(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Starts the built program as an installed one would be started, with no test in it. */
export function startProgram(home: string, args: readonly string[], script = ENTRY): Program {
  const options = { env: environment(home, {}), cwd: home };
  const child = isReal
    ? spawn(REAL, [...sandbox(), script, ...args], options)
    : spawn(process.execPath, [DOUBLE, script, ...args], options);
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    stop: () => void child.kill('SIGTERM'),
    ended: exitOf(child).then((code) => ({ code, stdout, stderr })),
  };
}

/** A second launch of the same home. */
export const launchAgain = (home: string, hidden = false) =>
  startProgram(home, hidden ? ['--hidden'] : [], SCRIPT).ended;

function environment(home: string, { start = '2026-06-01T12:00:00Z', trayHost = true }: LaunchOptions) {
  const bin = path.join(home, 'test-bin');
  const clock = path.join(bin, 'clock.mjs');
  mkdirSync(bin, { recursive: true });
  // Electron's Node may not read TypeScript.
  writeFileSync(clock, stripTypeScriptTypes(readFileSync(path.join(top, 'test', 'helpers', 'clock.ts'), 'utf8')));
  const busctl = path.join(bin, 'busctl');
  writeFileSync(busctl, `#!/bin/sh\necho "b ${trayHost}"\n`);
  chmodSync(busctl, 0o755);
  const { PATH = '', DISPLAY, XAUTHORITY } = process.env;
  return {
    PATH: `${bin}${path.delimiter}${PATH}`,
    HOME: home,
    TZ: 'UTC',
    LANG: 'en_GB.UTF-8',
    LIFEBOAT_HOME: home,
    LIFEBOAT_TEST_TOP: top,
    LIFEBOAT_TEST_CLOCK: clock,
    LIFEBOAT_TEST_START: start,
    ...(DISPLAY !== undefined && { DISPLAY }),
    ...(XAUTHORITY !== undefined && { XAUTHORITY }),
  };
}

/** Chromium refuses to build its sandbox for root. */
const sandbox = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

async function launchReal(home: string, env: Record<string, string>, args: string[]): Promise<Desktop> {
  const app: ElectronApplication = await _electron.launch({
    executablePath: REAL,
    args: [...sandbox(), ...args],
    env,
    cwd: home,
  });
  const child = app.process();
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    home,
    evaluate: (call, argument) => app.evaluate(call as never, argument as never),
    ended: exitOf(child),
  };
}

function launchDouble(home: string, env: Record<string, string>, args: string[]): Desktop {
  const child = spawn(process.execPath, [DOUBLE, ...args], {
    env,
    cwd: home,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = exitOf(child);
  onTestFinished(async () => {
    // Its Chromium goes with it: the double ends when nobody is left to ask it.
    if (child.connected) child.disconnect();
    await ended;
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) asked?.reject(new Error(reply.error));
    else asked?.resolve(reply.value);
  });
  child.once('exit', () => {
    for (const asked of waiting.values()) asked.reject(new Error('the desktop has ended'));
  });
  return {
    home,
    evaluate<Result>(call: unknown, argument: unknown) {
      const asked = Promise.withResolvers<unknown>();
      const id = (last += 1);
      waiting.set(id, asked);
      child.send({ id, source: String(call), argument });
      return asked.promise as Promise<Result>;
    },
    ended,
  };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
}
