import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups } from '../../../main/catalog/backups.ts';
import { listSigners } from '../../../main/catalog/signers.ts';
import { createSigningSecret, isSigned, readSigningSecret } from '../../../main/crypto/signatures.ts';
import type { SecretStore } from '../../../main/ports.ts';
import { commitBackup } from '../../../main/runs/commit.ts';
import { perform } from '../../../main/runs/perform.ts';
import { rebuild } from '../../../main/runs/rebuild.ts';
import { signingKey } from '../../../main/runs/signing.ts';
import { trustSigner } from '../../../main/runs/trustSigner.ts';
import { readTrustedManifest } from '../../../main/runs/trustedManifest.ts';
import { verify } from '../../../main/runs/verify.ts';
import { readManifestText, signedText } from '../../../main/storage/manifests.ts';
import { openPartial } from '../../../main/storage/partial.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';
import { aManifest } from '../helpers/values.ts';

describe('a manifest', () => {
  it('is signed by the machine that writes it, with a key made at the first backup', async () => {
    const context = openContext();
    const { backup } = await take(context);
    expect(backup.signature).toBe('valid');
    const { manifest, text } = await readManifestText(backup.manifestPath);
    const key = await signingKey(context);
    expect(manifest.signature?.key).toBe(key);
    expect(isSigned(text, manifest.signature ?? { key: '', value: '' })).toBe(true);
    expect(listSigners(context.db)).toEqual([key]);
    expect((await take(context)).manifest.signature?.key).toBe(key);
    expect(await readTrustedManifest(context, backup)).toEqual(manifest);
  });

  it('is signed over all that the file says, known to this version or not', async () => {
    const { backup } = await take(openContext());
    for (const change of [{ later: 1 }, { plan: 'other' }, { warnings: ['no'] }]) {
      const file = JSON.parse(readFileSync(backup.manifestPath, 'utf8')) as Manifest;
      const copy = backup.manifestPath;
      writeFileSync(copy, JSON.stringify({ ...file, ...change }));
      const { text } = await readManifestText(copy);
      expect(isSigned(text, file.signature ?? { key: '', value: '' })).toBe(false);
      writeFileSync(copy, JSON.stringify(file));
      expect(isSigned((await readManifestText(copy)).text, file.signature ?? { key: '', value: '' })).toBe(true);
    }
  });

  it.each<[string, Partial<SecretStore>]>([
    ['cannot be opened', { get: () => Promise.reject(new AppError('secret_unavailable', 'No key.', 'Look.')) }],
    ['cannot be written', { get: () => Promise.resolve(null), set: () => Promise.reject(new Error('read-only')) }],
    ['forgets', { get: () => Promise.resolve(null), set: () => Promise.resolve() }],
    ['holds something else', { get: () => Promise.resolve('not a key') }],
  ])('is written unsigned, with an advisory, where the secret store %s', async (_how, store) => {
    const rest = { set: () => Promise.resolve(), delete: () => Promise.resolve() };
    const secrets = { get: () => Promise.resolve(null), ...rest, ...store };
    const { backup, run } = await take(openContext({ ports: { secrets } }));
    expect(backup).toMatchObject({ state: 'good', signature: 'unsigned' });
    expect(run).toMatchObject({ state: 'succeeded', advisories: [{ code: 'unsigned' }] });
  });
});

describe('a backup is not believed any more', () => {
  it.each<[string, (file: string, manifest: Manifest, context: TestContext) => void]>([
    ['its manifest was edited, and its hash put right', (file, manifest) => edit(file, manifest, { database: 'evil' })],
    ['its signature was taken off', (file, manifest) => edit(file, manifest, { signature: undefined })],
    ['it was edited and signed by another machine', (file, manifest) => edit(file, signed(manifest, { plan: 'evil' }))],
    ['it was signed by another machine as it is', (file, manifest) => edit(file, signed(manifest, {}))],
    [
      'it has a signature that is none',
      (file, manifest) => edit(file, manifest, { signature: { key: 'x', value: 'y' } }),
    ],
  ])('when %s', async (_what, tamper) => {
    const context = openContext();
    const { backup, manifest } = await take(context);
    tamper(backup.manifestPath, manifest, context);
    await expectFault(context, backup);
  });

  it('when archive and manifest are those of another backup under its name', async () => {
    const context = openContext();
    const one = await take(context);
    const two = await take(context);
    copyFileSync(two.backup.path, one.backup.path);
    const { file, id } = one.manifest;
    edit(one.backup.manifestPath, two.manifest, { file, id });
    await expectFault(context, one.backup);
    expect(await verdictOf(context, two.backup)).toMatchObject({ ok: true });
  });

  it('when it is a whole pair of another machine, with an id that begins alike', async () => {
    const context = openContext();
    const { backup, manifest } = await take(context);
    const id = `${manifest.id.slice(0, 8)}-0000-4000-8000-000000000000`;
    edit(backup.manifestPath, signed(manifest, { id }));
    await expect(readTrustedManifest(context, backup)).rejects.toMatchObject({ code: 'signature_invalid' });
    await rebuild(context, [path.dirname(backup.path)]);
    expect(rowOf(context, id)).toMatchObject({ state: 'damaged', signature: 'invalid' });
  });

  it('until the signed manifest is back', async () => {
    const context = openContext();
    const { backup, manifest } = await take(context);
    edit(backup.manifestPath, manifest, { signature: undefined });
    for (let round = 0; round < 2; round += 1) {
      const { details } = await rebuild(context, [path.dirname(backup.path)]);
      expect(details).toEqual([{ path: backup.manifestPath, problem: expect.stringContaining('not any more') }]);
      expect(rowOf(context, backup.id)).toMatchObject({ state: 'damaged', signature: 'invalid' });
    }
    edit(backup.manifestPath, manifest);
    await rebuild(context, [path.dirname(backup.path)]);
    expect(rowOf(context, backup.id)).toMatchObject({ state: 'good', signature: 'valid' });
  });
});

