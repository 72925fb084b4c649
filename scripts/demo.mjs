import { join } from 'node:path';
import { endLike, pinnedNode, run } from './lib/node.mjs';

// The report goes to stdout alone, so that it can be piped as JSON.
const toStderr = /** @type {const} */ (['ignore', 2, 2]);

const setup = await run(process.execPath, [join(import.meta.dirname, 'setup.mjs'), '--only-runtime'], {
  stdio: [...toStderr],
});
if (setup.code !== 0) endLike(setup);
else endLike(await run(pinnedNode, [join(import.meta.dirname, 'lifeboat.mjs'), 'demo', ...process.argv.slice(2)]));
