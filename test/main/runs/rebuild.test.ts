import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups, saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { knownRoots, rememberRoot } from '../../../main/catalog/settings.ts';
import { listVerifications } from '../../../main/catalog/verifications.ts';
import { rebuild } from '../../../main/runs/rebuild.ts';
import { annotate } from '../../../main/storage/manifests.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { listTree, plantBackup } from '../helpers/files.ts';
import { aConnection, aPlan, START } from '../helpers/values.ts';

const known = (context: TestContext) => listBackups(context.db, { limit: 100 });

describe('rebuilding the catalog', () => {
  it('adopts every backup under the roots that it knows, those named, and those of the plans', async () => {
    const context = openContext({ env: { DB_DATABASE: 'shop', BACKUP_DIR: 'env-backups' } });
    const roots = {
      known: temporaryFolder(),
      named: temporaryFolder(),
      plans: temporaryFolder(),
      env: path.join(context.config.home, 'env-backups'),
    };
    rememberRoot(context.db, roots.known);
    saveConnection(context.db, aConnection());
    savePlan(context.db, aPlan({ root: roots.plans }));
    const planted = [];
    for (const root of Object.values(roots)) planted.push((await plantBackup(path.join(root, 'plan'))).backup);
    expect(await rebuild(context, [roots.named])).toEqual({ adopted: 4, missing: 0, unknown: 0, details: [] });
    expect(
      known(context)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(planted.map(({ id }) => id).sort());
    expect(known(context)).toEqual(expect.arrayContaining(planted));
    expect(knownRoots(context.db)).toEqual(expect.arrayContaining(Object.values(roots)));
  });

  it('finds nothing new the second time, and changes nothing', async () => {
    const context = openContext();
    await plantBackup(path.join(context.config.backupRoot, 'plan'));
    await rebuild(context, []);
    const before = known(context);
    expect(await rebuild(context, [])).toEqual({ adopted: 0, missing: 0, unknown: 0, details: [] });
    expect(known(context)).toEqual(before);
  });

  it('takes over what was noted: pins, proofs and damage', async () => {
    const context = openContext();
    const { backup } = await plantBackup(path.join(context.config.backupRoot, 'plan'));
    await annotate(backup.manifestPath, { type: 'pin', pinned: true, at: START });
    await annotate(backup.manifestPath, {
      type: 'verification',
      level: 'restored',
      ok: true,
      at: '2026-03-11T00:00:00.000Z',
      durationMs: 5,
    });
    await annotate(backup.manifestPath, {
      type: 'verification',
      level: 'checksum',
      ok: false,
      at: '2026-03-12T00:00:00.000Z',
      durationMs: 6,
      reason: 'flipped',
    });
    await rebuild(context, []);
    expect(known(context)).toMatchObject([{ pinned: true, state: 'damaged', verification: { level: 'restored' } }]);
    expect(listVerifications(context.db, backup.id)).toEqual([
      {
        backup: backup.id,
        level: 'checksum',
        ok: false,
        at: '2026-03-12T00:00:00.000Z',
        durationMs: 6,
        reason: 'flipped',
      },
      { backup: backup.id, level: 'restored', ok: true, at: '2026-03-11T00:00:00.000Z', durationMs: 5 },
    ]);
  });

  it('tells what is missing, what is damaged and what it does not know, and deletes nothing', async () => {
    const context = openContext();
    const folder = path.join(context.config.backupRoot, 'plan');
    const gone = (await plantBackup(folder)).backup;
    const short = (await plantBackup(folder)).backup;
    const orphan = (await plantBackup(folder)).backup;
    const broken = (await plantBackup(folder)).backup;
    const forgotten = (await plantBackup(folder)).backup;
    saveBackup(context.db, forgotten, 1);
    rmSync(gone.path);
    truncateSync(short.path, 3);
    rmSync(orphan.manifestPath);
    writeFileSync(broken.manifestPath, '{');
    rmSync(forgotten.manifestPath);
    rmSync(forgotten.path);
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    symlinkSync('/nowhere', path.join(folder, 'link'));
    const before = listTree(context.config.backupRoot);
    const result = await rebuild(context, []);
    expect(listTree(context.config.backupRoot)).toEqual(before);
    expect(result).toMatchObject({ adopted: 2, missing: 2 });
    const problems = new Map(result.details.map(({ path, problem }) => [path, problem]));
    expect(problems.get(gone.path)).toBe('its archive is missing');
    expect(problems.get(short.path)).toBe('its archive has the wrong size');
    expect(problems.get(orphan.path)).toBe('an archive without a manifest');
    expect(problems.get(broken.manifestPath)).toContain('it is not JSON');
    expect(problems.get(forgotten.manifestPath)).toContain('its manifest is not there');
    const states = new Map(known(context).map(({ id, state }) => [id, state]));
    expect(states).toEqual(
      new Map([
        [gone.id, 'missing'],
        [short.id, 'damaged'],
        [forgotten.id, 'missing'],
      ]),
    );
  });

  it('believes the disk again when it is back', async () => {
    const context = openContext();
    const { backup } = await plantBackup(path.join(context.config.backupRoot, 'plan'));
    saveBackup(context.db, { ...backup, state: 'missing', manifestPath: '/elsewhere/a.json', path: '/elsewhere/a' }, 1);
    expect(await rebuild(context, [])).toMatchObject({ adopted: 0, missing: 0 });
    expect(known(context)).toEqual([backup]);
  });

  it('counts a backup once, also when it lies in two places or its folder is named beside the root', async () => {
    const context = openContext();
    const root = temporaryFolder();
    const { manifest } = await plantBackup(path.join(root, 'plan'));
    expect(await rebuild(context, [root, path.join(root, 'plan')])).toEqual({
      adopted: 1,
      missing: 0,
      unknown: 0,
      details: [],
    });
    const copy = await plantBackup(path.join(root, 'copy'), manifest);
    const result = await rebuild(context, [root]);
    expect(result.adopted).toBe(0);
    expect(result.details).toEqual([
      { path: expect.stringContaining(root), problem: 'a second manifest of a backup that is known already' },
    ]);
    expect(known(context)).toHaveLength(1);
    expect(copy.manifest.id).toBe(manifest.id);
  });

  it('says that a folder that was named cannot be read, and is silent about one that it only remembers', async () => {
    const context = openContext();
    const [named, remembered] = [path.join(temporaryFolder(), 'named'), path.join(temporaryFolder(), 'remembered')];
    rememberRoot(context.db, remembered);
    const { details } = await rebuild(context, [named]);
    expect(new Set(details.map((entry) => entry.path))).toEqual(new Set([named]));
  });
});
