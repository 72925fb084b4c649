import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedEnvironment, pinnedNode, root, run } from './lib/node.mjs';

const report = join(root, 'coverage', 'vitest.json');

/** @type {{ name: string, script: string, args?: string[] }[]} */
const checks = [
  { name: 'format', script: 'oxfmt/bin/oxfmt', args: ['--check'] },
  { name: 'lint', script: 'oxlint/bin/oxlint' },
  { name: 'types', script: 'typescript/bin/tsc' },
  { name: 'build', script: 'electron-vite/bin/electron-vite.js', args: ['build'] },
];
const vitest = ['run', '--coverage', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];

process.exitCode = (await testEverything()) ? 0 : 1;

async function testEverything() {
  if (!(await stage('setup', process.execPath, [join(import.meta.dirname, 'setup.mjs')]))) return summarise(0, 1);
  for (const { name, script, args = [] } of checks) {
    if (!(await tool(name, script, args))) return summarise(0, 1);
  }
  rmSync(report, { force: true });
  const ok = await tool('tests', 'vitest/vitest.mjs', vitest);
  const { numPassedTests, numFailedTests } = readReport();
  // Vitest can also fail without a failed test: coverage below the threshold, a file that does not load.
  return summarise(numPassedTests, ok ? numFailedTests : Math.max(1, numFailedTests));
}

/**
 * @param {string} name
 * @param {string} script path below node_modules
 * @param {string[]} args
 */
function tool(name, script, args) {
  return stage(name, pinnedNode, [join(root, 'node_modules', script), ...args]);
}

/**
 * @param {string} name
 * @param {string} file
 * @param {string[]} args
 */
async function stage(name, file, args) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const { code } = await run(file, args, { cwd: root, env: pinnedEnvironment(), stdio: ['ignore', 1, 2] });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${name} ${code === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  return code === 0;
}

/** @returns {{ numPassedTests: number, numFailedTests: number }} */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

/**
 * @param {number} passed
 * @param {number} failed
 */
function summarise(passed, failed) {
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0;
}
