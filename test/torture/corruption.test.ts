import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../main/app.ts';
import { combineParts, hashFile, hashParts } from '../../main/storage/hash.ts';
import type { CallInput } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Backup, BackupState } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { addPlan, openTestApp, temporaryFolder } from '../helpers/app.ts';
import { giveKeys } from '../helpers/keys.ts';
import { writeUnsigned } from '../helpers/manifests.ts';
import { startTestServer } from '../helpers/server.ts';
import { append, type Damage, flipBit, truncate } from './support/damage.ts';
import { listTree } from './support/folders.ts';
import { type Random, seeded } from './support/random.ts';
import { createSmallDatabase } from './support/smallDatabase.ts';

const server = await startTestServer();
beforeAll(() => createSmallDatabase(server, 'shop'));

type Plan = Pick<CallInput<'plans.add'>, 'format' | 'compression' | 'encryption'>;
interface Kind {
  readonly kind: string;
  readonly plan: Plan;
  readonly flips: number;
  readonly truncations: number;
}
const ENCRYPTED: Plan = { encryption: { form: 'x25519', recipients: [] } };
const kinds: readonly Kind[] = [
  { kind: 'a compressed custom archive', plan: { format: 'custom' }, flips: 170, truncations: 70 },
  {
    kind: 'an uncompressed custom archive',
    plan: { format: 'custom', compression: 'none' },
    flips: 170,
    truncations: 70,
  },
  // Thousands of each are opened in test/main/crypto, where that costs no run.
  { kind: 'an encrypted archive', plan: ENCRYPTED, flips: 60, truncations: 20 },
  { kind: 'a directory archive', plan: { format: 'directory' }, flips: 160, truncations: 60 },
];

async function takeBackup(plan: Plan): Promise<{ app: App; backup: Backup }> {
  const { app, home } = await openTestApp();
  if (plan.encryption) await giveKeys(home);
  await addPlan(app, server, { database: 'shop', ...plan });
  return { app, backup: (await app.call('backups.take', { plan: 'plan' })).backup };
}

/** The files an archive consists of. */
function filesOf(backup: Backup): string[] {
  return backup.format === 'directory'
    ? readdirSync(backup.path).map((name) => path.join(backup.path, name))
    : [backup.path];
}

async function expectBetrayed(
  app: App,
  backup: Backup,
  level: 'checksum' | 'decoded',
  what: string,
  state: BackupState = 'damaged',
): Promise<void> {
  const { results } = await app.call('backups.verify', { backup: backup.id, level });
  expect({ what, results, state: await stateOf(app, backup) }).toEqual({
    what,
    results: [{ backup: backup.id, level, ok: false, reason: expect.any(String) }],
    state,
  });
}

async function expectGood(app: App, backup: Backup, level: 'checksum' | 'decoded', what: string): Promise<void> {
  const { results } = await app.call('backups.verify', { backup: backup.id, level });
  expect({ what, results, state: await stateOf(app, backup) }).toEqual({
    what,
    results: [{ backup: backup.id, level, ok: true }],
    state: 'good',
  });
}

async function stateOf(app: App, { id }: Backup): Promise<BackupState> {
  return (await app.call('backups.show', { backup: id })).backup.state;
}

describe.each(kinds)('$kind', ({ plan, flips, truncations }) => {
  it.each<[what: string, count: number, damage: (file: string, random: Random) => Damage]>([
    [`${flips} flipped bits`, flips, flipBit],
    [`${truncations} truncations`, truncations, truncate],
  ])('betrays each of %s, and is good again with its own bytes', async (_what, count, damage) => {
    const random = seeded(count);
    const { app, backup } = await takeBackup(plan);
    const files = filesOf(backup);
    for (let round = 0; round < count; round += 1) {
      // Both levels must see it; the deeper one costs more and gets every tenth.
      const level = round % 10 === 0 ? 'decoded' : 'checksum';
      const { what, undo } = damage(random.pick(files), random);
      await expectBetrayed(app, backup, level, what);
      undo();
      await expectGood(app, backup, level, what);
    }
  });

  it('that was cut before its hash was taken is betrayed by decoding it', async () => {
    const { app, backup } = await takeBackup(plan);
    const [largest = ''] = filesOf(backup).toSorted((a, b) => statSync(b).size - statSync(a).size);
    const { size } = statSync(largest);
    for (const share of [0.99, 0.9, 0.6, 0.3]) {
      truncateSync(largest, Math.floor(share * size));
      await makeManifestAgree(backup);
      await expectGood(app, backup, 'checksum', `cut to ${share}`);
      await expectBetrayed(app, backup, 'decoded', `cut to ${share}`);
    }
  });
});

describe('an encrypted archive whose manifest was made to agree with what was done to it', () => {
  it.each<[what: string, count: number, damage: (file: string, random: Random) => Damage]>([
    ['20 flipped bits', 20, flipBit],
    ['10 truncations', 10, truncate],
    ['10 tails', 10, append],
  ])('is not restored after %s, and leaves nothing', async (_what, count, damage) => {
    const random = seeded(count);
    const { app, backup } = await takeBackup(ENCRYPTED);
    const before = await server.databases();
    const original = readFileSync(backup.manifestPath);
    for (let round = 0; round < count; round += 1) {
      const { what, undo } = damage(backup.path, random);
      const { bytes, sha256 } = await hashFile(backup.path);
      const manifest = JSON.parse(original.toString()) as Manifest;
      writeUnsigned(backup, { ...manifest, storedBytes: bytes, storedSha256: sha256 });
      const outcome = await app
        .call('backups.restore', { backup: backup.id, toNew: 'never' })
        .catch((error: unknown) => AppError.from(error));
      expect({ what, outcome }).toMatchObject({
        what,
        outcome: { code: expect.stringMatching(/^(archive_damaged|key_missing)$/) },
      });
      expect(listTree(app.config.scratchDir).filter((name) => name.includes('archive-'))).toEqual([]);
      await expectBetrayedOrUntestable(app, backup, what);
      undo();
      writeFileSync(backup.manifestPath, original);
    }
    expect(await server.databases()).toEqual(before);
    await expectGood(app, backup, 'decoded', 'its own bytes');
  });
});

