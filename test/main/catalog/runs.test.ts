import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { NOTHING_REPLACED } from '../../../shared/model/restore.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { findRestore, insertRestore, listRestores, settleRestore } from '../../../main/catalog/restores.ts';
import {
  findRun,
  insertRun,
  lastBackupRun,
  lastRunOfSlot,
  listRuns,
  newestRunEnd,
  openRuns,
  updateRun,
  writeJournal,
} from '../../../main/catalog/runs.ts';
import {
  claimSlot,
  findSlot,
  forgetFutureSlots,
  recentSlots,
  recordSlot,
  settleSlot,
  slotsInState,
} from '../../../main/catalog/slots.ts';
import type { Run } from '../../../shared/model/run.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { aRun, START } from '../helpers/values.ts';

const owner = { id: 'owner', pid: 42 };

function open(): WriteHandle {
  const db = openCatalog(path.join(temporaryFolder(), 'catalog.db'));
  onTestFinished(() => void db.close());
  return db;
}

function insert(db: WriteHandle, change: Partial<Run>): Run {
  const run = aRun(change);
  insertRun(db, run, owner);
  return run;
}

describe('runs', () => {
  it('come back as they were, and as they have become', () => {
    const db = open();
    const run = insert(db, { plan: `';"--`, slot: START, attempt: 2, trigger: 'retry' });
    expect(findRun(db, run.id)).toEqual(run);
    const ended: Run = {
      ...run,
      state: 'failed',
      backup: randomUUID(),
      endedAt: START,
      durationMs: 1.25,
      error: { code: 'disk_full', message: 'Full.', nextStep: 'Free some.', detail: 'ENOSPC' },
      warnings: ['one'],
      advisories: [{ code: 'a', message: 'b', nextStep: 'c' }],
    };
    updateRun(db, ended);
    expect(findRun(db, run.id)).toEqual(ended);
  });

  it('are found by the start of the id, when only one begins so', () => {
    const db = open();
    const [a] = ['11111111-a000-4000-8000-000000000000', '11111111-b000-4000-8000-000000000000'].map((id) =>
      insert(db, { id }),
    );
    expect(findRun(db, '11111111-a')).toEqual(a);
    expect([findRun(db, '11111111'), findRun(db, '2'), findRun(db, '%')]).toEqual([null, null, null]);
  });

  it('are listed newest first, all or those of a plan', () => {
    const db = open();
    const old = insert(db, { startedAt: '2026-03-01T00:00:00.000Z' });
    const first = insert(db, { plan: 'b' });
    const second = insert(db, {});
    expect(listRuns(db, { limit: 10 })).toEqual([second, first, old]);
    expect(listRuns(db, { limit: 1 })).toEqual([second]);
    expect(listRuns(db, { limit: 10, plan: 'plan' })).toEqual([second, old]);
  });

  it('that have not ended are known with their owner and their journal', () => {
    const db = open();
    const runs = (
      ['queued', 'running', 'cancelling', 'succeeded', 'warned', 'failed', 'cancelled', 'interrupted'] as const
    ).map((state) => insert(db, { state }));
    const running = runs[1] as Run;
    writeJournal(db, running.id, { folder: '/a', file: 'b' });
    const found = openRuns(db);
    expect(found.map(({ run }) => run.state).sort()).toEqual(['cancelling', 'queued', 'running']);
    expect(found).toContainEqual({ run: running, owner: 'owner', pid: 42, journal: { folder: '/a', file: 'b' } });
    expect(found).toContainEqual({ run: runs[0], owner: 'owner', pid: 42, journal: {} });
  });

  it('tell when the last one ended, not what the latest date is that a wrong clock has written', () => {
    const db = open();
    expect(newestRunEnd(db)).toBeNull();
    insert(db, { state: 'succeeded', endedAt: '2038-01-19T03:14:08.000Z' });
    insert(db, { state: 'failed', endedAt: START });
    insert(db, { state: 'running' });
    expect(newestRunEnd(db)).toEqual(new Date(START));
  });

  it('tell which was the last attempt at a slot, and the last backup', () => {
    const db = open();
    const attempts = [1, 3, 2].map((attempt) => insert(db, { slot: START, attempt }));
    insert(db, { kind: 'prune', startedAt: '2026-04-01T00:00:00.000Z' });
    expect(lastRunOfSlot(db, 'plan', START)).toEqual(attempts[1]);
    expect(lastRunOfSlot(db, 'other', START)).toBeNull();
    expect(lastBackupRun(db, 'plan')).toEqual(attempts[2]);
    expect(lastBackupRun(db, 'other')).toBeNull();
  });
});

