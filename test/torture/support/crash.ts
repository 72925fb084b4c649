import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { type App, createApp } from '../../../main/app.ts';
import { openCatalogReadOnly } from '../../../main/catalog/open.ts';
import { readConfig } from '../../../main/config.ts';
import { takeInventory } from '../../../main/storage/inventory.ts';
import { entryKind, slug } from '../../../main/storage/names.ts';
import type { CallInput } from '../../../shared/contract.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import type { Run } from '../../../shared/model/run.ts';
import { addPlan, openTestApp } from '../../helpers/app.ts';
import type { TestServer } from '../../helpers/server.ts';

/** Makes a home with one plan, to be used by several tests and processes. */
export async function prepareHome(
  home: string,
  server: TestServer,
  plan: Partial<CallInput<'plans.add'>> & { readonly name: string; readonly database: string },
): Promise<void> {
  const config = readConfig({ home, env: {}, cwd: home });
  const app = await createApp({ config, actor: { user: 'tester', host: 'here', door: 'cli' } });
  await addPlan(app, server, plan);
  app.close();
}

export interface Recovered {
  readonly app: App;
  readonly notes: string[];
  readonly backups: Backup[];
  /** The run that was killed, if it had come into being. */
  readonly run: Run | null;
}

/**
 * Starts Lifeboat again where a process was killed, and expects what must hold after every crash: what was left is cleared and
 * named, every backup that is shown is whole, and nothing is held.
 */
export async function expectRecovery(
  home: string,
  plan: string,
  childrenGone: () => Promise<void>,
): Promise<Recovered> {
  // At the very instant of the crash, too, what has a manifest has its archive.
  const { backups: found } = await takeInventory(path.join(home, 'backups', slug(plan)));
  expect(found.filter(({ state }) => state !== 'good')).toEqual([]);
  const left = unendedRuns(home);
  const halfDeleted = ask(home, 'SELECT id FROM backups WHERE deleting = 1');
  const { app, events } = await openTestApp({ home });
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  expect(notes).toEqual([
    ...left.map(() => expect.stringMatching(/was cut short|was complete when its process died/)),
    ...halfDeleted.map((id) => `Finished deleting the backup ${String(id).slice(0, 8)}, which had been cut short.`),
  ]);
  expect(leases(home)).toEqual([]);

  const { backups } = await app.call('backups.list', { plan, limit: 1_000 });
  for (const backup of backups) {
    const { results } = await app.call('backups.verify', { backup: backup.id, level: 'decoded' });
    expect(results).toEqual([expect.objectContaining({ backup: backup.id, ok: true })]);
  }
  // Programs of the dead process may still have been at work while we looked.
  await childrenGone();
  expectOnlyBackups(path.join(app.config.backupRoot, slug(plan)), backups);

  const { runs } = await app.call('runs.list', { plan, limit: 1_000 });
  const run = runs.find(({ id }) => left.includes(id)) ?? null;
  if (run?.kind === 'backup') {
    const published = backups.some(({ id }) => id === run.backup);
    expect(run.state).toBe(published ? 'succeeded' : 'interrupted');
  } else if (run) {
    expect(run.state).toBe('interrupted');
  }
  return { app, notes, backups, run };
}

/** The folder of a plan holds these backups and nothing that could be taken for another. */
function expectOnlyBackups(folder: string, backups: readonly Backup[]): void {
  if (backups.length === 0 && !existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => name !== '.quarantine');
  const files = backups.flatMap(({ path: archive, manifestPath }) => [
    path.basename(archive),
    path.basename(manifestPath),
  ]);
  const visible = names.filter((name) => !['proofs', 'globals'].includes(entryKind(name)));
  expect(visible.toSorted()).toEqual(files.toSorted());
}

/** Ids of the runs that a dead process left in the catalog. */
function unendedRuns(home: string): string[] {
  return ask(home, `SELECT id FROM runs WHERE state IN ('queued', 'running', 'cancelling')`).map(String);
}

function leases(home: string): unknown[] {
  return ask(home, 'SELECT resource FROM leases');
}

function ask(home: string, sql: string): unknown[] {
  const db = openCatalogReadOnly(path.join(home, 'catalog.db'));
  try {
    return db?.prepare(sql).pluck().all() ?? [];
  } finally {
    db?.close();
  }
}