/** A flip in the part of the header that names its keys makes it one for somebody else. */
async function expectBetrayedOrUntestable(app: App, backup: Backup, what: string): Promise<void> {
  const found = await app.call('backups.verify', { backup: backup.id, level: 'decoded' }).then(
    ({ results }) => results[0]?.ok,
    (error: unknown) => AppError.from(error).code,
  );
  expect({ what, found: found === 'key_missing' ? false : found }).toEqual({ what, found: false });
}

/** Writes the hashes of what is there into the manifest, as if the archive had been so from the start. */
async function makeManifestAgree(backup: Backup): Promise<void> {
  const manifest = JSON.parse(readFileSync(backup.manifestPath, 'utf8')) as Manifest;
  const parts = manifest.format === 'directory' ? await hashParts(backup.path) : undefined;
  const { bytes, sha256 } = parts ? combineParts(parts) : await hashFile(backup.path);
  const hashes = { plainBytes: bytes, storedBytes: bytes, sha256, storedSha256: sha256 };
  writeUnsigned(backup, { ...manifest, ...hashes, ...(parts && { parts }) });
}

interface Change {
  readonly what: string;
  readonly format: 'custom' | 'directory';
  readonly state?: BackupState;
  /** `copy` is an exact copy of the archive elsewhere, `other` the archive of another backup of the same plan. */
  readonly make: (archive: string, copy: string, other: string) => void;
}

const partOf = (archive: string) => {
  const name = readdirSync(archive).find((part) => part.endsWith('.dat.gz')) ?? '';
  return { name, file: path.join(archive, name) };
};
const replaceByLink = (target: string, to: string) => {
  rmSync(target, { recursive: true });
  symlinkSync(to, target);
};
const replaceByPipe = (target: string) => {
  rmSync(target, { recursive: true });
  execFileSync('mkfifo', [target]);
};

const changes: readonly Change[] = [
  { what: 'emptied', format: 'custom', make: (archive) => truncateSync(archive) },
  { what: 'removed', format: 'custom', state: 'missing', make: (archive) => rmSync(archive) },
  { what: 'replaced by that of another backup', format: 'custom', make: (to, _, other) => cpSync(other, to) },
  { what: 'replaced by a link to an exact copy', format: 'custom', make: replaceByLink },
  { what: 'replaced by a named pipe', format: 'custom', make: replaceByPipe },
  { what: 'removed', format: 'directory', state: 'missing', make: (archive) => rmSync(archive, { recursive: true }) },
  {
    what: 'replaced by that of another backup',
    format: 'directory',
    make(archive, _, other) {
      rmSync(archive, { recursive: true });
      cpSync(other, archive, { recursive: true });
    },
  },
  { what: 'replaced by a link to an exact copy', format: 'directory', make: replaceByLink },
  { what: 'replaced by a named pipe', format: 'directory', make: replaceByPipe },
  { what: 'short of a part', format: 'directory', make: (archive) => rmSync(partOf(archive).file) },
  { what: 'with an emptied part', format: 'directory', make: (archive) => truncateSync(partOf(archive).file) },
  {
    what: 'with a renamed part',
    format: 'directory',
    make: (archive) => renameSync(partOf(archive).file, path.join(archive, '1.dat.gz')),
  },
  {
    what: 'with a file too many',
    format: 'directory',
    make: (archive) => writeFileSync(path.join(archive, 'extra.dat'), ''),
  },
  { what: 'with a folder in it', format: 'directory', make: (archive) => mkdirSync(path.join(archive, 'inner')) },
  {
    what: 'with a part that is a link to its exact copy',
    format: 'directory',
    make: (archive, copy) => replaceByLink(partOf(archive).file, path.join(copy, partOf(archive).name)),
  },
  {
    what: 'with a part that is a named pipe',
    format: 'directory',
    make: (archive) => replaceByPipe(partOf(archive).file),
  },
];

describe('an archive', () => {
  it.each(changes)('in the $format format, $what, is betrayed and not restored', async (change) => {
    const { app, backup } = await takeBackup({ format: change.format });
    await server.sql("INSERT INTO authors SELECT max(id) + 1, 'late' FROM authors", 'shop');
    const other = (await app.call('backups.take', { plan: 'plan' })).backup;
    const copy = path.join(temporaryFolder(), 'copy');
    cpSync(backup.path, copy, { recursive: true });

    change.make(backup.path, copy, other.path);

    for (const level of ['checksum', 'decoded'] as const)
      await expectBetrayed(app, backup, level, change.what, change.state);
    const before = await server.databases();
    const restore = app.call('backups.restore', { backup: backup.id, toNew: 'never' });
    await expect(restore).rejects.toMatchObject({
      code: expect.stringMatching(/^(hash_mismatch|file_missing|unsafe_path)$/),
    });
    expect(await server.databases()).toEqual(before);

    rmSync(backup.path, { recursive: true, force: true });
    cpSync(copy, backup.path, { recursive: true });
    await expectGood(app, backup, 'decoded', 'the original bytes');
    await expectGood(app, other, 'decoded', 'the other backup');
  });
});
