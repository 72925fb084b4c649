import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCatalog, openCatalogReadOnly } from '../../main/catalog/open.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { AppError } from '../../shared/errors.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { startTestServer } from '../helpers/server.ts';
import { folderForFile } from './support/folders.ts';
import { type Random, seeded } from './support/random.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';

const PAGE = 4096;
const server = await startTestServer();
const root = folderForFile('lifeboat-good-');
let whole: Buffer = Buffer.of();
let good: Backup[] = [];
/** A damaged catalog does not take them with it, and they know the backups for ours. */
let secrets: { name: string; bytes: Buffer }[] = [];

beforeAll(() => createSmallDatabase(server, 'shop', 20));

/** The bytes of a catalog with five backups, and those backups. */
async function makeCatalog(): Promise<Buffer> {
  if (whole.length > 0) return whole;
  const { app, home } = await openTestApp();
  await addPlan(app, server, { database: 'shop', dir: root });
  for (let count = 0; count < 5; count += 1) await app.call('backups.take', { plan: 'plan' });
  good = (await app.call('backups.list', {})).backups;
  app.close();
  whole = readFileSync(path.join(home, 'catalog.db'));
  secrets = ['secrets.json', 'master.key'].map((name) => ({ name, bytes: readFileSync(path.join(home, name)) }));
  return whole;
}

/** A home with this catalog. */
function homeOf(catalog: Buffer): string {
  const home = temporaryFolder();
  for (const { name, bytes } of secrets) writeFileSync(path.join(home, name), bytes);
  writeFileSync(path.join(home, 'catalog.db'), catalog);
  return home;
}

type Damage = readonly [what: string, make: (bytes: Buffer, random: Random) => Buffer];

const randomBytes = (random: Random, length: number) => Buffer.from(Array.from({ length }, () => random.below(256)));
const overwrite = (bytes: Buffer, at: number, by: Buffer) => {
  by.copy(bytes, at);
  return bytes;
};
const cutTo = (size: number): Damage => [`cut to ${size} bytes`, (bytes) => bytes.subarray(0, size)];
const header = (what: string, at: number, ...values: number[]): Damage => [
  `with another ${what} in its header`,
  (bytes) => overwrite(bytes, at, Buffer.from(values)),
];

