import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { audit, listAudit } from '../../../main/catalog/audit.ts';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { deleteConnection, saveConnection } from '../../../main/catalog/connections.ts';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { insertRun } from '../../../main/catalog/runs.ts';
import { addVerification } from '../../../main/catalog/verifications.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { aBackup, aConnection, aPlan, aRun, START } from '../helpers/values.ts';

function open(): WriteHandle {
  const db = openCatalog(path.join(temporaryFolder(), 'catalog.db'));
  onTestFinished(() => void db.close());
  return db;
}

describe('the types of the tables', () => {
  it.each([
    ['a port', () => saveConnection(open(), aConnection({ port: 'x' as unknown as number }))],
    ['a host', () => saveConnection(open(), aConnection({ host: null as unknown as string }))],
    ['a size', () => saveBackup(open(), aBackup({ storedBytes: 1.5 }), 1)],
    ['a number of attempts', () => insertRun(open(), aRun({ attempt: 'x' as unknown as number }), { id: 'o', pid: 1 })],
  ])('hold for %s', (_what, write) => {
    expect(write).toThrow(/cannot store|constraint failed/);
  });

  it('hold for a plan of a connection that is not there', () => {
    expect(() => savePlan(open(), aPlan())).toThrow('FOREIGN KEY');
  });

  it('hold for a connection that a plan uses', () => {
    const db = open();
    saveConnection(db, aConnection());
    savePlan(db, aPlan());
    expect(() => deleteConnection(db, 'server')).toThrow('FOREIGN KEY');
  });

  it('hold for a verification of a backup that is not there', () => {
    const { id } = aBackup();
    const proof = { backup: id, level: 'decoded', ok: true, at: START, durationMs: 1 } as const;
    expect(() => addVerification(open(), proof)).toThrow('FOREIGN KEY');
  });
});

describe('the audit log', () => {
  const actor = { user: "O'Brien", host: 'desk', door: 'cli' } as const;

  it('lists what was done, newest first', () => {
    const db = open();
    audit(db, new Date(START), actor, 'plan.add', 'daily');
    audit(db, new Date(START), actor, 'backup', 'daily', 'disk_full');
    audit(db, new Date(START), actor, 'prune', 'daily');
    expect(listAudit(db, 2)).toEqual([
      {
        id: 3,
        at: START,
        actor: "O'Brien",
        host: 'desk',
        door: 'cli',
        action: 'prune',
        subject: 'daily',
        outcome: 'done',
      },
      {
        id: 2,
        at: START,
        actor: "O'Brien",
        host: 'desk',
        door: 'cli',
        action: 'backup',
        subject: 'daily',
        outcome: 'disk_full',
      },
    ]);
  });

  it.each([
    `UPDATE audit SET outcome = 'done'`,
    'DELETE FROM audit',
    `INSERT OR REPLACE INTO audit VALUES (1, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')`,
  ])('cannot be rewritten: %s', (sql) => {
    const db = open();
    audit(db, new Date(START), actor, 'backup', 'daily', 'disk_full');
    expect(() => db.prepare(sql).run()).toThrow('append-only');
    expect(listAudit(db, 10)).toHaveLength(1);
    expect(listAudit(db, 10)[0]?.outcome).toBe('disk_full');
  });
});
