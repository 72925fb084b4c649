import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type BackupFilter,
  backupsByPrefix,
  deleteBackupRow,
  deletingBackups,
  lastTakenAt,
  listBackups,
  markDeleting,
  newestBackup,
  recentSizes,
  saveBackup,
  setBackupProof,
  setBackupState,
  setPinned,
} from '../../../main/catalog/backups.ts';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { addVerification } from '../../../main/catalog/verifications.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { aBackup, START } from '../helpers/values.ts';

function open(): WriteHandle {
  const db = openCatalog(path.join(temporaryFolder(), 'catalog.db'));
  onTestFinished(() => void db.close());
  return db;
}

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T02:00:00.000Z`;
const databases = (db: WriteHandle, filter: Partial<BackupFilter>) =>
  listBackups(db, { limit: 100, ...filter }).map((backup) => backup.database);

describe('a backup in the catalog', () => {
  it('comes back as it was saved', () => {
    const db = open();
    const backup = aBackup({
      database: `';"--\n`,
      pinned: true,
      encrypted: true,
      warnings: ['a', 'b'],
      plainBytes: 2 ** 45,
    });
    saveBackup(db, backup, 7);
    expect(listBackups(db, { limit: 1 })).toEqual([backup]);
  });

  it('is refreshed by what was found of it later, and elsewhere', () => {
    const db = open();
    const backup = aBackup();
    saveBackup(db, backup, 7);
    const found: Backup = {
      ...backup,
      state: 'damaged',
      path: '/x/a',
      manifestPath: '/x/a.json',
      pinned: true,
      verification: { level: 'restored', at: day(21) },
    };
    saveBackup(db, found, 7);
    expect(listBackups(db, { limit: 10 })).toEqual([found]);
  });

  it('gives way to another that has taken its place on disk', () => {
    const db = open();
    const old = aBackup({ manifestPath: '/disk/a.json' });
    saveBackup(db, old, 1);
    addVerification(db, { backup: old.id, level: 'decoded', ok: true, at: START, durationMs: 1 });
    const found = aBackup({ manifestPath: '/disk/a.json' });
    saveBackup(db, found, 2);
    expect(listBackups(db, { limit: 10 })).toEqual([found]);
  });

  it('takes on a state, a proof and a pin', () => {
    const db = open();
    const backup = aBackup();
    saveBackup(db, backup, 1);
    setBackupState(db, backup.id, 'missing');
    setBackupProof(db, backup.id, 'restored', day(20));
    setPinned(db, backup.id, true);
    expect(listBackups(db, { limit: 1 })).toEqual([
      { ...backup, state: 'missing', verification: { level: 'restored', at: day(20) }, pinned: true },
    ]);
  });

  it('is out of sight while it is being deleted, and in sight again when it is found to be there', () => {
    const db = open();
    const backup = aBackup();
    saveBackup(db, backup, 1);
    markDeleting(db, backup.id);
    expect([listBackups(db, { limit: 9 }), backupsByPrefix(db, backup.id), recentSizes(db, 'plan', 9)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(deletingBackups(db)).toEqual([backup]);
    saveBackup(db, backup, 1);
    expect([listBackups(db, { limit: 9 }), deletingBackups(db)]).toEqual([[backup], []]);
    deleteBackupRow(db, backup.id);
    expect(listBackups(db, { limit: 9 })).toEqual([]);
  });
});

