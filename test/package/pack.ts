import { existsSync } from 'node:fs';
import path from 'node:path';
import { listPackage, statFile } from '@electron/asar';
import { Arch, build, Platform } from 'app-builder-lib';
import { makeStubElectron } from './stubElectron.ts';

export const ROOT = path.join(import.meta.dirname, '..', '..');

/** Nobody answers here: an attempt to download anything fails, and with it the pack. */
const NOWHERE = 'http://127.0.0.1:9/';

export interface Packed {
  /** The folder of the unpacked application. */
  readonly dir: string;
  readonly archive: string;
  /** Every file of the archive, as `out/main/cli.js`; whether it lies outside, beside the archive. In bytes. */
  readonly files: ReadonlyMap<string, { readonly unpacked: boolean; readonly bytes: number }>;
}

/** Packs for Linux the way `npm run package` does, around a stub of Electron. */
export async function pack(work: string): Promise<Packed> {
  process.env['ELECTRON_MIRROR'] = NOWHERE;
  process.env['ELECTRON_BUILDER_BINARIES_MIRROR'] = NOWHERE;
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
    publish: 'never',
    config: {
      electronDist: makeStubElectron(path.join(work, 'electron')),
      directories: { output: path.join(work, 'dist') },
    },
  });
  const dir = path.join(work, 'dist', process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');
  const archive = path.join(dir, 'resources', 'app.asar');
  return { dir, archive, files: filesOf(archive) };
}

function filesOf(archive: string): Packed['files'] {
  const names = listPackage(archive, { isPack: false }).map((name) => name.slice(1));
  const entries = names.map((name) => [name.replaceAll(path.sep, '/'), statFile(archive, name)] as const);
  return new Map(
    entries.flatMap(([name, entry]) =>
      'size' in entry
        ? [[name, { unpacked: existsSync(path.join(`${archive}.unpacked`, name)), bytes: entry.size }] as const]
        : [],
    ),
  );
}
