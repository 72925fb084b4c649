import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { SecretStore } from '../ports.ts';

const sealed = z.object({ iv: z.base64(), tag: z.base64(), data: z.base64() });
type Sealed = z.infer<typeof sealed>;
const storeFile = z.object({ version: z.literal(1), secrets: z.custom<object>((value) => typeof value === 'object') });
/** By name. A Map, because a name may be that of a property every object has. */
type Secrets = Map<string, Sealed>;

export interface FileStoreOptions {
  readonly file: string;
  /** Holds 32 random bytes; made at the first use, mode 0600. */
  readonly keyFile: string;
  /** LIFEBOAT_MASTER_KEY: any text of 16 characters or more, used instead of the key file. */
  readonly masterKey: string | undefined;
  /** Keeps other processes from changing the file meanwhile: of two that read it and write it back, one would lose the other's secret. */
  readonly inTurn?: InTurn;
}

export type InTurn = (work: () => Promise<void>) => Promise<void>;

/**
 * Secrets in a file, each sealed with AES-256-GCM under a fresh nonce and bound to its name, so that entries cannot be swapped.
 * Methods throw AppError `secret_unavailable` when the key does not fit or the file was changed.
 */
export function createFileStore(options: FileStoreOptions): SecretStore {
  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other: each reads what the one before wrote. */
  const change = (edit: (secrets: Secrets, key: Buffer) => void): Promise<void> => {
    const before = last;
    const rewrite = async () => {
      const secrets = await readStore(options.file);
      edit(secrets, await readKey(options));
      const store = { version: 1, secrets: Object.fromEntries(secrets) };
      await writePrivately(options.file, `${JSON.stringify(store, null, 2)}\n`);
    };
    const next = before.then(() => (options.inTurn ? options.inTurn(rewrite) : rewrite()));
    last = next.catch(() => undefined);
    return next;
  };
  return {
    async get(name) {
      const entry = (await readStore(options.file)).get(name);
      return entry === undefined ? null : unseal(name, entry, await readKey(options));
    },
    set: (name, secret) => change((secrets, key) => void secrets.set(name, seal(name, secret, key))),
    delete: (name) => change((secrets) => void secrets.delete(name)),
  };
}

function seal(name: string, secret: string, key: Buffer): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

function unseal(name: string, entry: Sealed, key: Buffer): string {
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
  await makeKey(options.keyFile);
  return readKey(options);
}

/** Makes the key file whole or not at all; where another process was faster, its key counts. */
async function makeKey(keyFile: string): Promise<void> {
  const draft = await writeDraft(keyFile, randomBytes(32));
  try {
    await link(draft, keyFile).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      // No hard links on this file system.
      return copyFile(draft, keyFile, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readStore(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch(absent);
  if (text === null) return new Map();
  try {
    const { secrets } = storeFile.parse(JSON.parse(text));
    return new Map(Object.entries(secrets).map(([name, entry]) => [name, sealed.parse(entry)]));
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
  const draft = await writeDraft(file, text);
  try {
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** A durable private file beside the one that it is to become. */
async function writeDraft(file: string, content: string | Buffer): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return draft;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function absent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
