import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { createSigningSecret, readSigningSecret, type SigningKey } from '../../../main/crypto/signatures.ts';
import { createDeviceKey } from '../../../main/runs/ownKeys.ts';
import { makeKit } from '../../../main/runs/recoveryKit.ts';
import { reencrypt } from '../../../main/runs/reencrypt.ts';
import { findSuccessor, inherit, isSealedFor } from '../../../main/runs/successor.ts';
import { signedText } from '../../../main/storage/manifests.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import { openContext, type TestContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';
import { aConnection, aManifest, aPlan } from '../helpers/values.ts';

it.each([
  ['correct horse', true],
  ['battery staple', false],
])('a backup with a passphrase is encrypted for %s: %s', async (passphrase, expected) => {
  const context = openContext();
  const encryption = { form: 'passphrase' as const, recipients: [] };
  const { backup, manifest } = await plantBackup(`${context.config.home}/backups/plan`, { encryption });
  const encryptor = await startEncryption({ passphrase: 'correct horse', work: 10 });
  writeFileSync(backup.path, Buffer.concat([...encryptor.update(Buffer.from('plain')), ...encryptor.final()]));
  expect(await isSealedFor(context, backup, manifest, { passphrase })).toBe(expected);
  expect(await isSealedFor(context, backup, manifest, { recipients: ['age1x'] })).toBe(false);
});

it.each([
  [['age1a', 'age1b'], ['age1b', 'age1a'], true],
  [['age1a'], ['age1a', 'age1b'], false],
  [['age1a', 'age1b'], ['age1a'], false],
])('a backup for %j is encrypted for %j: %s', async (recipients, wanted, expected) => {
  const context = openContext();
  const encryption = { form: 'x25519' as const, recipients };
  const { backup, manifest } = await plantBackup(`${context.config.home}/backups/plan`, { encryption });
  expect(await isSealedFor(context, backup, manifest, { recipients: wanted })).toBe(expected);
  expect(await isSealedFor(context, backup, { ...manifest, encryption: null }, { recipients: wanted })).toBe(false);
});

describe('a successor', () => {
  const folderOf = (context: TestContext) => `${context.config.home}/backups/plan`;

  /** A backup and another that says to be the same, encrypted anew. */
  async function plantPair(context: TestContext, signer: SigningKey | null, change: Partial<Manifest> = {}) {
    const { backup: old } = await plantBackup(folderOf(context));
    const manifest = aManifest({ reencryptedFrom: old.id, ...change }, 'PGDMP archive');
    const signature = signer && { key: signer.key, value: signer.sign(signedText(manifest)) };
    const planted = await plantBackup(folderOf(context), { ...manifest, ...(signature && { signature }) });
    const twin = { ...planted.backup, signature: signature ? ('foreign' as const) : ('unsigned' as const) };
    saveBackup(context.db, old, 1);
    saveBackup(context.db, twin, 1);
    return { old, twin };
  }

  it('is the good backup that says what it was made of', async () => {
    const context = openContext();
    const { old, twin } = await plantPair(context, null);
    expect(await findSuccessor(context, old)).toMatchObject({ manifest: { id: twin.id }, signature: 'unsigned' });
    expect(await findSuccessor(context, { ...old, sha256: twin.storedSha256.replace(/^./, 'x') })).toBeNull();
    rmSync(twin.path);
    expect(await findSuccessor(context, old)).toBeNull();
  });

  it.each(['unsigned', 'foreign'] as const)('of a backup that was signed here is not one that is %s', async (state) => {
    const context = openContext();
    const signer = state === 'foreign' ? readSigningSecret(createSigningSecret()) : null;
    const { old } = await plantPair(context, signer);
    expect(await findSuccessor(context, old)).toMatchObject({ signature: state });
    expect(await findSuccessor(context, { ...old, signature: 'valid' })).toBeNull();
  });

  it('has the signature that was found, not the one that it seems to have', async () => {
    const context = openContext();
    const { old } = await plantPair(context, readSigningSecret(createSigningSecret()));
    const successor = await findSuccessor(context, old);
    expect(successor && (await inherit(context, old, successor))).toMatchObject({ signature: 'foreign' });
  });

  it('does not cost the other one its files when it holds something else', async () => {
    const context = openContext();
    const { recipient } = await createDeviceKey(context, 'x25519', false);
    await makeKit(context, 'x25519', null);
    const encryption = { form: 'x25519' as const, recipients: [recipient] };
    saveConnection(context.db, aConnection());
    savePlan(context.db, aPlan({ encryption }));
    const encryptor = await startEncryption({ recipients: [recipient] });
    const bytes = Buffer.concat([...encryptor.update(Buffer.from('rubbish')), ...encryptor.final()]);
    const stored = { storedBytes: bytes.length, storedSha256: createHash('sha256').update(bytes).digest('hex') };
    const { old, twin } = await plantPair(context, null, { encryption, ...stored });
    writeFileSync(twin.path, bytes);
    const outcome = await reencrypt(context, { backup: old });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'hash_mismatch' } });
    expect([existsSync(old.path), existsSync(old.manifestPath)]).toEqual([true, true]);
  });
});
