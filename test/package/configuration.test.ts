import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Configuration, Packager } from 'app-builder-lib';
import { FileMatcher } from 'app-builder-lib/out/fileMatcher.js';
import { describe, expect, it } from 'vitest';
import { ROOT } from './pack.ts';

describe('electron-builder.yml', () => {
  it('passes the validator of electron-builder, which refuses what it does not know', async () => {
    await expect(readConfiguration()).resolves.toMatchObject({ productName: 'Lifeboat' });
    const misspelt: object = { electronFuse: {} };
    await expect(readConfiguration(misspelt)).rejects.toThrow(/electronFuse/);
  });

  it('names icons that exist, and no repository of its own', async () => {
    const { linux, win, mac, publish } = await readConfiguration();
    for (const icon of [linux?.icon, win?.icon, mac?.icon]) {
      expect(icon).toMatch(/^main\/hosts\/desktop\/icons\//);
      expect(existsSync(path.join(ROOT, icon ?? ''))).toBe(true);
    }
    expect(publish).toEqual({ provider: 'github', releaseType: 'draft' });
  });

  it.each([
    ['linux', 'linux', 'x64'],
    ['linux', 'linux', 'arm64'],
    ['win', 'win32', 'x64'],
    ['mac', 'darwin', 'x64'],
    ['mac', 'darwin', 'arm64'],
  ] as const)('takes for %s the one SQLite that fits %s-%s', async (key, platform, arch) => {
    const config = await readConfiguration();
    const patterns = ['**/*', ...patternsOf(config.files), ...patternsOf(config[key]?.files)];
    const filter = new FileMatcher(ROOT, ROOT, (one) => one.replaceAll('${arch}', arch), patterns).createFilter();
    const prebuilds = path.join(ROOT, 'node_modules', 'better-sqlite3', 'prebuilds');
    const taken = readdirSync(prebuilds).filter((name) => {
      const file = path.join(prebuilds, name);
      return filter(file, statSync(file));
    });
    expect(taken).toEqual([`${platform}-${arch}.node`]);
  });
});

/** What electron-builder makes of the file. Throws when its validator finds a fault. */
async function readConfiguration(more?: Configuration): Promise<Configuration> {
  const packager = new Packager({ projectDir: ROOT, ...(more !== undefined && { config: more }) });
  await packager.validateConfig();
  return packager.config;
}

function patternsOf(files: Configuration['files']): string[] {
  return [files ?? []].flat().flatMap((set) => (typeof set === 'string' ? set : [set.filter ?? []].flat()));
}
