import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as breathe } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { acceptAudit, audit, listAudit } from '../../../main/catalog/audit.ts';
import { chainHash } from '../../../main/catalog/auditChain.ts';
import { headFile, witness } from '../../../main/catalog/auditHead.ts';
import { verifyAudit } from '../../../main/catalog/auditVerify.ts';
import { initial } from '../../../main/catalog/migrations/001-initial.ts';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { createApp } from '../../../main/app.ts';
import { readConfig } from '../../../main/config.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { modeOf } from '../helpers/files.ts';
import { START } from '../helpers/values.ts';

const actor = { user: 'tester', host: 'desk', door: 'cli' } as const;

let file: string;
beforeEach(() => {
  file = path.join(temporaryFolder(), 'catalog.db');
});

/** Opens the catalog, and closes it again. */
function within<T>(work: (db: WriteHandle) => T): T {
  const db = openCatalog(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

async function verdict() {
  const db = openCatalog(file);
  try {
    return await verifyAudit(db);
  } finally {
    db.close();
  }
}

function append(count: number, action = 'backup'): void {
  within((db) => {
    db.transaction(() => {
      for (let number = 1; number <= count; number++) audit(db, new Date(START), actor, action, `plan ${number}`);
    }).immediate();
    witness(db);
  });
}

/** What somebody does who has the file and a tool for it. */
function tamper(work: (db: Database.Database) => void): void {
  const db = new Database(file);
  db.exec('DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete');
  work(db);
  db.close();
}

const sql = (text: string) => (db: Database.Database) => void db.exec(text);

/** Seals every entry anew, as the forger does who knows how. */
function reseal(db: Database.Database): { id: number; hash: string } {
  let last = { id: 0, hash: '0'.repeat(64) };
  const update = db.prepare('UPDATE audit SET chain = ? WHERE id = ?');
  for (const row of db.prepare('SELECT * FROM audit ORDER BY id').all() as Parameters<typeof chainHash>[1][]) {
    last = { id: row.id, hash: chainHash(last.hash, row) };
    update.run(last.hash, row.id);
  }
  return last;
}

function forgeHead(db: Database.Database, { id, hash }: { id: number; hash: string }): void {
  db.prepare("UPDATE settings SET value = ? WHERE name = 'audit.head'").run(`${id} ${hash}`);
}

describe('an audit log that nobody touched', () => {
  it('is whole, and says how long it is', async () => {
    expect(await verdict()).toEqual({ ok: true, entries: 0 });
    append(7);
    expect(await verdict()).toEqual({ ok: true, entries: 7 });
  });

  it('keeps where it ends in a file beside the catalog that only its user can read', () => {
    append(3);
    expect(readFileSync(headFile(file), 'utf8')).toMatch(/^3 [0-9a-f]{64}\n$/);
    expect(modeOf(headFile(file))).toBe('600');
  });

  it('is whole with whatever names hold', async () => {
    const hostile = ['\ud800', 'a\0b', '\u2028 "\\\n', "'; DROP TABLE audit", '', '数据库 \u{1F6DF}'];
    within((db) => {
      for (const name of hostile)
        audit(db, new Date(START), { ...actor, user: name, host: name }, 'plan.add', name, name);
    });
    expect(await verdict()).toEqual({ ok: true, entries: hostile.length });
  });

  it('is whole after a crash between an entry and the file, which the next start makes good', async () => {
    append(3);
    const before = readFileSync(headFile(file));
    append(2);
    writeFileSync(headFile(file), before);
    expect(await verdict()).toEqual({ ok: true, entries: 5 });
    within(witness);
    expect(readFileSync(headFile(file), 'utf8')).toMatch(/^5 /);
  });

  it('takes an entry back with its transaction, and the file never knew of it', async () => {
    append(2);
    const db = openCatalog(file);
    const failing = db.transaction(() => {
      audit(db, new Date(START), actor, 'backup', 'taken back');
      throw new Error('taken back');
    });
    expect(() => failing()).toThrow('taken back');
    await Promise.resolve();
    expect(readFileSync(headFile(file), 'utf8')).toMatch(/^2 /);
    db.transaction(() => audit(db, new Date(START), actor, 'backup', 'kept')).immediate();
    await Promise.resolve();
    expect(readFileSync(headFile(file), 'utf8')).toMatch(/^3 /);
    db.close();
    expect(await verdict()).toEqual({ ok: true, entries: 3 });
  });

  it('is one chain when another process waits in the middle of an entry for ours', async () => {
    const program = path.join(import.meta.dirname, '../../fixtures/programs/auditor.mjs');
    const db = openCatalog(file);
    const child = spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (let round = 0; round < 20; round++) {
      db.exec('BEGIN IMMEDIATE');
      audit(db, new Date(START), actor, 'backup', `ours ${round}`);
      child.stdin.write('append\n');
      expect((await said.next()).value).toBe('appending');
      // It is on its way to the lock that we hold.
      for (let turn = 0; turn < 20; turn++) await breathe();
      db.exec('COMMIT');
      expect((await said.next()).value).toBe('appended');
    }
    child.stdin.end();
    await once(child, 'exit');
    const names = listAudit(db, 4).map(({ actor: user }) => user);
    db.close();
    expect(names).toEqual(['other', 'tester', 'other', 'tester']);
    expect(await verdict()).toEqual({ ok: true, entries: 40 });
    expect(readFileSync(headFile(file), 'utf8')).toMatch(/^40 /);
  });

  it('is whole to whoever looks while another process writes', async () => {
    append(3);
    const [db, other] = [openCatalog(file), openCatalog(file)];
    const prepare = db.prepare.bind(db);
    // Between one question of the look and the next.
    vi.spyOn(db, 'prepare').mockImplementation((source: string) => {
      if (source.includes('settings'))
        audit(other, new Date(START), { ...actor, user: 'other' }, 'backup', 'meanwhile');
      return prepare(source);
    });
    expect(await verifyAudit(db)).toEqual({ ok: true, entries: 3 });
    expect(listAudit(other, 1)).toMatchObject([{ actor: 'other' }]);
    db.close();
    other.close();
  });

  it('is looked through with 10,000 entries', async () => {
    append(1);
    tamper((db) => {
      db.transaction(() => {
        db.exec(`WITH RECURSIVE n (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM n WHERE id < 10000)
          INSERT INTO audit SELECT n.id, at, actor, door, action, subject, outcome, host, '' FROM audit, n`);
        forgeHead(db, reseal(db));
      })();
    });
    expect(await verdict()).toEqual({ ok: true, entries: 10_000 });
    tamper(sql("UPDATE audit SET outcome = 'failed' WHERE id = 9876"));
    expect(await verdict()).toMatchObject({ ok: false, entries: 10_000, brokenAt: 9876 });
  });
});

describe('what was done to the audit log is found', () => {
  it.each<[string, (db: Database.Database) => void, number]>([
    ...['at', 'actor', 'host', 'door', 'action', 'subject', 'outcome'].map(
      (column): [string, (db: Database.Database) => void, number] => [
        `${column} changed`,
        sql(`UPDATE audit SET ${column} = 'x' WHERE id = 4`),
        4,
      ],
    ),
    ['the newest entry changed', sql("UPDATE audit SET outcome = 'x' WHERE id = 9"), 9],
    [
      'text moved from one field to the next',
      sql("UPDATE audit SET action = 'backupplan', subject = ' 4' WHERE id = 4"),
      4,
    ],
    ['an entry removed', sql('DELETE FROM audit WHERE id = 4'), 4],
    ['the first entry removed', sql('DELETE FROM audit WHERE id = 1'), 1],
    [
      'an entry removed and the rest moved up',
      sql('DELETE FROM audit WHERE id = 4; UPDATE audit SET id = id - 1 WHERE id > 4'),
      4,
    ],
    [
      'an entry inserted',
      sql(
        `UPDATE audit SET id = -id WHERE id > 4; UPDATE audit SET id = 1 - id WHERE id < 0;
         INSERT INTO audit SELECT 5, at, actor, door, action, subject, outcome, host, chain FROM audit WHERE id = 4`,
      ),
      5,
    ],
    [
      'two entries swapped',
      sql(
        'UPDATE audit SET id = 99 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 6; UPDATE audit SET id = 6 WHERE id = 99',
      ),
      4,
    ],
    [
      'an entry added that is linked to nothing',
      sql("INSERT INTO audit SELECT 10, at, actor, door, action, subject, outcome, host, '' FROM audit WHERE id = 9"),
      10,
    ],
    [
      'an entry added that is linked well',
      (db) => {
        db.exec(
          "INSERT INTO audit SELECT 10, at, actor, door, action, subject, outcome, host, '' FROM audit WHERE id = 9",
        );
        reseal(db);
      },
      10,
    ],
    ['the end cut off', sql('DELETE FROM audit WHERE id > 6'), 7],
    [
      'the end cut off, and the record in the catalog with it',
      (db) => {
        db.exec('DELETE FROM audit WHERE id > 6');
        forgeHead(db, reseal(db));
      },
      7,
    ],
    ['everything removed', sql('DELETE FROM audit'), 1],
    [
      'everything removed, with the record and the numbering',
      sql("DELETE FROM audit; DELETE FROM settings WHERE name = 'audit.head'; DELETE FROM sqlite_sequence"),
      1,
    ],
    [
      'everything sealed anew after a change',
      (db) => {
        db.exec("UPDATE audit SET outcome = 'x' WHERE id = 4");
        reseal(db);
      },
      9,
    ],
    [
      'another log that is whole in itself',
      (db) => {
        db.exec("UPDATE audit SET outcome = 'x'");
        forgeHead(db, reseal(db));
      },
      9,
    ],
    [
      'another log that is whole in itself and longer',
      (db) => {
        db.exec(
          "UPDATE audit SET outcome = 'x'; INSERT INTO audit SELECT 10, at, actor, door, action, subject, outcome, host, '' FROM audit WHERE id = 9",
        );
        forgeHead(db, reseal(db));
      },
      9,
    ],
  ])('%s', async (_what, work, brokenAt) => {
    append(9);
    tamper(work);
    expect(await verdict()).toMatchObject({ ok: false, brokenAt, problem: expect.any(String) });
    // And goes on being found when Lifeboat writes again.
    append(2, 'afterwards');
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: expect.any(Number) });
  });

  it('a catalog that was removed', async () => {
    append(5);
    for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
    expect(await verdict()).toMatchObject({ ok: false, entries: 0, brokenAt: 1 });
  });

  it.each([
    ['gone', () => rmSync(headFile(file)), /audit\.head .* is gone/],
    ['garbage', () => writeFileSync(headFile(file), 'nothing'), /cannot be understood/],
  ])('a file beside it that is %s', async (_what, damage, problem) => {
    append(5);
    damage();
    append(1);
    expect(await verdict()).toEqual({ ok: false, entries: 6, problem: expect.stringMatching(problem) });
  });
});

