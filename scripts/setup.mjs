import { parseArgs } from 'node:util';
import { aptInstall } from './lib/apt.mjs';
import { installModules, modulesAreCurrent } from './lib/modules.mjs';
import { installer } from './lib/installers.mjs';
import { hasAge, hasChromium, missingClients, missingServers } from './lib/programs.mjs';

const help = `Usage: node scripts/setup.mjs [--only-runtime]

Makes this machine ready for Lifeboat: npm packages, PostgreSQL, Chromium and age. Does nothing when all is there.
On Debian and Ubuntu, root installs what is missing; elsewhere the command to run is printed.

  --only-runtime   leave out Chromium and age, which the demonstration does not use
  --help           show this text`;

/** @typedef {import('./lib/installers.mjs').Need} Need */

/** @returns {{ onlyRuntime: boolean, help: boolean }} */
function readOptions() {
  const options = /** @type {const} */ ({ 'only-runtime': { type: 'boolean' }, help: { type: 'boolean' } });
  const { values } = parseArgs({ options });
  return { onlyRuntime: values['only-runtime'] === true, help: values.help === true };
}

/**
 * @param {boolean} onlyRuntime
 * @returns {{ need: Need, why: string, required: boolean }[]}
 */
function findMissing(onlyRuntime) {
  const servers = missingServers();
  const clients = missingClients();
  /** @type {ReturnType<typeof findMissing>} */
  const missing = [];
  if (servers.length > 0)
    missing.push({ need: 'server', why: `PostgreSQL server (${servers.join(', ')})`, required: true });
  if (clients.length > 0)
    missing.push({ need: 'client', why: `PostgreSQL client (${clients.join(', ')})`, required: true });
  if (!onlyRuntime && !hasChromium()) missing.push({ need: 'chromium', why: 'Chromium', required: false });
  if (!onlyRuntime && !hasAge()) missing.push({ need: 'age', why: 'age', required: false });
  return missing;
}

/** @param {boolean} onlyRuntime */
async function ensurePrograms(onlyRuntime) {
  const found = findMissing(onlyRuntime);
  if (found.length === 0) return true;
  const { automatic, packagesFor, command } = installer();
  const packages = packagesFor(found.map(({ need }) => need));
  if (automatic && packages.length > 0) {
    say(`installing ${packages.join(', ')}`);
    await aptInstall(packages);
  }
  const left = automatic ? findMissing(onlyRuntime) : found;
  for (const { why, required } of left) say(`${required ? 'missing' : 'missing, needed only by some tests'}: ${why}`);
  if (left.length > 0) say(command(left.map(({ need }) => need)));
  return !left.some(({ required }) => required);
}

async function ensureModules() {
  if (modulesAreCurrent()) return true;
  say('installing npm packages');
  return (await installModules()) && modulesAreCurrent();
}

/** @param {string} text */
function say(text) {
  console.error(`setup: ${text}`);
}

try {
  const options = readOptions();
  if (options.help) console.error(help);
  else if (!(await ensureModules())) {
    say('npm packages could not be installed; the reason is above');
    process.exitCode = 1;
  } else if (!(await ensurePrograms(options.onlyRuntime))) process.exitCode = 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
