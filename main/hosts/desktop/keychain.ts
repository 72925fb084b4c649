import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { SecretStore } from '../../ports.ts';
import type { InTurn } from '../../secrets/fileStore.ts';

const storeFile = z.object({ version: z.literal(1), secrets: z.custom<object>((value) => typeof value === 'object') });
/** What is sealed carries its name, so that entries cannot be swapped. */
const entry = z.object({ name: z.string(), secret: z.string() });

export type Keychain = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

export interface KeychainStoreOptions {
  readonly file: string;
  readonly keychain: Keychain;
  readonly platform: NodeJS.Platform;
  /** The store of the command line, where a password may rest from before. */
  readonly earlier: SecretStore;
  /** Keeps the other processes of this home from changing the file meanwhile. */
  readonly inTurn?: InTurn;
}

/**
 * Secrets in a file, sealed with a key that the system's keychain holds. What only the command line's store has is read from there.
 * Methods throw AppError `secret_unavailable`; `set` also where there is no keychain: on Linux Chromium would then use a key that everybody knows.
 */
export function createKeychainStore({ file, keychain, platform, earlier, inTurn }: KeychainStoreOptions): SecretStore {
  let last: Promise<unknown> = Promise.resolve();
  const change = (edit: (secrets: Map<string, string>) => void): Promise<void> => {
    const before = last;
    const rewrite = async () => {
      const secrets = await readStore(file);
      edit(secrets);
      await writeStore(file, secrets);
    };
    const next = before.then(() => (inTurn ? inTurn(rewrite) : rewrite()));
    last = next.catch(() => undefined);
    return next;
  };
  return {
    async get(name) {
      const sealed = (await readStore(file)).get(name);
      return sealed === undefined ? earlier.get(name) : unseal(keychain, name, sealed);
    },
    async set(name, secret) {
      checkKeychain(keychain, platform);
      const sealed = keychain.encryptString(JSON.stringify({ name, secret })).toString('base64');
      await change((secrets) => void secrets.set(name, sealed));
      await earlier.delete(name);
    },
    async delete(name) {
      await change((secrets) => void secrets.delete(name));
      await earlier.delete(name);
    },
  };
}

function checkKeychain(keychain: Keychain, platform: NodeJS.Platform): void {
  const open = platform === 'linux' && keychain.getSelectedStorageBackend?.() === 'basic_text';
  if (!open && keychain.isEncryptionAvailable()) return;
  throw new AppError(
    'secret_unavailable',
    open
      ? 'This desktop has no keychain: the password would be stored under a key that everybody knows, so it was not.'
      : 'The keychain of this system cannot be used, so the password was not stored.',
    'Start Lifeboat with LIFEBOAT_MASTER_KEY set to a passphrase, which encrypts stored passwords; or set up a keychain (GNOME Keyring or KWallet).',
  );
}

function unseal(keychain: Keychain, name: string, sealed: string): string {
  try {
    const found = entry.parse(JSON.parse(keychain.decryptString(Buffer.from(sealed, 'base64'))));
    if (found.name !== name) throw new Error('the entry is of another name');
    return found.secret;
  } catch (error) {
    throw new AppError(
      'secret_unavailable',
      'A stored password cannot be decrypted with the keychain of this system.',
      'Unlock the keychain and try again, or remove the connection and add it again.',
      { cause: error },
    );
  }
}

async function readStore(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return new Map();
  try {
    const { secrets } = storeFile.parse(JSON.parse(text));
    // A Map, because a name may be that of a property every object has.
    return new Map(Object.entries(secrets).map(([name, sealed]) => [name, z.base64().parse(sealed)]));
  } catch (error) {
    throw new AppError(
      'secret_unavailable',
      `${file} is not a store of secrets.`,
      'Restore it from a copy, or remove it and enter the passwords again.',
      { cause: error },
    );
  }
}

/** Replaced as a whole, durable, and readable by its owner only. */
async function writeStore(file: string, secrets: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ version: 1, secrets: Object.fromEntries(secrets) }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