describe('a catalog that a person put back from a copy', () => {
  it('counts as whole once that is said, which is an entry', async () => {
    append(3);
    copyFileSync(file, `${file}.copy`);
    append(4);
    copyFileSync(`${file}.copy`, file);
    const { problem = '' } = await verdict();
    expect(problem).toContain('audit.head knows of them');
    within((db) => acceptAudit(db, new Date(START), actor, problem));
    expect(await verdict()).toEqual({ ok: true, entries: 4 });
    expect(within((db) => listAudit(db, 1))).toMatchObject([{ action: 'audit.accept', subject: problem }]);
  });

  it('does not count as whole where an entry was changed', async () => {
    append(3);
    tamper(sql("UPDATE audit SET outcome = 'x' WHERE id = 2"));
    within((db) => acceptAudit(db, new Date(START), actor, 'anything'));
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: 2 });
  });
});

describe('the audit log of an older catalog', () => {
  it('is sealed when it is opened, and goes on', async () => {
    const db = new Database(file);
    db.exec(initial);
    const insert = db.prepare(
      'INSERT INTO audit (at, actor, door, action, subject, outcome) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const subject of ['one', 'two', 'three']) insert.run(START, 'old', 'cli', 'plan.add', subject, 'done');
    db.pragma('user_version = 1');
    db.close();
    expect(await verdict()).toEqual({ ok: true, entries: 3 });
    append(1);
    expect(await verdict()).toEqual({ ok: true, entries: 4 });
    expect(existsSync(headFile(file))).toBe(true);
    tamper(sql("UPDATE audit SET subject = 'x' WHERE id = 2"));
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: 2 });
  });
});

describe('a damaged catalog that is set aside', () => {
  it('takes its head along, and the new log says after which one it begins', async () => {
    append(5);
    const head = readFileSync(headFile(file), 'utf8').trim();
    for (const ending of ['-wal', '-shm']) rmSync(file + ending, { force: true });
    writeFileSync(file, 'this is no catalog'.repeat(1000));
    const home = path.dirname(file);
    const app = await createApp({
      config: readConfig({ home, env: {}, cwd: home }),
      actor,
      replaceDamagedCatalog: true,
    });
    const { entries } = await app.call('audit.list', {});
    expect(entries).toMatchObject([
      {
        id: 1,
        actor: 'tester',
        host: 'desk',
        action: 'catalog.set-aside',
        subject: expect.stringContaining('catalog.db.damaged-'),
        outcome: `audit log before: entry ${head.replace(' ', ', ')}`,
      },
    ]);
    expect(await app.call('audit.verify', {})).toEqual({ ok: true, entries: 1 });
    app.close();
    const aside = entries[0]?.subject.split('.damaged-')[1] ?? '';
    expect(readFileSync(`${headFile(file)}.damaged-${aside}`, 'utf8').trim()).toBe(head);
  });
});
