import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  deleteConnection,
  findConnection,
  listConnections,
  saveConnection,
} from '../../../main/catalog/connections.ts';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import {
  deletePlan,
  findPlan,
  listPlans,
  reconciledThrough,
  savePlan,
  setReconciledThrough,
  takeSequence,
} from '../../../main/catalog/plans.ts';
import { deleteBackupRow, saveBackup } from '../../../main/catalog/backups.ts';
import { knownRoots, readSetting, rememberRoot, writeSetting } from '../../../main/catalog/settings.ts';
import { findSlot, recordSlot } from '../../../main/catalog/slots.ts';
import type { SecretReference } from '../../../shared/model/connection.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { aBackup, aConnection, aPlan, START } from '../helpers/values.ts';

const HOSTILE = `'; DROP TABLE plans; -- % _ \\ " żółw`;

function open(): WriteHandle {
  const db = openCatalog(path.join(temporaryFolder(), 'catalog.db'));
  onTestFinished(() => void db.close());
  return db;
}

function openWithPlan(): WriteHandle {
  const db = open();
  saveConnection(db, aConnection());
  savePlan(db, aPlan());
  return db;
}

describe('connections', () => {
  it.each<SecretReference>([
    { kind: 'none' },
    { kind: 'store' },
    { kind: 'pgpass' },
    { kind: 'env', variable: 'DB_PASSWORD' },
  ])('come back as they were saved (%j)', (secret) => {
    const db = open();
    const connection = aConnection({ name: HOSTILE, label: 'production', sslrootcert: '/ca.crt', secret });
    saveConnection(db, connection);
    expect(findConnection(db, HOSTILE)).toEqual(connection);
    expect(listConnections(db)).toEqual([connection]);
  });

  it('are replaced by one of the same name, listed by name, and gone when deleted', () => {
    const db = open();
    for (const name of ['b', 'a', 'c']) saveConnection(db, aConnection({ name }));
    saveConnection(db, aConnection({ name: 'b', host: 'elsewhere', origin: 'environment' }));
    deleteConnection(db, 'c');
    expect(listConnections(db).map(({ name, host }) => [name, host])).toEqual([
      ['a', '127.0.0.1'],
      ['b', 'elsewhere'],
    ]);
    expect(findConnection(db, 'c')).toBeNull();
  });
});

describe('plans', () => {
  it('come back as they were saved', () => {
    const db = open();
    saveConnection(db, aConnection());
    const plan = aPlan({
      name: HOSTILE,
      schedule: null,
      retention: { last: 3, monthly: 12 },
      paused: { until: START },
      format: 'directory',
      jobs: 4,
    });
    savePlan(db, plan);
    expect(findPlan(db, HOSTILE)).toEqual(plan);
    expect(listPlans(db)).toEqual([plan]);
  });

  it('keep their sequence and how far they were reconciled when they are changed', () => {
    const db = openWithPlan();
    const later = new Date('2026-03-11T00:00:00Z');
    takeSequence(db, 'plan');
    setReconciledThrough(db, 'plan', later);
    savePlan(db, aPlan({ database: 'other', paused: { until: null }, createdAt: '2027-01-01T00:00:00.000Z' }));
    expect(findPlan(db, 'plan')).toMatchObject({ database: 'other', paused: { until: null }, createdAt: START });
    expect(reconciledThrough(db, 'plan')).toEqual(later);
    expect(takeSequence(db, 'plan')).toBe(2);
  });

  it('begin to be reconciled when they are made', () => {
    expect(reconciledThrough(openWithPlan(), 'plan')).toEqual(new Date(START));
  });

  it('take their slots with them, and leave their backups', () => {
    const db = openWithPlan();
    recordSlot(db, { plan: 'plan', slot: START, state: 'waiting', reason: null }, new Date(START));
    saveBackup(db, aBackup(), 1);
    deletePlan(db, 'plan');
    expect([findPlan(db, 'plan'), findSlot(db, 'plan', START)]).toEqual([null, null]);
    expect(db.prepare('SELECT count(*) FROM backups').pluck().get()).toBe(1);
  });
});

describe('the sequence of a plan', () => {
  it('counts up, also when the newest backup was deleted', () => {
    const db = openWithPlan();
    expect(takeSequence(db, 'plan')).toBe(1);
    const backup = aBackup();
    saveBackup(db, backup, takeSequence(db, 'plan'));
    deleteBackupRow(db, backup.id);
    expect(takeSequence(db, 'plan')).toBe(3);
  });

  it('is above every backup in the catalog, adopted ones too', () => {
    const db = openWithPlan();
    saveBackup(db, aBackup(), 41);
    saveBackup(db, aBackup({ plan: 'other' }), 99);
    expect([takeSequence(db, 'plan'), takeSequence(db, 'plan')]).toEqual([42, 43]);
  });

  it('goes on when the plan is gone: a backup that was being taken is one all the same', () => {
    const db = openWithPlan();
    saveBackup(db, aBackup(), takeSequence(db, 'plan'));
    deletePlan(db, 'plan');
    expect(takeSequence(db, 'plan')).toBe(2);
    expect(takeSequence(db, 'never')).toBe(1);
  });
});

describe('settings and roots', () => {
  it('come back as they were written', () => {
    const db = open();
    expect(readSetting(db, HOSTILE)).toBeNull();
    writeSetting(db, HOSTILE, 'one');
    writeSetting(db, HOSTILE, HOSTILE);
    expect(readSetting(db, HOSTILE)).toBe(HOSTILE);
  });

  it('hold each root once', () => {
    const db = open();
    for (const root of ['/b', '/a', '/b', HOSTILE]) rememberRoot(db, root);
    expect(knownRoots(db)).toEqual([HOSTILE, '/a', '/b']);
  });
});
