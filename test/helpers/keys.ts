import { type KeyRole, saveKey } from '../../main/catalog/keys.ts';
import { openCatalog } from '../../main/catalog/open.ts';
import { readConfig } from '../../main/config.ts';
import { createKeyPair, type KeyPair } from '../../main/crypto/keys.ts';
import { identitySecret } from '../../main/runs/keyring.ts';
import { createFileStore } from '../../main/secrets/fileStore.ts';
import type { KeyForm } from '../../shared/model/encryption.ts';

export interface HomeKeys {
  readonly device: KeyPair;
  /** Its identity is in no home: only whoever has the kit has it. */
  readonly recovery: KeyPair;
}

/** Gives a home the keys that an encrypted plan needs. */
export async function giveKeys(home: string, form: KeyForm = 'x25519'): Promise<HomeKeys> {
  const keys = { device: await createKeyPair(form), recovery: await createKeyPair(form) };
  addKey(home, keys.device.recipient, 'device', form);
  addKey(home, keys.recovery.recipient, 'recovery', form);
  await secretsOf(home).set(identitySecret(keys.device.recipient), keys.device.identity);
  return keys;
}

/** Brings an identity to a home, as from a recovery kit. */
export async function importKey(home: string, { recipient, identity }: KeyPair): Promise<void> {
  await secretsOf(home).set(identitySecret(recipient), identity);
  addKey(home, recipient, 'imported', 'x25519');
}

/** Makes a home forget an identity, as if it were another machine. */
export async function loseKey(home: string, { recipient }: KeyPair): Promise<void> {
  await secretsOf(home).delete(identitySecret(recipient));
}

/** What the secret store of a home has under a name. */
export async function keptSecret(home: string, name: string, masterKey?: string): Promise<string> {
  const secret = await secretsOf(home, masterKey).get(name);
  if (secret === null) throw new Error(`${name} is not kept`);
  return secret;
}

function addKey(home: string, recipient: string, role: KeyRole, form: KeyForm): void {
  const db = openCatalog(configOf(home).catalogFile);
  saveKey(db, { recipient, role, form, createdAt: new Date().toISOString(), provedAt: null, retiredAt: null });
  db.close();
}

function secretsOf(home: string, masterKey?: string) {
  const { secretsFile, keyFile } = configOf(home);
  return createFileStore({ file: secretsFile, keyFile, masterKey });
}

const configOf = (home: string) => readConfig({ home, env: {}, cwd: home });
