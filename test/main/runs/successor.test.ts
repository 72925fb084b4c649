import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startEncryption } from '../../../main/crypto/encrypt.ts';
import { isSealedFor } from '../../../main/runs/successor.ts';
import { openContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';

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
