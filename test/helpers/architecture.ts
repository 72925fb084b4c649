import { isBuiltin } from 'node:module';
import { type Import, importsOf } from './imports.ts';

/** From the bottom to the top: a file may import its own layer and those before it. */
const layers: readonly (readonly RegExp[])[] = [
  [/^shared\//],
  [/^main\/(exec|ports|config)\.ts$/],
  [/^main\/(postgres|catalog|storage|crypto|secrets|alerts)\//],
  [/^main\/runs\//],
  [/^main\/scheduler\//],
  [/^main\/api\//],
  [/^main\/app\.ts$/],
  [/^main\/demo\//],
  [/^main\/hosts\//],
];
const bottomLayer = 1;
const adapterLayer = 2;

/** Packages with one home: what gives the core its reach stays behind one door. */
const homes: readonly { readonly packages: RegExp; readonly home: RegExp }[] = [
  { packages: /^electron(\/|$)/, home: /^main\/hosts\/desktop\// },
  { packages: /^better-sqlite3(\/|$)/, home: /^main\/catalog\// },
  { packages: /^(child_process|execa)$/, home: /^main\/exec\.ts$/ },
  { packages: /^(http2|hono|@hono\/.*|hono\/.*)$/, home: /^main\/hosts\/web\// },
  // One file of the channels asks others, because it must decide which address is connected to; `fetch` does not let it.
  { packages: /^https?$/, home: /^main\/(hosts\/web\/|alerts\/channels\/request\.ts$)/ },
  { packages: /^nodemailer(\/|$)/, home: /^main\/alerts\/channels\/email\.ts$/ },
  { packages: /^pg(\/|$)/, home: /^main\/postgres\// },
  { packages: /^node-cron(\/|$)/, home: /^main\/scheduler\// },
];

/** Every breach of the import rules among these files, as sentences; paths are from the top of the repository. */
export function breaches(files: ReadonlyMap<string, string>): string[] {
  const imports = [...files].flatMap(([file, source]) => importsOf(file, source));
  const perImport = imports.flatMap((one) => [breachOf(one)].filter((breach) => breach !== null));
  return [...homeless(files), ...perImport, ...cycles(files, imports)];
}

function homeless(files: ReadonlyMap<string, string>): string[] {
  const known = (file: string) => file.startsWith('renderer/') || layerOf(file) !== -1;
  return [...files.keys()].filter((file) => !known(file)).map((file) => `${file} has no place in the architecture`);
}

function breachOf(one: Import): string | null {
  const reason = one.isFile ? fileReason(one.from, one.to) : packageReason(one.from, one.to.replace(/^node:/, ''));
  return reason === null ? null : `${one.from} imports ${one.to}: ${reason}`;
}

function fileReason(from: string, to: string): string | null {
  // The version in the manifest is data, not code.
  if (to === 'package.json' && !from.startsWith('shared/')) return null;
  if (from.startsWith('renderer/')) {
    return /^(renderer|shared)\//.test(to) ? null : 'the renderer knows only itself and shared';
  }
  const [own, other] = [layerOf(from), layerOf(to)];
  if (other === -1) return 'it lies outside the layers';
  if (other > own) return 'it lies in a layer above';
  if (own === adapterLayer && other === own && folderOf(from) !== folderOf(to))
    return 'adapters do not know each other';
  const execOnPorts = from === 'main/exec.ts' && to === 'main/ports.ts';
  if (own === bottomLayer && other === own && !execOnPorts) return 'the bottom of main knows only shared';
  return null;
}

function packageReason(from: string, name: string): string | null {
  if (name === '<computed>') return 'it cannot be checked';
  const rule = homes.find(({ packages }) => packages.test(name));
  if (rule !== undefined && !rule.home.test(from)) return `it belongs to ${rule.home.source}`;
  if (from.startsWith('shared/') && !/^(zod|croner)(\/|$)/.test(name)) return 'shared knows only zod and croner';
  if (from.startsWith('renderer/') && isBuiltin(name)) return 'the renderer has no Node';
  return null;
}

function layerOf(file: string): number {
  return layers.findIndex((patterns) => patterns.some((pattern) => pattern.test(file)));
}

function folderOf(file: string): string | undefined {
  return file.split('/')[1];
}

/** Walks depth first; an import of a file that is still open closes a cycle. */
function cycles(files: ReadonlyMap<string, string>, imports: readonly Import[]): string[] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, open: readonly string[]): void => {
    const start = open.indexOf(file);
    if (start !== -1) found.push(`cycle: ${[...open.slice(start), file].join(' -> ')}`);
    if (start !== -1 || done.has(file) || !files.has(file)) return;
    for (const { to } of targets.get(file) ?? []) walk(to, [...open, file]);
    done.add(file);
  };
  for (const file of files.keys()) walk(file, []);
  return found;
}
