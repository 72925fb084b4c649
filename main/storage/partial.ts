import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { storageError } from './errors.ts';
import { restrictToUser, syncFolder } from './folder.ts';
import type { FileHash } from './hash.ts';

/** A file in the making. It is invisible to everybody until published, and never replaces anything. */
export interface Partial extends AsyncDisposable {
  readonly path: string;
  /** Bytes accepted so far. */
  readonly bytes: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Makes everything durable, unless told that nobody will miss it after a crash, and says what was written. */
  finish(durable?: boolean): Promise<FileHash>;
  /** Closes and removes it; harmless after publication. */
  discard(): Promise<void>;
}

export function partialName(name: string): string {
  return `.${name}.partial`;
}

/**
 * Opens `.<name>.partial` for writing, mode 0600; it must not exist, not even as a link.
 * @throws AppError `disk_full`, `not_writable`, `unsafe_path`.
 */
export async function openPartial(folder: string, name: string): Promise<Partial> {
  const file = path.join(folder, partialName(name));
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  let handle: FileHandle | null;
  try {
    handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
    if (process.platform === 'win32') await restrictToUser(file);
  } catch (error) {
    throw storageError(error, file);
  }
  const hash = createHash('sha256');
  let bytes = 0;
  const close = async () => {
    const open = handle;
    handle = null;
    await open?.close();
  };
  const discard = async () => {
    await close();
    await rm(file, { force: true });
  };
  return {
    path: file,
    get bytes() {
      return bytes;
    },
    async write(chunk) {
      try {
        let rest = chunk;
        while (rest.length > 0) {
          const { bytesWritten } = await (handle as FileHandle).write(rest);
          rest = rest.subarray(bytesWritten);
        }
      } catch (error) {
        throw storageError(error, folder);
      }
      hash.update(chunk);
      bytes += chunk.length;
    },
    async finish(durable = true) {
      try {
        if (durable) await handle?.sync();
        await close();
      } catch (error) {
        throw storageError(error, folder);
      }
      return { bytes, sha256: hash.digest('hex') };
    },
    discard,
    [Symbol.asyncDispose]: discard,
  };
}

/** A directory archive in the making: an empty private folder that pg_dump fills. */
export interface PartialFolder extends AsyncDisposable {
  readonly path: string;
  /** Makes every file in it private and durable. */
  finish(): Promise<void>;
  discard(): Promise<void>;
}

export async function openPartialFolder(folder: string, name: string): Promise<PartialFolder> {
  const target = path.join(folder, partialName(name));
  try {
    await mkdir(target, { mode: 0o700 });
    await restrictToUser(target);
  } catch (error) {
    throw storageError(error, target);
  }
  const discard = () => rm(target, { recursive: true, force: true });
  return {
    path: target,
    async finish() {
      try {
        for (const name of await readdir(target)) {
          const handle = await open(path.join(target, name), constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
          try {
            // By the handle, which cannot lead anywhere else.
            if (process.platform !== 'win32') await handle.chmod(0o600);
            await handle.sync();
          } finally {
            await handle.close();
          }
        }
        await syncFolder(target);
      } catch (error) {
        throw storageError(error, target);
      }
    },
    discard,
    [Symbol.asyncDispose]: discard,
  };
}