const damages: readonly Damage[] = [
  ...Array.from({ length: 20 }, (_, index): Damage => [
    `with ${1 + index} damaged places`,
    (bytes, random) => {
      for (let count = 0; count <= index; count += 1)
        overwrite(bytes, random.below(bytes.length), randomBytes(random, 1 + random.below(300)));
      return bytes;
    },
  ]),
  ...[0, 1, 15, 100, 1_000, PAGE, PAGE + 1, 3 * PAGE, 10 * PAGE].map(cutTo),
  ['cut in half', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['with a zeroed header', (bytes) => bytes.fill(0, 0, 100)],
  ['with a zeroed first page', (bytes) => bytes.fill(0, 0, PAGE)],
  ['with a zeroed second page', (bytes) => bytes.fill(0, PAGE, 2 * PAGE)],
  ['with a zeroed second half', (bytes) => bytes.fill(0, bytes.length / 2)],
  ['of nothing but zeros', (bytes) => bytes.fill(0)],
  ['of random bytes', (bytes, random) => randomBytes(random, bytes.length)],
  [
    'of random bytes behind its header',
    (bytes, random) => overwrite(bytes, 100, randomBytes(random, bytes.length - 100)),
  ],
  ['that is a text', () => Buffer.from('This is not a database.\n'.repeat(500))],
  ['of one byte', () => Buffer.from('x')],
  [
    'with two pages exchanged',
    (bytes) => {
      const [third, fourth] = [2, 3].map((page) => Buffer.from(bytes.subarray(page * PAGE, (page + 1) * PAGE)));
      return overwrite(overwrite(bytes, 2 * PAGE, fourth ?? bytes), 3 * PAGE, third ?? bytes);
    },
  ],
  ['with a page twice', (bytes) => overwrite(bytes, 4 * PAGE, Buffer.from(bytes.subarray(2 * PAGE, 3 * PAGE)))],
  header('page size', 16, 0x02, 0x00),
  header('write version', 18, 9),
  header('read version', 19, 9),
  header('number of pages', 28, 0, 0, 0, 2),
  header('list of free pages', 32, 0, 0, 0, 3, 0, 0, 0, 9),
  header('schema format', 44, 0, 0, 0, 9),
  header('text encoding', 56, 0, 0, 0, 3),
  header('version of ours', 60, 0, 0, 0, 0),
];

describe('a catalog', () => {
  it.each(damages.map(([what, make], index) => ({ what, make, index })))('$what comes back whole', async (damage) => {
    const damaged = damage.make(Buffer.from(await makeCatalog()), seeded(damage.index));
    const home = homeOf(damaged);

    const refused = await expectWholeOrRefused(home);

    await expectRebuilt(home);
    const aside = readdirSync(home).filter(
      (name) => name.startsWith('catalog.db.damaged-') && !/-(wal|shm)$/.test(name),
    );
    if (refused) expect(aside.map((name) => statSync(path.join(home, name)).size)).toEqual([damaged.length]);
  });

  it.each([
    ['a plan that is no plan', `UPDATE plans SET retention = '{'`],
    ['a connection that is none', `UPDATE connections SET secret = '[]'`],
    ['a run that is none', `UPDATE runs SET state = 'running', kind = 'dance'`],
    ['backups under other ids', `UPDATE backups SET id = replace(id, substr(id, 10, 3), 'fff')`],
    [
      'backups of another plan and time',
      `UPDATE backups SET plan = 'x', database = 'y', created_at = '2001-01-01T00:00:00.000Z', sha256 = replace(sha256, 'a', 'b'), stored_bytes = 1`,
    ],
    ['rows that are no backups', `UPDATE backups SET id = 'x' || id, manifest_path = id, warnings = '{', sha256 = 'z'`],
    ['backups on their way out', `UPDATE backups SET level = 'present', deleting = 0, state = 'missing'`],
    ['no table of backups', `DROP TABLE verifications; DROP TABLE backups`],
    ['a table too many', `CREATE TABLE backups_old (id)`],
  ])('with %s comes back whole', async (_what, sql) => {
    const home = homeOf(await makeCatalog());
    const db = openCatalog(path.join(home, 'catalog.db'));
    db.exec(sql);
    db.close();

    await expectWholeOrRefused(home);

    await expectRebuilt(home);
  });

  it('with the journal of another comes back whole', async () => {
    const home = homeOf(await makeCatalog());
    writeFileSync(path.join(home, 'catalog.db-wal'), randomBytes(seeded(1), 100_000));
    mkdirSync(path.join(home, 'logs'));
    cpSync(path.join(home, 'catalog.db'), path.join(home, 'catalog.db-shm'));

    await expectRebuilt(home);
  });
});

/** Opens a catalog as every command does; true when it is refused for the right reason. */
async function expectWholeOrRefused(home: string): Promise<boolean> {
  try {
    const { app } = await openTestApp({ home });
    app.close();
  } catch (error) {
    expect(AppError.from(error)).toMatchObject({ code: 'catalog_damaged' });
    return true;
  }
  const db = openCatalogReadOnly(path.join(home, 'catalog.db'));
  expect(db?.pragma('quick_check', { simple: true })).toBe('ok');
  db?.close();
  return false;
}

/** What `lifeboat catalog rebuild` does. */
async function expectRebuilt(home: string): Promise<void> {
  const { app } = await openTestApp({ home, replaceDamagedCatalog: true });
  await app.call('catalog.rebuild', { dirs: [root] });
  const { backups } = await app.call('backups.list', { state: 'good' });
  expect(backups).toEqual(good);
  expect(await app.call('catalog.check', {})).toEqual({ ok: true, problems: [] });
  app.close();
}
