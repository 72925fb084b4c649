import { createReadStream } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import type { Keys } from '../crypto/keys.ts';
import { storageError } from '../storage/errors.ts';
import type { Context } from './context.ts';
import { openingKeys } from './keyring.ts';

const BLOCK = 1024 * 1024;
/** Smaller than a chunk: nothing that authenticates before a damaged chunk is lost with it. */
const SALVAGED_BLOCK = 16 * 1024;

/**
 * The key of one encrypted file, by the keys of this machine, or by those that are given and no others.
 * @throws AppError `key_missing`, `archive_damaged` for a header that is not whole, `secret_unavailable`, `file_missing`.
 */
export async function fileKeyOf(context: Context, file: string, keys?: Keys): Promise<Uint8Array> {
  // The library takes a tenth of a second to load, and most of what Lifeboat does needs it for nothing.
  const [{ unwrap }, { HeaderReader, headerDamaged }] = await Promise.all([
    import('../crypto/header.ts'),
    import('../crypto/headerText.ts'),
  ]);
  const reader = new HeaderReader(0);
  for await (const piece of pieces(file, 64 * 1024)) {
    const front = reader.add(piece);
    if (!front) continue;
    if (keys) return unwrap(front.header, keys);
    const { unreadable, ...own } = await openingKeys(context);
    return unwrap(front.header, own).catch((error: unknown) => {
      throw unreadable && error instanceof AppError && error.code === 'key_missing' ? unreadable : error;
    });
  }
  throw headerDamaged();
}

/** What an encrypted file holds, each piece authentic when it is given. @throws AppError `archive_damaged`, `file_missing` */
export async function* unsealed(
  file: string,
  fileKey: Uint8Array,
  salvage = false,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { decrypt } = await import('../crypto/decrypt.ts');
  yield* decrypt(pieces(file, salvage ? SALVAGED_BLOCK : BLOCK), fileKey);
}

/** The bytes of a file as they are. @throws AppError `file_missing`, `not_writable` */
export async function* pieces(file: string, highWaterMark: number = BLOCK): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* createReadStream(file, { highWaterMark }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw storageError(error, file);
  }
}
