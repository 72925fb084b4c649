import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { deletingBackups, listBackups, markDeleting, saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { takeLease } from '../../../main/catalog/leases.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { findRestore, insertRestore } from '../../../main/catalog/restores.ts';
import { findRun, insertRun, type Journal, writeJournal } from '../../../main/catalog/runs.ts';
import { knownRoots } from '../../../main/catalog/settings.ts';
import { findSlot, recordSlot } from '../../../main/catalog/slots.ts';
import { recover } from '../../../main/runs/recover.ts';
import { annotate } from '../../../main/storage/manifests.ts';
import { baseOf } from '../../../main/storage/names.ts';
import { QUARANTINE_MS } from '../../../main/storage/remove.ts';
import type { Run } from '../../../shared/model/run.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { listTree, plantBackup } from '../helpers/files.ts';
import { startHelper } from '../helpers/programs.ts';
import { aConnection, aManifest, aPlan, aRun, START } from '../helpers/values.ts';

const dead: { readonly id: string; readonly pid: number } = { id: randomUUID(), pid: 999_999 };

/** A home with a plan, and what a process that is no more left in it. */
function openHome() {
  const context = openContext();
  saveConnection(context.db, aConnection());
  savePlan(context.db, aPlan({ root: context.config.backupRoot }));
  const folder = path.join(context.config.backupRoot, 'plan');
  mkdirSync(folder, { recursive: true });
  return { context, folder };
}

/** The row, the lease and the slot of a run that has not ended. */
function leaveRun(context: TestContext, journal: Journal | null, change: Partial<Run> = {}, owner = dead): Run {
  const run = aRun({ slot: START, trigger: 'schedule', ...change });
  insertRun(context.db, run, owner);
  if (journal) writeJournal(context.db, run.id, journal);
  recordSlot(context.db, { plan: 'plan', slot: START, state: 'running', reason: null }, new Date(START));
  const lease = { resource: 'plan:plan', run: run.id, what: 'backup', shared: false };
  takeLease(context.db, lease, { ...owner, close: () => undefined }, new Date(START), () => true);
  return run;
}

const leases = (context: TestContext) => context.db.prepare('SELECT count(*) FROM leases').pluck().get();

describe('a backup whose process died', () => {
  it('counts when its manifest was there', async () => {
    const { context, folder } = openHome();
    const { manifest, backup } = await plantBackup(folder);
    await annotate(backup.manifestPath, { type: 'pin', pinned: true, at: START });
    const run = leaveRun(context, { folder, file: manifest.file, backup: manifest.id });
    const before = listTree(folder);
    const [note, ...more] = await recover(context);
    expect([note, more]).toEqual([expect.stringContaining('was complete'), []]);
    expect(listBackups(context.db, { limit: 9 })).toEqual([{ ...backup, pinned: true }]);
    expect(findRun(context.db, run.id)).toMatchObject({ state: 'succeeded', error: null, endedAt: START });
    expect(findSlot(context.db, 'plan', START)).toMatchObject({ state: 'done', reason: null });
    expect([leases(context), knownRoots(context.db)]).toEqual([0, [context.config.backupRoot]]);
    expect(listTree(folder)).toEqual(before);
  });

  it('is put into quarantine otherwise, with every part of it and nothing else', async () => {
    const { context, folder } = openHome();
    const good = await plantBackup(folder);
    const { file } = aManifest();
    const base = baseOf(file);
    const parts = [
      file,
      `.${file}.partial`,
      `${base}.globals.sql`,
      `.${base}.globals.sql.partial`,
      `${base}.globals.sql.age`,
      `.${base}.globals.sql.age.partial`,
      `.${base}.json.partial`,
    ];
    for (const part of parts) writeFileSync(path.join(folder, part), 'half');
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    const run = leaveRun(context, { folder, file });
    expect(await recover(context)).toEqual([expect.stringContaining('nothing of it counts')]);
    expect(readdirSync(path.join(folder, '.quarantine')).sort()).toEqual(parts.sort());
    expect(readdirSync(folder).sort()).toEqual(
      ['.quarantine', 'notes.txt', path.basename(good.backup.path), path.basename(good.backup.manifestPath)].sort(),
    );
    expect(listBackups(context.db, { limit: 9 })).toEqual([]);
    expect(findRun(context.db, run.id)).toMatchObject({ state: 'interrupted', error: { code: 'interrupted' } });
    expect(findSlot(context.db, 'plan', START)).toMatchObject({ state: 'waiting', reason: 'interrupted' });
    expect(leases(context)).toBe(0);
  });

  it('is put into quarantine also with a manifest that was torn', async () => {
    const { context, folder } = openHome();
    const { manifest, backup } = await plantBackup(folder);
    writeFileSync(backup.manifestPath, '{"schemaVersion":1,');
    leaveRun(context, { folder, file: manifest.file });
    await recover(context);
    expect(readdirSync(folder)).toEqual(['.quarantine']);
    expect(listBackups(context.db, { limit: 9 })).toEqual([]);
  });

  it.each<[state: Run['state']]>([['queued'], ['running'], ['cancelling']])(
    'before it wrote anything is interrupted (%s)',
    async (state) => {
      const { context, folder } = openHome();
      const run = leaveRun(context, null, { state });
      expect(await recover(context)).toEqual([expect.stringContaining('was cut short')]);
      expect(findRun(context.db, run.id)?.state).toBe('interrupted');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('is told of, and put in order once', async () => {
    const { context, folder } = openHome();
    const run = leaveRun(context, { folder, file: aManifest().file });
    const notes = await recover(context);
    expect(context.events.map((event) => event.type)).toEqual(['run', 'note']);
    expect(context.events).toContainEqual({ type: 'note', message: notes[0] });
    const row = findRun(context.db, run.id);
    expect(await recover(context)).toEqual([]);
    expect(findRun(context.db, run.id)).toEqual(row);
  });
});

describe('a process that lives', () => {
  it('is left alone, and cleared up after once it was killed', async () => {
    const { context, folder } = openHome();
    const helper = await startHelper('owner', context.config.ownersDir);
    const { file } = aManifest();
    writeFileSync(path.join(folder, `.${file}.partial`), 'half');
    const run = leaveRun(context, { folder, file }, {}, { id: helper.line, pid: 1 });
    const scratch = path.join(context.config.scratchDir, helper.line);
    mkdirSync(scratch, { recursive: true });
    expect(await recover(context)).toEqual([]);
    expect(findRun(context.db, run.id)?.state).toBe('running');
    expect([readdirSync(folder), existsSync(scratch), leases(context)]).toEqual([[`.${file}.partial`], true, 1]);
    await helper.kill();
    expect(await recover(context)).toHaveLength(1);
    expect([readdirSync(folder), existsSync(scratch), leases(context)]).toEqual([['.quarantine'], false, 0]);
  });

  it('may be this one', async () => {
    const { context } = openHome();
    const run = leaveRun(context, null, {}, context.owner);
    mkdirSync(path.join(context.config.scratchDir, context.owner.id), { recursive: true });
    expect(await recover(context)).toEqual([]);
    expect(findRun(context.db, run.id)?.state).toBe('running');
    expect(readdirSync(context.config.scratchDir)).toEqual([context.owner.id]);
  });
});

describe('a deletion that was cut short', () => {
  it.each([
    ['before the first file was gone', []],
    ['after the manifest was gone', ['manifestPath']],
    ['after all files were gone', ['manifestPath', 'path']],
  ] as const)('%s is finished', async (_when, gone) => {
    const { context, folder } = openHome();
    const { backup } = await plantBackup(folder);
    const other = await plantBackup(folder);
    saveBackup(context.db, backup, 1);
    saveBackup(context.db, other.backup, 2);
    markDeleting(context.db, backup.id);
    for (const part of gone) rmSync(backup[part]);
    expect(await recover(context)).toEqual([
      `Finished deleting the backup ${backup.id.slice(0, 8)}, which had been cut short.`,
    ]);
    expect(listBackups(context.db, { limit: 9 })).toEqual([other.backup]);
    expect(deletingBackups(context.db)).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});

describe('a restore whose process died', () => {
  it('is interrupted, and says which database is left when its server is out of reach', async () => {
    const { context } = openHome();
    saveConnection(context.db, aConnection({ name: 'nowhere', host: '/nowhere', port: 1 }));
    const run = leaveRun(
      context,
      { connection: 'nowhere', scratchDatabase: 'lifeboat_restoring_1', restore: dead.id },
      { kind: 'restore' },
    );
    insertRestore(context.db, {
      id: dead.id,
      backup: run.id,
      connection: 'nowhere',
      database: 'copy',
      startedAt: START,
    });
    expect(await recover(context)).toEqual([
      expect.stringContaining('lifeboat_restoring_1 on nowhere could not be dropped'),
    ]);
    expect(findRun(context.db, run.id)?.state).toBe('interrupted');
    expect(findRestore(context.db, dead.id)?.state).toBe('interrupted');
  });

  it('that had made nothing yet is only interrupted', async () => {
    const { context } = openHome();
    const run = leaveRun(context, { restore: dead.id }, { kind: 'restore' });
    expect(await recover(context)).toEqual(['The restore of plan of process 999999 was cut short.']);
    expect(findRun(context.db, run.id)?.state).toBe('interrupted');
  });
});

describe('what lies around', () => {
  it('goes when the process is gone that it belonged to', async () => {
    const { context } = openHome();
    const scratch = path.join(context.config.scratchDir, dead.id, 'pgpass-1');
    mkdirSync(scratch, { recursive: true });
    writeFileSync(path.join(scratch, 'pgpass'), '*:*:*:*:secret');
    await recover(context);
    expect(readdirSync(context.config.scratchDir)).toEqual([]);
  });

  it('goes when it has been in quarantine for a day', async () => {
    const { context, folder } = openHome();
    mkdirSync(path.join(folder, '.quarantine'));
    const file = path.join(folder, '.quarantine', 'a');
    writeFileSync(file, 'half');
    utimesSync(file, 0, 0);
    context.clock.set(new Date(Date.now() + QUARANTINE_MS - 60_000));
    expect([await recover(context), existsSync(file)]).toEqual([[], true]);
    context.clock.set(new Date(Date.now() + QUARANTINE_MS + 60_000));
    expect(await recover(context)).toEqual(['Deleted 1 leftover(s) of plan that had been in quarantine for a day.']);
    expect(existsSync(file)).toBe(false);
  });

  it('that cannot be put in order does not keep Lifeboat from starting, nor the rest from being put in order', async () => {
    const { context, folder } = openHome();
    const { file } = aManifest();
    writeFileSync(path.join(folder, file), 'half');
    // Where the quarantine would be, somebody has put a file.
    writeFileSync(path.join(folder, '.quarantine'), 'mine');
    const stuck = leaveRun(context, { folder, file });
    const other = aRun({ kind: 'prune' });
    insertRun(context.db, other, dead);
    const notes = await recover(context);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^Clearing up after process 999999 is tried again at the next start: /);
    expect([findRun(context.db, stuck.id)?.state, findRun(context.db, other.id)?.state]).toEqual([
      'running',
      'interrupted',
    ]);
    expect(readdirSync(folder).sort()).toEqual(['.quarantine', file]);
    rmSync(path.join(folder, '.quarantine'));
    expect(await recover(context)).toHaveLength(1);
    expect(findRun(context.db, stuck.id)?.state).toBe('interrupted');
  });
});