describe('listing backups', () => {
  it('goes from the newest to the oldest, and by sequence within an instant', () => {
    const db = open();
    const order = [
      { database: 'c', createdAt: day(3), sequence: 1 },
      { database: 'a', createdAt: day(1), sequence: 9 },
      { database: 'b2', createdAt: day(2), sequence: 5 },
      { database: 'b1', createdAt: day(2), sequence: 4 },
    ];
    for (const { sequence, ...rest } of order) saveBackup(db, aBackup(rest), sequence);
    expect(databases(db, {})).toEqual(['c', 'b2', 'b1', 'a']);
    expect(databases(db, { limit: 2 })).toEqual(['c', 'b2']);
  });

  it('asks for a plan and a state', () => {
    const db = open();
    saveBackup(db, aBackup({ plan: 'a', database: 'one' }), 1);
    saveBackup(db, aBackup({ plan: 'a', database: 'two', state: 'damaged' }), 2);
    saveBackup(db, aBackup({ plan: 'b', database: 'three' }), 3);
    expect(databases(db, { plan: 'a' }).sort()).toEqual(['one', 'two']);
    expect(databases(db, { state: 'good' }).sort()).toEqual(['one', 'three']);
    expect(databases(db, { plan: 'a', state: 'good' })).toEqual(['one']);
    expect(databases(db, { plan: `' OR 1=1 --` })).toEqual([]);
  });

  it('searches in the names and at the start of the id, whatever the case', () => {
    const db = open();
    const id = 'abcdef12-0000-4000-8000-000000000000';
    saveBackup(db, aBackup({ id, plan: 'Nightly', connection: 'Server', database: 'Shop' }), 1);
    saveBackup(
      db,
      aBackup({ id: '00000000-abcd-4ef1-8000-000000000000', plan: 'p', connection: 'c', database: 'x' }),
      2,
    );
    for (const search of ['sho', 'SHOP', 'night', 'serv', 'abcdef12', 'ABCDEF'])
      expect(databases(db, { search })).toEqual(['Shop']);
    expect(databases(db, { search: 'abcd' })).toEqual(['Shop']);
    expect(databases(db, { search: '' })).toHaveLength(2);
  });

  it.each(['%', '_', "'", '\\', '"', '[a]', '*', "' OR 1=1 --", 'ÄPFEL', 'żółw', '\n'])(
    'takes %j for what it is',
    (text) => {
      const db = open();
      saveBackup(db, aBackup({ database: `x${text}y` }), 1);
      saveBackup(db, aBackup({ database: 'xzy' }), 2);
      expect(databases(db, { search: text })).toEqual([`x${text}y`]);
    },
  );

  it('finds every database by each part of its name', () => {
    const db = open();
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
    const names = fc.sample(fc.tuple(text, text.filter(Boolean), text), { seed: 11, numRuns: 100 });
    db.transaction(() => {
      for (const parts of names) saveBackup(db, aBackup({ database: parts.join('') }), 1);
    })();
    for (const parts of names) expect(databases(db, { search: parts[1] })).toContain(parts.join(''));
  });
});

describe('finding a backup by the start of its id', () => {
  const ids = [
    '12345678-aaaa-4000-8000-000000000000',
    '12345678-bbbb-4000-8000-000000000000',
    'ffffffff-ffff-4fff-bfff-ffffffffffff',
  ];

  it('tells none, one and several apart', () => {
    const db = open();
    for (const id of ids) saveBackup(db, aBackup({ id }), 1);
    const count = (prefix: string) => backupsByPrefix(db, prefix).length;
    expect(count('12345678')).toBe(2);
    expect(backupsByPrefix(db, '12345678-a').map(({ id }) => id)).toEqual([ids[0]]);
    for (const id of ids) expect(backupsByPrefix(db, id).map((backup) => backup.id)).toEqual([id]);
    expect([count('ffffffff'), count('ffffffff-f')]).toEqual([1, 1]);
    for (const none of ['12345679', '1234567g', '%', '________', `' OR '1'='1`, `${ids[0]}0`])
      expect(count(none)).toBe(0);
  });
});

describe('what later backups go by', () => {
  it('is the newest good one, of a plan or of all', () => {
    const db = open();
    saveBackup(db, aBackup({ database: 'old', createdAt: day(1) }), 1);
    saveBackup(db, aBackup({ database: 'bad', createdAt: day(3), state: 'damaged' }), 2);
    saveBackup(db, aBackup({ database: 'other', plan: 'b', createdAt: day(2) }), 1);
    expect(newestBackup(db, 'plan')?.database).toBe('old');
    expect(newestBackup(db, null)?.database).toBe('other');
    expect(newestBackup(db, 'plan', null)?.database).toBe('bad');
    expect(newestBackup(db, 'none')).toBeNull();
  });

  it('is the last in order, whatever the clock said', () => {
    const db = open();
    saveBackup(db, aBackup({ createdAt: '2038-01-19T03:14:08.000Z' }), 1);
    saveBackup(db, aBackup({ createdAt: day(2) }), 2);
    expect(lastTakenAt(db, 'plan')).toEqual(new Date(day(2)));
    expect(lastTakenAt(db, 'none')).toBeNull();
  });

  it('is the size of the newest good ones', () => {
    const db = open();
    for (const number of [1, 2, 3])
      saveBackup(db, aBackup({ createdAt: day(number), storedBytes: number * 10 }), number);
    saveBackup(db, aBackup({ createdAt: day(4), storedBytes: 1, state: 'missing' }), 4);
    expect(recentSizes(db, 'plan', 2)).toEqual([30, 20]);
  });
});
