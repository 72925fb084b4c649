import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups } from '../../../main/catalog/backups.ts';
import { knownRoots } from '../../../main/catalog/settings.ts';
import { commitBackup, describeBackup } from '../../../main/runs/commit.ts';
import { perform } from '../../../main/runs/perform.ts';
import { readManifest } from '../../../main/storage/manifests.ts';
import { baseOf } from '../../../main/storage/names.ts';
import { openPartial } from '../../../main/storage/partial.ts';
import type { Annotation } from '../../../shared/model/manifest.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { aManifest, START } from '../helpers/values.ts';

const STEPS = ['archive-published', 'globals-published', 'manifest-published', 'folder-synced'];

/** Commits a backup of three files into a folder of its own. */
async function commit(context: TestContext, arrange: (folder: string, base: string) => void = () => undefined) {
  const root = temporaryFolder();
  const manifest = aManifest();
  const base = baseOf(manifest.file);
  arrange(root, base);
  const outcome = await perform(
    context,
    { kind: 'backup', plan: 'plan', trigger: 'manual', server: 's' },
    async (scope) => {
      const [archive, globals] = [
        await openPartial(root, manifest.file),
        await openPartial(root, `${base}.globals.sql`),
      ];
      try {
        await archive.write(Buffer.from('PGDMP archive'));
        await globals.write(Buffer.from('CREATE ROLE x;'));
        const [hash, hashOfGlobals] = [await archive.finish(), await globals.finish()];
        const dispose = { [Symbol.asyncDispose]: () => Promise.resolve() };
        return await commitBackup(
          context,
          {
            manifest,
            folder: root,
            root,
            archive: {
              path: archive.path,
              isFolder: false,
              plain: hash,
              stored: hash,
              schemaSha256: null,
              warnings: [],
              ...dispose,
            },
            globals: { name: `${base}.globals.sql`, path: globals.path, hash: hashOfGlobals, ...dispose },
          },
          scope,
        );
      } finally {
        await archive.discard();
        await globals.discard();
      }
    },
  );
  return { outcome, manifest, root, base, files: () => readdirSync(root).sort() };
}

describe('committing a backup', () => {
  it('publishes the archive, the globals and last the manifest; then the catalog knows it', async () => {
    const context = openContext();
    const { outcome, manifest, root, base, files } = await commit(context);
    expect(outcome).toMatchObject({ ok: true, run: { state: 'succeeded' } });
    expect(context.steps).toEqual(STEPS);
    expect(files()).toEqual([`${base}.dump`, `${base}.globals.sql`, `${base}.json`]);
    const { signature, ...rest } = await readManifest(path.join(root, `${base}.json`));
    expect(rest).toEqual(manifest);
    expect(signature).toBeDefined();
    expect(listBackups(context.db, { limit: 9 })).toEqual([describeBackup(manifest, root, 'good', [], 'valid')]);
    expect(knownRoots(context.db)).toEqual([root]);
  });

  it('leaves nothing when it fails before the manifest is there', async () => {
    for (const last of STEPS.slice(0, 2)) {
      const checkpoint = (step: string) => {
        if (step === last) throw new Error('no');
      };
      const context = openContext({ ports: { checkpoint } });
      const { outcome, files } = await commit(context);
      expect([outcome.ok, files(), listBackups(context.db, { limit: 9 })]).toEqual([false, [], []]);
    }
  });

  it('takes back what it published when the manifest cannot be written, and leaves what stood there', async () => {
    const context = openContext();
    const { outcome, base, files } = await commit(context, (folder, name) => {
      writeFileSync(path.join(folder, `${name}.json`), 'mine');
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'unsafe_path' } });
    expect(files()).toEqual([`${base}.json`]);
  });

  it('honours a cancel until the first file is published', async () => {
    const context = openContext();
    const cancelling: TestContext = {
      ...context,
      emit(event) {
        const told = event.type === 'progress' && event.progress.phase === 'publishing';
        if (told) for (const cancel of context.cancels.values()) cancel.abort();
      },
    };
    const { outcome, files } = await commit(cancelling);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(files()).toEqual([]);
  });
});

describe('what a manifest and its notes say', () => {
  const manifest = aManifest();
  const proof = (level: 'checksum' | 'decoded' | 'restored', ok: boolean, day: number): Annotation => ({
    type: 'verification',
    level,
    ok,
    at: `2026-03-${day}T00:00:00.000Z`,
    durationMs: 1,
  });
  const pin = (pinned: boolean): Annotation => ({ type: 'pin', pinned, at: START });
  const describeWith = (...notes: Annotation[]) => describeBackup(manifest, '/disk/plan', 'good', notes);

  it('is what it was proved to be when it was taken', () => {
    expect(describeWith()).toMatchObject({
      state: 'good',
      path: `/disk/plan/${manifest.file}`,
      manifestPath: `/disk/plan/${baseOf(manifest.file)}.json`,
      createdAt: manifest.snapshotAt,
      verification: { level: 'decoded', at: manifest.finishedAt },
      pinned: false,
      encrypted: false,
    });
  });

  it('is the newest proof that succeeded', () => {
    expect(describeWith(proof('checksum', true, 11), proof('restored', true, 12))).toMatchObject({
      state: 'good',
      verification: { level: 'restored', at: '2026-03-12T00:00:00.000Z' },
    });
  });

  it('is damage when the newest proof failed, and not when an earlier one did', () => {
    expect(describeWith(proof('restored', true, 11), proof('checksum', false, 12))).toMatchObject({
      state: 'damaged',
      verification: { level: 'restored' },
    });
    expect(describeWith(proof('checksum', false, 11), proof('decoded', true, 12)).state).toBe('good');
    expect(describeBackup(manifest, '/d', 'missing', [proof('checksum', false, 12)]).state).toBe('missing');
  });

  it('is the newest word about a pin', () => {
    expect([describeWith(pin(true)).pinned, describeWith(pin(true), pin(false)).pinned]).toEqual([true, false]);
  });
});
