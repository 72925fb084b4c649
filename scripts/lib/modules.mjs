import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { spawnSync } from 'node:child_process';
import { pinnedNode, root, run } from './node.mjs';

/** True when node_modules is what the lockfile says and the pinned Node starts. */
export function modulesAreCurrent() {
  return installedPackagesMatch() && spawnSync(pinnedNode, ['--version']).status === 0;
}

function installedPackagesMatch() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    if (path === '') return true;
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * `npm ci` with install scripts would compile better-sqlite3 under npm 10, although it ships its binaries; the one
 * package that needs its script is the pinned Node.
 */
export async function installModules() {
  // Windows cannot delete a running node.exe, which is what `npm ci` would try when we run under the pinned Node.
  const runsFromModules = process.execPath.startsWith(join(root, 'node_modules') + sep);
  const install = process.platform === 'win32' && runsFromModules ? 'install' : 'ci';
  if (!(await npm([install, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']))) return false;
  return npm(['rebuild', 'node', '--loglevel=error']);
}

/** @param {readonly string[]} args */
async function npm(args) {
  const windows = process.platform === 'win32';
  const exit = await run(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  return exit.code === 0;
}
