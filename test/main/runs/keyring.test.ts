import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { saveBackup } from '../../../main/catalog/backups.ts';
import { saveConnection } from '../../../main/catalog/connections.ts';
import { type Key, listKeys, retireKey, saveKey, setProved } from '../../../main/catalog/keys.ts';
import { savePlan } from '../../../main/catalog/plans.ts';
import { identitySecret, keepPassphrase, openingKeys, sealingFor } from '../../../main/runs/keyring.ts';
import type { PlanEncryption } from '../../../shared/model/encryption.ts';
import { openContext } from '../helpers/context.ts';
import { aBackup, aConnection, aPlan, START } from '../helpers/values.ts';

interface StoreFile {
  readonly secrets: Record<string, object>;
}

const aKey = (recipient: string, change: Partial<Key> = {}): Key => ({
  recipient,
  role: 'device',
  form: 'x25519',
  createdAt: START,
  provedAt: null,
  retiredAt: null,
  ...change,
});

function openWith(...keys: readonly Key[]) {
  const context = openContext();
  for (const key of keys) saveKey(context.db, key);
  return context;
}

const planned = (change: Partial<PlanEncryption> = {}) =>
  aPlan({ encryption: { form: 'x25519', recipients: [], ...change } });

describe('a backup is sealed for', () => {
  const device = aKey('age1device');
  const kit = aKey('age1kit', { role: 'recovery' });

  it('this machine, the recovery keys and whom the plan names, each once, and no other key', async () => {
    const context = openWith(
      device,
      kit,
      aKey('age1kit2', { role: 'recovery' }),
      aKey('age1imported', { role: 'imported' }),
      aKey('age1old', { retiredAt: START }),
      aKey('age1pq1device', { form: 'hybrid' }),
    );
    const sealing = await sealingFor(context, planned({ recipients: ['age1friend', 'age1kit'] }));
    expect(sealing).toEqual({ recipients: ['age1device', 'age1kit', 'age1kit2', 'age1friend'] });
  });

  it.each([
    ['kit_missing', 'refused', [device]],
    ['kit_missing', 'refused', [device, { ...kit, retiredAt: START }]],
    ['kit_missing', 'refused', [device, { ...kit, form: 'hybrid' as const }]],
    ['secret_unavailable', 'failed', [kit]],
    ['secret_unavailable', 'failed', []],
  ])('nobody without both: %s (%s)', async (code, kind, keys) => {
    const sealing = sealingFor(openWith(...keys), planned({ recipients: ['age1friend'] }));
    await expect(sealing).rejects.toMatchObject({ code, kind });
  });

  it('whoever knows the passphrase of the plan', async () => {
    const context = openContext();
    const plan = planned({ form: 'passphrase' });
    await expect(sealingFor(context, plan)).rejects.toMatchObject({ code: 'secret_unavailable' });
    await keepPassphrase(context, 'plan', 'open sesame');
    expect(await sealingFor(context, plan)).toEqual({ passphrase: 'open sesame' });
  });
});

describe('an archive is opened with', () => {
  it('every identity that is here, also of keys that are retired or came in, be it from a kit', async () => {
    const context = openWith(
      aKey('age1device', { retiredAt: START }),
      aKey('age1imported', { role: 'imported' }),
      aKey('age1kit', { role: 'recovery' }),
      aKey('age1lost'),
    );
    for (const name of ['age1device', 'age1imported', 'age1kit'])
      await context.ports.secrets.set(identitySecret(name), `secret of ${name}`);
    expect(await openingKeys(context)).toEqual({
      identities: ['secret of age1device', 'secret of age1imported', 'secret of age1kit'],
      passphrases: [],
      unreadable: null,
    });
  });

  it('what can be read, where the store holds something that cannot', async () => {
    const context = openWith(aKey('age1device'), aKey('age1kit', { role: 'imported' }));
    for (const name of ['age1device', 'age1kit'])
      await context.ports.secrets.set(identitySecret(name), `secret of ${name}`);
    const store = JSON.parse(readFileSync(context.config.secretsFile, 'utf8')) as StoreFile;
    const { [identitySecret('age1kit')]: kitEntry, [identitySecret('age1device')]: entry } = store.secrets;
    store.secrets[identitySecret('age1device')] = { ...entry, ...kitEntry };
    writeFileSync(context.config.secretsFile, JSON.stringify(store));
    expect(await openingKeys(context)).toMatchObject({
      identities: ['secret of age1kit'],
      unreadable: { code: 'secret_unavailable' },
    });
  });

  it('every passphrase that a plan has had, also of a plan that is gone and whose backups are not', async () => {
    const context = openContext();
    saveConnection(context.db, aConnection());
    savePlan(context.db, planned({ form: 'passphrase' }));
    saveBackup(context.db, aBackup({ plan: 'gone' }), 1);
    for (const passphrase of ['first', 'second', 'second', 'third']) await keepPassphrase(context, 'plan', passphrase);
    await keepPassphrase(context, 'gone', 'of the other');
    await keepPassphrase(context, 'unknown', 'of none');
    const { passphrases } = await openingKeys(context);
    expect(passphrases.toSorted()).toEqual(['first', 'of the other', 'second', 'third']);
    expect(passphrases.indexOf('third')).toBeLessThan(passphrases.indexOf('first'));
  });
});

it('keys are kept with what happened to them, and retired once', () => {
  const { db } = openWith(aKey('age1b'), aKey('age1a', { role: 'recovery', form: 'hybrid' }));
  const [proved, retired] = [new Date('2026-04-01T00:00:00Z'), new Date('2026-05-01T00:00:00Z')];
  setProved(db, 'age1a', proved);
  retireKey(db, 'age1b', retired);
  retireKey(db, 'age1b', new Date());
  expect(listKeys(db)).toEqual([
    aKey('age1a', { role: 'recovery', form: 'hybrid', provedAt: proved.toISOString() }),
    aKey('age1b', { retiredAt: retired.toISOString() }),
  ]);
});
