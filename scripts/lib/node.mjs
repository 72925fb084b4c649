import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const pinnedDirectory = join(root, 'node_modules', 'node', 'bin');
export const pinnedNode = join(pinnedDirectory, process.platform === 'win32' ? 'node.exe' : 'node');

/** @typedef {{ code: number, signal: NodeJS.Signals | null }} Exit */

/**
 * Runs a program to its end, passing on the signals that ask us to stop.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<Exit>}
 */
export function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const forwarders = forwardSignals(child);
    const finish = () => forwarders.forEach(([signal, forward]) => process.off(signal, forward));
    child.once('error', (error) => (finish(), reject(error)));
    child.once('close', (code, signal) => (finish(), resolve({ code: code ?? 1, signal })));
  });
}

/**
 * A terminal sends Ctrl-C to the whole group, child included: a second one from us would read as "stop at once".
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  return /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']).map((signal) => {
    const forward = () => void (terminal && signal === 'SIGINT' ? false : child.kill(signal));
    process.on(signal, forward);
    return /** @type {const} */ ([signal, forward]);
  });
}

/**
 * Ends this process the way the child ended.
 * @param {Exit} exit
 */
export function endLike({ code, signal }) {
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code;
}

/** The environment in which `node`, also one started by a tool or a test, is the pinned one. */
export function pinnedEnvironment() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [pinnedDirectory, process.env[key]].filter(Boolean).join(delimiter) };
}
