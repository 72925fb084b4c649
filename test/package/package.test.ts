import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { extractAll, extractFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iconPath, TRAY_PICTURES } from '../../main/hosts/desktop/icons.ts';
import manifest from '../../package.json' with { type: 'json' };
import { importsOf } from '../helpers/imports.ts';
import { startMailServer } from '../helpers/mailServer.ts';
import { type Packed, pack, ROOT } from './pack.ts';

/** What Electron and the shell start. */
const ENTRIES = ['out/main/cli.js', 'out/main/desktop.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
/** Measured: 8.2 MiB, of which the screens and zod are 1 each. A second build of zod, or all of pngjs, is more than the rest. */
const MAX_ARCHIVE_BYTES = 9 * 1024 * 1024;
/** Of those that npm installs for run time: one to compile better-sqlite3, which nobody does, and those of programs that nobody starts. */
const LEFT_OUT = ['node-addon-api', 'yargs', 'argparse'];

let packed: Packed;
const work = mkdtempSync(path.join(tmpdir(), 'lifeboat-package-'));

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('a package, packed without a network', () => {
  beforeAll(async () => {
    packed = await pack(work);
  });

  it('holds what is started', () => {
    const { main } = JSON.parse(extractFile(packed.archive, 'package.json').toString()) as { main: string };
    const icons = TRAY_PICTURES.map(({ state, frame }) =>
      path.relative(ROOT, iconPath(state, 'linux', frame)).replaceAll(path.sep, '/'),
    );
    expect([...ENTRIES, main, ...icons].filter((name) => !packed.files.has(name))).toEqual([]);
  });

  it('holds nothing else of the project: no sources, tests, documents or maps', () => {
    const own = [...packed.files.keys()].filter((name) => !name.startsWith('node_modules/'));
    const foreign = own.filter((name) => !/^(out\/(main|preload|renderer)\/|main\/hosts\/desktop\/icons\/)/.test(name));
    expect(foreign.sort()).toEqual(['LICENSE', 'package.json']);
    const sources = [...packed.files.keys()].filter((name) => /\.(map|[mc]?tsx?|c|cc|cpp|h|gyp)$/.test(name));
    expect(sources).toEqual([]);
  });

  it('holds the packages that run time needs, and only these', () => {
    const names = [...packed.files.keys()].flatMap(
      (name) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? [],
    );
    expect([...new Set(names)].sort()).toEqual(packagesAtRunTime());
  });

  it('imports nothing that it does not hold', () => {
    const packages = importedPackages();
    expect(packages).toContain('better-sqlite3');
    const declared = ['electron', ...Object.keys(manifest.dependencies)];
    const missing = packages.filter((name) => !declared.some((one) => name === one || name.startsWith(`${one}/`)));
    expect(missing).toEqual([]);
  });

  it('keeps only the binary outside the archive, whose integrity is checked', () => {
    const outside = [...packed.files].filter(([, { unpacked }]) => unpacked).map(([name]) => name);
    expect(outside).toEqual([`node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`]);
  });

  it('stays small', () => {
    expect(statSync(packed.archive).size).toBeLessThan(MAX_ARCHIVE_BYTES);
  });

  it('has the fuses blown', async () => {
    const wire = await getCurrentFuseWire(path.join(packed.dir, 'lifeboat'));
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
    ];
    expect(on.map((fuse) => wire[fuse])).toEqual(on.map(() => FuseState.ENABLE));
    expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => FuseState.DISABLE));
  });

  // The stub cannot start; the programs in the archive can, away from the packages of the checkout.
  describe.runIf(process.platform === 'linux')('of which the program is started', () => {
    const unpacked = path.join(work, 'unpacked');
    const home = path.join(work, 'home');
    const run = async (args: readonly string[], cwd = work) => {
      const env = { HOME: work, LIFEBOAT_HOME: home };
      return (await promisify(execFile)(process.execPath, args, { cwd, env, encoding: 'utf8' })).stdout;
    };
    const lifeboat = (...args: string[]) => run([path.join(unpacked, 'out', 'main', 'cli.js'), ...args]);

    beforeAll(() => extractAll(packed.archive, unpacked));

    it('has all that its packages load in turn', async () => {
      const electron = path.join(unpacked, 'node_modules', 'electron');
      mkdirSync(electron);
      writeFileSync(path.join(electron, 'index.js'), '');
      const load = importedPackages().map((name) => `await import(${JSON.stringify(name)});`);
      const code = `${load.join('\n')} console.log('loaded');`;
      expect(await run(['--input-type=module', '--eval', code], unpacked)).toBe('loaded\n');
    });

    it('opens its catalog with the binary that it brings', async () => {
      expect(JSON.parse(await lifeboat('plan', 'list', '--json'))).toEqual({ plans: [] });
    });

    it('counts what is measured, encrypts, and draws the page of a kit', async () => {
      expect(await lifeboat('metrics')).toContain('lifeboat_build_info{');
      const kit = path.join(home, 'kit.txt');
      await lifeboat('key', 'recovery', '--out', kit);
      expect(readFileSync(kit, 'utf8')).toMatch(/^AGE-SECRET-KEY-1/m);
      expect(readFileSync(path.join(home, 'kit.html'), 'utf8')).toContain('<svg');
    });

    it('sends mail', async () => {
      const server = await startMailServer();
      const url = `smtp://localhost:${server.port}?tls=none`;
      const [to, from] = ['ops@example.org', 'lifeboat@example.org'];
      await lifeboat('channel', 'add', 'ops', '--smtp', url, '--from', from, '--email', to);
      await lifeboat('channel', 'test', 'ops');
      expect(server.mails).toMatchObject([{ to: [to], from }]);
    });
  });
});

function importedPackages(): string[] {
  const programs = [...packed.files.keys()].filter((name) => /^out\/main\/.*\.js$/.test(name));
  const imports = programs.flatMap((name) =>
    importsOf(name, extractFile(packed.archive, path.normalize(name)).toString()),
  );
  return [...new Set(imports.filter(({ isFile, to }) => !isFile && !isBuiltin(to)).map(({ to }) => to))];
}

/** By the lock file: what the packages of `dependencies` need, and what those need, but not by way of what is left out. */
function packagesAtRunTime(): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Partial<Record<'dependencies' | 'optionalDependencies', Record<string, string>>>>;
  };
  const found = new Set<string>();
  const follow = (from: string) => {
    const { dependencies, optionalDependencies } = packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = placeOf(packages, from, name);
      if (LEFT_OUT.includes(name) || found.has(at)) continue;
      found.add(at);
      follow(at);
    }
  };
  follow('');
  return [...new Set([...found].map((at) => at.replace(/^.*node_modules\//, '')))].sort();
}

/** Where npm has put what a package needs: within it, or beside it or one that it is within. */
function placeOf(packages: Readonly<Record<string, unknown>>, from: string, name: string): string {
  const at = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (at in packages) return at;
  if (from === '') throw new Error(`${name} is not in the lock file`);
  return placeOf(packages, from.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, ''), name);
}
