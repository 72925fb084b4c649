import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractAll, extractFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iconPath, TRAY_PICTURES } from '../../main/hosts/desktop/icons.ts';
import manifest from '../../package.json' with { type: 'json' };
import { importsOf } from '../helpers/imports.ts';
import { type Packed, pack, ROOT } from './pack.ts';

/** What Electron and the shell start. */
const ENTRIES = ['out/main/cli.js', 'out/main/desktop.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
/** Measured: 7 MiB, of which 2.2 are zod and 1 the screens. */
const MAX_ARCHIVE_BYTES = 12 * 1024 * 1024;

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
    const programs = [...packed.files.keys()].filter((name) => /^out\/main\/.*\.js$/.test(name));
    const imports = programs.flatMap((name) =>
      importsOf(name, extractFile(packed.archive, path.normalize(name)).toString()),
    );
    const packages = imports.filter(({ isFile, to }) => !isFile && !isBuiltin(to)).map(({ to }) => to);
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

  // The stub cannot start; the program in the archive can, away from the packages of the checkout.
  it.runIf(process.platform === 'linux')('opens its catalog with the binary that it brings', () => {
    const unpacked = path.join(work, 'unpacked');
    extractAll(packed.archive, unpacked);
    const home = path.join(work, 'home');
    const args = [path.join(unpacked, 'out', 'main', 'cli.js'), 'plan', 'list', '--json', '--home', home];
    const plans: unknown = JSON.parse(
      execFileSync(process.execPath, args, { cwd: work, env: { HOME: work }, encoding: 'utf8' }),
    );
    expect(plans).toEqual({ plans: [] });
  });
});

/** By the lock file; node-addon-api is there to compile better-sqlite3, which nobody does. */
function packagesAtRunTime(): string[] {
  const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; peer?: boolean }>;
  };
  const kept = Object.entries(lock.packages).filter(
    ([at, one]) => at !== '' && !one.dev && !one.devOptional && !one.peer,
  );
  const names = kept.map(([at]) => at.replace(/^.*node_modules\//, '')).filter((name) => name !== 'node-addon-api');
  return [...new Set(names)].sort();
}
