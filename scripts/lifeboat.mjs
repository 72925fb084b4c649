#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const oldestUsableMajor = 24;
const root = join(import.meta.dirname, '..');

if (!existsSync(join(root, 'node_modules', 'node'))) {
  console.error('Lifeboat is not set up yet: run `node scripts/setup.mjs` in the checkout first.');
  process.exitCode = 2;
} else if (Number.parseInt(process.versions.node, 10) < oldestUsableMajor) {
  await runUnderPinnedNode();
} else {
  await runHere();
}

async function runUnderPinnedNode() {
  const { endLike, pinnedNode, run } = await import('./lib/node.mjs');
  endLike(await run(pinnedNode, [import.meta.filename, ...process.argv.slice(2)]));
}

async function runHere() {
  // Not the default place in the shared temporary directory: compiled code is trusted, so only the owner may write it.
  module.enableCompileCache(join(root, 'node_modules', '.cache', 'lifeboat'));
  const source = join(root, 'main', 'hosts', 'cli', 'main.ts');
  const entry = existsSync(source) ? source : join(root, 'out', 'main', 'cli.js');
  await import(pathToFileURL(entry).href);
}
