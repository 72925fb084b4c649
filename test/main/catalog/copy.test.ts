import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listBackups, saveBackup } from '../../../main/catalog/backups.ts';
import { copyCatalog, setAsideCatalog } from '../../../main/catalog/copy.ts';
import { integrityProblems, openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { aBackup, START } from '../helpers/values.ts';

function open(file: string): WriteHandle {
  const db = openCatalog(file);
  onTestFinished(() => void (db.open && db.close()));
  return db;
}

describe('a copy of the catalog', () => {
  it('holds all that the live one holds, what is still in its log too', async () => {
    const home = temporaryFolder();
    const db = open(path.join(home, 'catalog.db'));
    db.transaction(() => {
      for (let count = 0; count < 500; count++) saveBackup(db, aBackup(), count);
    })();
    const file = path.join(home, 'copy.db');
    await copyCatalog(db, file);
    saveBackup(db, aBackup(), 501);
    const copy = open(file);
    expect(listBackups(copy, { limit: 1000 })).toHaveLength(500);
    expect(integrityProblems(copy)).toEqual([]);
  });

  it('never takes the place of a file', async () => {
    const home = temporaryFolder();
    const db = open(path.join(home, 'catalog.db'));
    const file = path.join(home, 'copy.db');
    writeFileSync(file, 'mine');
    await expect(copyCatalog(db, file)).rejects.toMatchObject({ code: 'bad_input' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('setting a catalog aside', () => {
  it('moves it with its log to a name that tells when, and leaves the place free', () => {
    const home = temporaryFolder();
    const file = path.join(home, 'catalog.db');
    const db = open(file);
    saveBackup(db, aBackup(), 1);
    expect(readdirSync(home).sort()).toEqual(['catalog.db', 'catalog.db-shm', 'catalog.db-wal']);
    const aside = setAsideCatalog(file, new Date(START));
    expect(aside).toBe(`${file}.damaged-20260310T120000000Z`);
    const moved = path.basename(aside);
    expect(readdirSync(home).sort()).toEqual([moved, `${moved}-shm`, `${moved}-wal`]);
    db.close();
    expect(listBackups(open(file), { limit: 10 })).toEqual([]);
    expect(listBackups(open(aside), { limit: 10 })).toHaveLength(1);
  });
});
