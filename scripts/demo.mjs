import { join } from 'node:path';
import { endLike, pinnedNode, run } from './lib/node.mjs';
import { buildScreens, screensAreCurrent } from './lib/screens.mjs';

// The report goes to stdout alone, so that it can be piped as JSON.
const toStderr = /** @type {const} */ (['ignore', 2, 2]);
const args = process.argv.slice(2);

endLike(await demo());

async function demo() {
  const setup = await run(process.execPath, [join(import.meta.dirname, 'setup.mjs'), '--only-runtime'], {
    stdio: [...toStderr],
  });
  if (setup.code !== 0) return setup;
  if (!args.includes('--once') && !args.includes('--help') && !screensAreCurrent()) {
    console.error('Building the screens…');
    const build = await buildScreens();
    if (build.code !== 0) return build;
  }
  return run(pinnedNode, [join(import.meta.dirname, 'lifeboat.mjs'), 'demo', ...args]);
}
