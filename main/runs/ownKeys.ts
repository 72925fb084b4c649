import { AppError } from '../../shared/errors.ts';
import type { KeyForm } from '../../shared/model/encryption.ts';
import type { Key } from '../../shared/model/key.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { listKeys, retireKey, saveKey } from '../catalog/keys.ts';
import type { KeyPair } from '../crypto/keys.ts';
import { formOf } from '../crypto/recipients.ts';
import type { Context } from './context.ts';
import { activeKeys, identitySecret, requireKit } from './keyring.ts';

/**
 * Makes a key of this machine. Its identity is in the secret store before anything can be sealed for it.
 * @param rotate puts it in the place of the one of that form, whose identity stays for the backups that need it.
 * @throws AppError `in_use` when there is one and `rotate` was not said, `secret_unavailable`.
 */
export async function createDeviceKey(context: Context, form: KeyForm, rotate: boolean): Promise<Key> {
  const { db, ports } = context;
  if (!rotate && activeKeys(context, 'device', form).length > 0)
    throw new AppError(
      'in_use',
      `This machine has a key of the form ${form} already.`,
      `To put a new one in its place: \`lifeboat key create --form ${form} --rotate\`. The old one goes on opening older backups.`,
    );
  const { createKeyPair } = await import('../crypto/keys.ts');
  const { identity, recipient } = await createKeyPair(form);
  await ports.secrets.set(identitySecret(recipient), identity);
  const at = ports.clock.now();
  const key: Key = { recipient, role: 'device', form, createdAt: at.toISOString(), provedAt: null, retiredAt: null };
  db.transaction(() => {
    for (const old of activeKeys(context, 'device', form)) retireKey(db, old.recipient, at);
    saveKey(db, key);
  })();
  return key;
}

/**
 * What a plan needs before it may be encrypted for keys: a recovery kit, which a person has to make, and a key of this machine, which is
 * made now where there is none.
 * @throws AppError `kit_missing`, `secret_unavailable`
 */
export async function prepareKeys(context: Context, plan: Pick<Plan, 'name' | 'encryption'>): Promise<void> {
  const { encryption } = plan;
  if (encryption === null || encryption.form === 'passphrase') return;
  requireKit(context, plan);
  if (activeKeys(context, 'device', encryption.form).length === 0)
    await createDeviceKey(context, encryption.form, false);
}

/**
 * Keeps identities in the secret store, to open backups with. A key that is known already keeps its role: backups go on being sealed for
 * a recovery key whose kit was imported.
 * @throws AppError `secret_unavailable`
 */
export async function importIdentities(context: Context, pairs: readonly KeyPair[]): Promise<Key[]> {
  const { db, ports } = context;
  const imported: Key[] = [];
  for (const { identity, recipient } of pairs) {
    const form = formOf(recipient);
    await ports.secrets.set(identitySecret(recipient), identity);
    const known = listKeys(db).find((key) => key.recipient === recipient);
    const createdAt = ports.clock.now().toISOString();
    const key: Key = known ?? { recipient, role: 'imported', form, createdAt, provedAt: null, retiredAt: null };
    if (!known) saveKey(db, key);
    imported.push(key);
  }
  return imported;
}

/**
 * Knows the keys of this machine again that backups were sealed for, as far as the secret store has them: for a catalog that was rebuilt
 * from the manifests. Of each form, backups go on being sealed for the one that the newest was sealed for; the others have given way to it.
 * @throws AppError `secret_unavailable`
 */
export async function recallKeys(context: Context, manifests: readonly Manifest[]): Promise<void> {
  const { db, ports } = context;
  const known = new Set(listKeys(db).map(({ recipient }) => recipient));
  const newestFirst = manifests.toSorted((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1));
  for (const { encryption, finishedAt } of newestFirst) {
    for (const recipient of encryption?.recipients ?? []) {
      if (known.has(recipient)) continue;
      known.add(recipient);
      if ((await ports.secrets.get(identitySecret(recipient))) === null) continue;
      const form = formOf(recipient);
      const retiredAt = activeKeys(context, 'device', form).length > 0 ? ports.clock.now().toISOString() : null;
      saveKey(db, { recipient, role: 'device', form, createdAt: finishedAt, provedAt: null, retiredAt });
    }
  }
}
