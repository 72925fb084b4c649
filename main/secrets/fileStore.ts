import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { SecretStore } from '../ports.ts';

const sealed = z.object({ iv: z.base64(), tag: z.base64(), data: z.base64() });
const storeFile = z.object({ version: z.literal(1), secrets: z.record(z.string(), sealed) });
type StoreFile = z.infer<typeof storeFile>;

export interface FileStoreOptions {
  readonly file: string;
  /** Holds 32 random bytes; made at the first use, mode 0600. */
  readonly keyFile: string;
  /** LIFEBOAT_MASTER_KEY: any text of 16 characters or more, used instead of the key file. */
  readonly masterKey: string | undefined;
}

/**
 * Secrets in a file, each sealed with AES-256-GCM under a fresh nonce and bound to its name, so that entries cannot be swapped.
 * Methods throw AppError `secret_unavailable` when the key does not fit or the file was changed.
 */
export function createFileStore(options: FileStoreOptions): SecretStore {
  const change = async (edit: (secrets: StoreFile['secrets'], key: Buffer) => void) => {
    const store = await readStore(options.file);
    edit(store.secrets, await readKey(options));
    await writePrivately(options.file, `${JSON.stringify(store, null, 2)}\n`);
  };
  return {
    async get(name) {
      const entry = (await readStore(options.file)).secrets[name];
      return entry === undefined ? null : unseal(name, entry, await readKey(options));
    },
    set: (name, secret) =>
      change((secrets, key) => {
        secrets[name] = seal(name, secret, key);
      }),
    delete: (name) =>
      change((secrets) => {
        delete secrets[name];
      }),
  };
}

function seal(name: string, secret: string, key: Buffer): z.infer<typeof sealed> {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

function unseal(name: string, entry: z.infer<typeof sealed>, key: Buffer): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(entry.iv, 'base64'), {
      authTagLength: 16,
    }).setAAD(Buffer.from(name));
    decipher.setAuthTag(Buffer.from(entry.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(entry.data, 'base64')), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new AppError(
      'secret_unavailable',
      'A stored password cannot be decrypted: the key is not the one it was stored with.',
      'Restore master.key or LIFEBOAT_MASTER_KEY, or remove the connection and add it again.',
      { cause: error },
    );
  }
}

async function readKey(options: FileStoreOptions): Promise<Buffer> {
  if (options.masterKey !== undefined && options.masterKey !== '') {
    if (options.masterKey.length < 16)
      throw new AppError(
        'secret_unavailable',
        'LIFEBOAT_MASTER_KEY is shorter than 16 characters.',
        'Use a longer one, for example the output of `openssl rand -hex 32`.',
      );
    return Buffer.from(hkdfSync('sha256', options.masterKey, '', 'lifeboat secrets', 32));
  }
  const existing = await readFile(options.keyFile).catch(absent);
  if (existing) {
    if (existing.length === 32) return existing;
    throw new AppError(
      'secret_unavailable',
      `${options.keyFile} does not hold a key.`,
      'Restore it from a copy, or remove it together with secrets.json and enter the passwords again.',
    );
  }
  const key = randomBytes(32);
  await mkdir(path.dirname(options.keyFile), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(options.keyFile, 'wx', 0o600);
    await handle.writeFile(key);
    await handle.sync();
    await handle.close();
    return key;
  } catch (error) {
    // Another process was faster: its key counts.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readKey(options);
    throw error;
  }
}

async function readStore(file: string): Promise<StoreFile> {
  const text = await readFile(file, 'utf8').catch(absent);
  if (text === null) return { version: 1, secrets: {} };
  try {
    return storeFile.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError(
      'secret_unavailable',
      `${file} is not a store of secrets.`,
      'Restore it from a copy, or remove it and enter the passwords again.',
      { cause: error },
    );
  }
}

async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function absent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