describe('a backup stays what it was', () => {
  it('when the catalog is lost: the secret store still knows the key', async () => {
    const old = openContext();
    const { backup } = await take(old);
    const context = openContext({ ports: { secrets: old.ports.secrets } });
    await rebuild(context, [path.dirname(backup.path)]);
    expect(rowOf(context, backup.id)).toMatchObject({ state: 'good', signature: 'valid' });
  });

  it('when the key is lost: the catalog still knows its other half, and a new key takes over', async () => {
    const context = openContext();
    const { backup } = await take(context);
    await context.ports.secrets.delete('signing');
    expect(await verdictOf(context, backup)).toMatchObject({ ok: true });
    const next = await take(context);
    expect(next.backup.signature).toBe('valid');
    expect(new Set(listSigners(context.db)).size).toBe(2);
    await rebuild(context, [path.dirname(backup.path), path.dirname(next.backup.path)]);
    expect(listBackups(context.db, { limit: 9 }).map(({ signature }) => signature)).toEqual(['valid', 'valid']);
  });

  it('when both are lost it is foreign, can be restored, and is valid once its key is trusted', async () => {
    const old = openContext();
    const { backup } = await take(old);
    const context = openContext();
    await rebuild(context, [path.dirname(backup.path)]);
    const foreign = rowOf(context, backup.id);
    expect(foreign).toMatchObject({ state: 'good', signature: 'foreign' });
    expect(await readTrustedManifest(context, foreign)).toMatchObject({ id: backup.id });
    const key = await signingKey(old);
    expect(await trustSigner(context, `${key}\n`)).toEqual({ key, added: true, backups: 1 });
    expect(rowOf(context, backup.id).signature).toBe('valid');
    expect(await trustSigner(context, key)).toEqual({ key, added: false, backups: 0 });
    await rebuild(context, [path.dirname(backup.path)]);
    expect(rowOf(context, backup.id).signature).toBe('valid');
    await expect(trustSigner(context, backup.id)).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('when it is old and was never signed', async () => {
    const context = openContext();
    await take(context);
    const { backup } = await plantBackup(path.join(context.config.backupRoot, 'plan'));
    await rebuild(context, []);
    expect(rowOf(context, backup.id)).toMatchObject({ state: 'good', signature: 'unsigned' });
    expect(await verdictOf(context, rowOf(context, backup.id))).toMatchObject({ ok: true });
  });
});

async function take(context: TestContext) {
  const folder = path.join(context.config.backupRoot, `of-${listBackups(context.db, { limit: 99 }).length}`);
  mkdirSync(folder, { recursive: true });
  const manifest = aManifest();
  const outcome = await perform(
    context,
    { kind: 'backup', plan: 'plan', trigger: 'manual', server: 's' },
    async (scope) => {
      const archive = await openPartial(folder, manifest.file);
      await archive.write(Buffer.from('PGDMP archive'));
      const hash = await archive.finish();
      const dumped = {
        path: archive.path,
        isFolder: false,
        plain: hash,
        stored: hash,
        schemaSha256: null,
        warnings: [],
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
      return await commitBackup(context, { manifest, folder, root: folder, archive: dumped, globals: null }, scope);
    },
  );
  if (!outcome.ok) throw outcome.error;
  const backup = outcome.value;
  return { backup, run: outcome.run, manifest: (await readManifestText(backup.manifestPath)).manifest };
}

function rowOf(context: TestContext, id: string): Backup {
  const found = listBackups(context.db, { limit: 99 }).find((backup) => backup.id === id);
  if (!found) throw new Error(`no row of ${id}`);
  return found;
}

async function verdictOf(context: TestContext, backup: Backup) {
  const outcome = await verify(context, { backup, level: 'checksum' });
  if (!outcome.ok) throw outcome.error;
  return outcome.value;
}

/** Found wherever it would be acted upon, and by a rebuild, too, which must not forget what was known. */
async function expectFault(context: TestContext, backup: Backup): Promise<void> {
  await expect(readTrustedManifest(context, backup)).rejects.toMatchObject({ code: 'signature_invalid' });
  expect(await verdictOf(context, backup)).toMatchObject({ ok: false, reason: expect.stringContaining('believed') });
  expect(rowOf(context, backup.id)).toMatchObject({ state: 'damaged', signature: 'valid' });
  await rebuild(context, [path.dirname(backup.path)]);
  expect(rowOf(context, backup.id)).toMatchObject({ state: 'damaged', signature: 'invalid' });
}

function edit(file: string, manifest: Manifest, change: Partial<Record<keyof Manifest, unknown>> = {}): void {
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...change }, null, 2)}\n`);
}

/** As another machine would have written it. */
function signed(manifest: Manifest, change: Partial<Manifest>): Manifest {
  const { signature: _, ...changed } = { ...manifest, ...change };
  const other = readSigningSecret(createSigningSecret());
  return { ...changed, signature: { key: other.key, value: other.sign(signedText(changed)) } };
}
