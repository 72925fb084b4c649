import { connect } from 'node:net';
import { join } from 'node:path';
import { electronProgram, installElectron } from './lib/electron.mjs';
import { endLike, pinnedEnvironment, pinnedNode, root, run } from './lib/node.mjs';

const patienceMs = 5_000;

/**
 * Opens Lifeboat as a desktop program, or in the browser where that cannot be.
 * @param {string} why
 */
async function openInBrowser(why) {
  console.error(`start: ${why}; opening Lifeboat in the browser instead.`);
  endLike(await run(pinnedNode, [join(root, 'scripts', 'lifeboat.mjs'), 'serve', '--open']));
}

/** A person who waits must not learn from a timeout that there is no network. */
function downloadsAreReachable() {
  if (process.env['ELECTRON_MIRROR']) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host: 'github.com', port: 443, timeout: patienceMs });
    /** @param {boolean} reached */
    const finish = (reached) => (socket.destroy(), resolve(reached));
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/** @returns {Promise<string | null>} */
async function haveElectron() {
  const present = electronProgram();
  if (present !== null || !(await downloadsAreReachable())) return present;
  console.error('start: fetching Electron, once');
  return (await installElectron()) ? electronProgram() : null;
}

const { DISPLAY, WAYLAND_DISPLAY } = process.env;
if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) await openInBrowser('there is no desktop here');
else {
  const electron = await haveElectron();
  if (electron === null) await openInBrowser('Electron could not be fetched');
  else {
    // Chromium refuses to build its sandbox for root.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    endLike(await run(electron, [...sandbox, root, ...process.argv.slice(2)], { env: pinnedEnvironment() }));
  }
}