describe('slots', () => {
  const at = new Date(START);
  const slot = { plan: 'plan', slot: START, state: 'waiting', reason: null } as const;

  it('are written down once, whoever sees them first', () => {
    const db = open();
    expect(recordSlot(db, slot, at)).toBe(true);
    expect(recordSlot(db, { ...slot, state: 'missed', reason: 'asleep' }, at)).toBe(false);
    expect(recordSlot(db, { ...slot, plan: 'other' }, at)).toBe(true);
    expect(findSlot(db, 'plan', START)).toEqual(slot);
  });

  it('are claimed once', () => {
    const file = path.join(temporaryFolder(), 'catalog.db');
    const [one, other] = [openCatalog(file), openCatalog(file)];
    onTestFinished(() => [one, other].forEach((db) => db.close()));
    recordSlot(one, { ...slot, reason: 'asleep' }, at);
    expect([claimSlot(one, 'plan', START, at), claimSlot(other, 'plan', START, at)]).toEqual([true, false]);
    expect(findSlot(other, 'plan', START)).toEqual({ ...slot, state: 'running' });
    expect(claimSlot(one, 'plan', '2026-01-01T00:00:00.000Z', at)).toBe(false);
  });

  it.each(['running', 'done', 'failed', 'missed', 'skipped'] as const)('that are %s are not claimed', (state) => {
    const db = open();
    recordSlot(db, { ...slot, state }, at);
    expect(claimSlot(db, 'plan', START, at)).toBe(false);
  });

  it('are settled, and listed by state and by age', () => {
    const db = open();
    for (const hour of ['03', '01', '02']) recordSlot(db, { ...slot, slot: `2026-03-10T${hour}:00:00.000Z` }, at);
    settleSlot(db, 'plan', '2026-03-10T02:00:00.000Z', 'missed', 'paused', at);
    expect(slotsInState(db, 'plan', 'waiting').map((found) => found.slot.slice(11, 13))).toEqual(['01', '03']);
    expect(recentSlots(db, 'plan', 2).map((found) => [found.slot.slice(11, 13), found.state, found.reason])).toEqual([
      ['03', 'waiting', null],
      ['02', 'missed', 'paused'],
    ]);
  });

  it('of a future that a wrong clock has seen are forgotten, unless they ran', () => {
    const db = open();
    const states = ['waiting', 'running', 'done', 'failed', 'missed', 'skipped'] as const;
    for (const [index, state] of states.entries())
      recordSlot(db, { ...slot, slot: `2026-03-2${index}T00:00:00.000Z`, state }, at);
    recordSlot(db, slot, at);
    forgetFutureSlots(db, 'plan', at);
    expect(recentSlots(db, 'plan', 10).map((found) => found.state)).toEqual(['failed', 'done', 'running', 'waiting']);
  });
});

describe('restores', () => {
  it('come back newest first, with their result once they have one', () => {
    const db = open();
    const row = { id: randomUUID(), backup: randomUUID(), connection: 'server', database: `';--`, startedAt: START };
    const older = { ...row, id: randomUUID(), startedAt: '2026-01-01T00:00:00.000Z' };
    insertRestore(db, older);
    insertRestore(db, row);
    const { startedAt: _, ...same } = row;
    const result = {
      ...same,
      ok: true,
      durationMs: 1,
      tables: 2,
      rows: 3,
      differences: [],
      errors: [],
      createdRoles: [],
      ...NOTHING_REPLACED,
      omitted: [],
    };
    settleRestore(db, row.id, 'succeeded', result);
    expect(listRestores(db, 10)).toEqual([
      { ...row, kind: 'new', state: 'succeeded', result },
      { ...older, kind: 'new', state: 'running', result: null },
    ]);
    expect(listRestores(db, 1)).toHaveLength(1);
    expect(findRestore(db, older.id)).toEqual({ ...older, kind: 'new', state: 'running', result: null });
    expect(findRestore(db, 'none')).toBeNull();
  });
});
