import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { archiveBase } from '../../main/storage/names.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { folderForFile, snapshotTree } from './support/folders.ts';
import { malformations } from './support/malformedManifests.ts';
import { type Random, seeded } from './support/random.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';

const COUNT = 1_000;
const server = await startTestServer();
const original = folderForFile('lifeboat-good-');
let good: Backup[] = [];

beforeAll(() => createSmallDatabase(server, 'shop', 20));

/** Twenty backups of two plans in a folder, taken once and copied for each test. */
async function goodBackups(): Promise<string> {
  if (good.length === 0) {
    const { app } = await openTestApp();
    await addPlan(app, server, { name: 'one', database: 'shop', dir: original });
    await addPlan(app, server, { name: 'two', database: 'shop', dir: original, format: 'directory' });
    for (let count = 0; count < 10; count += 1)
      for (const plan of ['one', 'two']) await app.call('backups.take', { plan });
    good = (await app.call('backups.list', {})).backups;
  }
  const root = temporaryFolder();
  cpSync(original, root, { recursive: true });
  return root;
}

/** A manifest as of another backup, under the name that it should have. */
function another(like: Manifest, random: Random): Manifest {
  const hex = (length: number) => Array.from({ length }, () => random.below(16).toString(16)).join('');
  const id = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const snapshotAt = new Date(Date.UTC(2026, 0, 1) + random.below(3e7) * 1_000);
  return { ...like, id, snapshotAt: snapshotAt.toISOString(), file: `${archiveBase('shop', snapshotAt, id)}.dump` };
}

const manifestName = (manifest: Manifest) => manifest.file.replace('.dump', '.json');

/** Plants malformed manifests everywhere below a root, and says where and what each one is. */
function plantMalformed(root: string, random: Random): Map<string, string> {
  const manifests = good.map(({ manifestPath }) => JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest);
  const folders = [root, ...['one', 'two', 'aaa', 'zzz'].map((name) => path.join(root, name))];
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const planted = new Map<string, string>();
  const odd: readonly [what: string, plant: (file: string) => void][] = [
    ['a folder', (file) => mkdirSync(file)],
    ['a named pipe', (file) => execFileSync('mkfifo', [file])],
    ['a link to a good one', (file) => symlinkSync(good[0]?.manifestPath ?? '', file)],
    ['a link to nothing', (file) => symlinkSync('/nowhere/at/all', file)],
    ['a link to a device without end', (file) => symlinkSync('/dev/zero', file)],
    ['a file of 65 MiB', (file) => (writeFileSync(file, ''), truncateSync(file, 65 * 1024 * 1024))],
  ];
  for (let index = 0; index < COUNT; index += 1) {
    const own = another(random.pick(manifests), random);
    const file = path.join(random.pick(folders), manifestName(own));
    const [what, plant] = odd[index] ?? [];
    if (plant && what) {
      plant(file);
      planted.set(file, what);
    } else {
      const malformation = malformations[index % malformations.length];
      writeFileSync(file, malformation?.make(own, random, random.pick(manifests)) ?? '');
      planted.set(file, malformation?.what ?? '');
    }
  }
  return planted;
}

describe('a rebuild of the catalog', () => {
  it(`adopts 20 good backups among ${COUNT} malformed manifests, reports the others and changes nothing`, async () => {
    const root = await goodBackups();
    const planted = plantMalformed(root, seeded(20_260_131));
    const before = snapshotTree(root);
    const { app } = await openTestApp();

    const rebuilt = await app.call('catalog.rebuild', { dirs: [root] });

    const { backups } = await app.call('backups.list', { limit: 10_000 });
    expect(backups.map(({ id }) => id).toSorted()).toEqual(good.map(({ id }) => id).toSorted());
    expect(backups.filter(({ state }) => state !== 'good')).toEqual([]);
    const reported = new Set(rebuilt.details.map((entry) => entry.path));
    expect([...planted].filter(([file]) => !reported.has(file))).toEqual([]);
    expect(rebuilt).toMatchObject({ adopted: 20, missing: 0, unknown: COUNT });
    expect(rebuilt.details).toHaveLength(COUNT);
    expect(snapshotTree(root)).toEqual(before);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    const { results } = await app.call('backups.verify', {});
    expect(results.filter(({ ok }) => ok)).toHaveLength(20);
  });

  it('takes the whole one of two manifests of the same backup, wherever the other one lies', async () => {
    const root = await goodBackups();
    const hollow = [];
    for (const [index, backup] of good.entries()) {
      const manifest = JSON.parse(readFileSync(backup.manifestPath, 'utf8')) as Manifest;
      // An earlier name in the same folder, a folder before it, and one after it.
      const folder = path.join(root, [backup.plan, 'aaa', 'zzz'][index % 3] ?? '');
      const file = manifest.file.replace(/\d{8}T\d{6}Z/, '20200101T000000Z');
      mkdirSync(folder, { recursive: true });
      hollow.push(path.join(folder, manifestName({ ...manifest, file })));
      writeFileSync(path.join(folder, manifestName({ ...manifest, file })), JSON.stringify({ ...manifest, file }));
    }
    const { app } = await openTestApp();

    const rebuilt = await app.call('catalog.rebuild', { dirs: [root] });

    const { backups } = await app.call('backups.list', { limit: 10_000 });
    expect(rebuilt.details.map((entry) => entry.path).toSorted()).toEqual(hollow.toSorted());
    expect(rebuilt).toMatchObject({ adopted: 20, missing: 0, unknown: 20 });
    expect(backups.map(({ path: archive }) => path.relative(root, archive)).toSorted()).toEqual(
      good.map(({ path: archive }) => path.relative(original, archive)).toSorted(),
    );
    expect(backups.filter(({ state }) => state === 'good')).toHaveLength(20);
  });
});
