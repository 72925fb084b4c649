import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { CATALOG_VERSION } from '../../../main/catalog/migrate.ts';
import { integrityProblems, openCatalog, openCatalogReadOnly, type WriteHandle } from '../../../main/catalog/open.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { modeOf } from '../helpers/files.ts';
import { aBackup } from '../helpers/values.ts';

function open(file = path.join(temporaryFolder(), 'catalog.db')): WriteHandle {
  const db = openCatalog(file);
  onTestFinished(() => void db.close());
  return db;
}

/** A catalog of some pages, closed. */
function makeCatalog(): string {
  const file = path.join(temporaryFolder(), 'catalog.db');
  const db = openCatalog(file);
  db.transaction(() => {
    for (let count = 0; count < 300; count++) saveBackup(db, aBackup(), count);
  })();
  db.close();
  return file;
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

describe('opening the catalog', () => {
  it('makes it, readable to its user alone, in a folder of the same kind', () => {
    const file = path.join(temporaryFolder(), 'a', 'home', 'catalog.db');
    open(file);
    expect([modeOf(path.dirname(file)), modeOf(file)]).toEqual(['700', '600']);
  });

  it('closes one that anybody could read', () => {
    const file = makeCatalog();
    chmodSync(file, 0o644);
    open(file);
    expect(modeOf(file)).toBe('600');
  });

  it('asks SQLite for durability and for distrust', () => {
    const db = open();
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('user_version')).toBe(CATALOG_VERSION);
  });

  it('makes strict tables only', () => {
    const tables = open()
      .prepare(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'`)
      .all() as { name: string; strict: number }[];
    expect(tables.length).toBeGreaterThan(8);
    expect(tables.filter((table) => table.strict !== 1)).toEqual([]);
  });

  it('finds again what was there, at the same version', () => {
    const file = makeCatalog();
    expect(open(file).prepare('SELECT count(*) FROM backups').pluck().get()).toBe(300);
  });

  it('can be done by two at the same time', () => {
    const file = path.join(temporaryFolder(), 'catalog.db');
    const [one, other] = [open(file), open(file)];
    saveBackup(one, aBackup(), 1);
    expect(other.prepare('SELECT count(*) FROM backups').pluck().get()).toBe(1);
  });

  it('is refused, with nothing changed, when a newer Lifeboat wrote it', () => {
    const file = makeCatalog();
    const db = openCatalog(file);
    db.pragma('user_version = 99');
    db.close();
    const before = readFileSync(file);
    expect(() => openCatalog(file)).toThrow(
      expect.objectContaining({ code: 'catalog_newer', message: expect.stringContaining('version 99') }),
    );
    expect(() => openCatalogReadOnly(file)).toThrow(expect.objectContaining({ code: 'catalog_newer' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each<[what: string, plant: (home: string) => void]>([
    ['a folder stands in its place', (home) => mkdirSync(path.join(home, 'catalog.db'), { recursive: true })],
    ['a file stands in the place of its folder', (home) => writeFileSync(home, '')],
  ])('says that it cannot be written when %s', (_what, plant) => {
    const home = path.join(temporaryFolder(), 'home');
    plant(home);
    expect(() => openCatalog(path.join(home, 'catalog.db'))).toThrow(expect.objectContaining({ code: 'not_writable' }));
  });
});

describe('opening it for questions only', () => {
  it('answers null when there is none, and makes none', () => {
    const home = temporaryFolder();
    expect(openCatalogReadOnly(path.join(home, 'catalog.db'))).toBeNull();
    expect(() => statSync(path.join(home, 'catalog.db'))).toThrow('ENOENT');
  });

  it('allows no change', () => {
    const db = openCatalogReadOnly(makeCatalog()) as WriteHandle;
    onTestFinished(() => void db.close());
    expect(db.prepare('SELECT count(*) FROM backups').pluck().get()).toBe(300);
    expect(() => db.prepare('DELETE FROM backups').run()).toThrow('readonly');
  });
});

describe('a damaged catalog', () => {
  it('is known by its first bytes, whichever way it is opened', () => {
    const file = makeCatalog();
    overwrite(file, 0, Buffer.from('not a database, but text'));
    expect(() => openCatalog(file)).toThrow(expect.objectContaining({ code: 'catalog_damaged' }));
    expect(() => openCatalogReadOnly(file)).toThrow(expect.objectContaining({ code: 'catalog_damaged' }));
  });

  it('is known by what is missing, wherever it was cut off', () => {
    const whole = readFileSync(makeCatalog());
    for (const length of [50, 100, 2000, 4096, 5000, whole.length - 4096]) {
      const file = path.join(temporaryFolder(), 'catalog.db');
      writeFileSync(file, whole);
      truncateSync(file, length);
      expect(() => openCatalog(file).close(), `cut at ${length}`).toThrow(
        expect.objectContaining({ code: 'catalog_damaged' }),
      );
    }
  });

  it('is known by any page that holds noise', () => {
    const whole = readFileSync(makeCatalog());
    const noise = Buffer.alloc(4096, 0xa5);
    const unnoticed: number[] = [];
    for (let page = 0; page < whole.length / 4096; page++) {
      const file = path.join(temporaryFolder(), 'catalog.db');
      writeFileSync(file, whole);
      overwrite(file, page * 4096, noise);
      try {
        openCatalog(file).close();
        unnoticed.push(page);
      } catch (error) {
        expect(error).toMatchObject({ code: 'catalog_damaged' });
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('does no harm to the file: it can still be looked into', () => {
    const file = makeCatalog();
    overwrite(file, 0, Buffer.from('not a database, but text'));
    const before = readFileSync(file);
    expect(() => openCatalog(file)).toThrow(expect.objectContaining({ code: 'catalog_damaged' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('the check of the catalog', () => {
  it('finds nothing in a whole one', () => {
    expect(integrityProblems(open(makeCatalog()))).toEqual([]);
  });

  it('finds an index that does not say what its table says', () => {
    const db = open(makeCatalog());
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    // The index is made to believe that it is one of another column.
    db.prepare(
      `UPDATE sqlite_schema SET sql = 'CREATE INDEX backups_newest ON backups (database DESC, sequence DESC)' WHERE name = 'backups_newest'`,
    ).run();
    db.pragma('writable_schema = RESET');
    db.unsafeMode(false);
    const problems = integrityProblems(db);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).toContain('backups_newest');
  });

  it('finds rows that refer to nothing', () => {
    const db = open();
    db.pragma('foreign_keys = OFF');
    db.prepare(`INSERT INTO verifications VALUES ('gone', 'decoded', 1, 'now', 1.5, NULL)`).run();
    expect(integrityProblems(db)).toEqual([expect.stringContaining('of verifications refers to nothing')]);
  });
});
