import { createHash } from 'node:crypto';
import type { Manifest } from '../../shared/model/manifest.ts';
import { startDecoder } from '../postgres/decode.ts';
import { checkPlain } from './checkHashes.ts';
import type { Context } from './context.ts';
import { fileKeyOf, unsealed } from './sealedFile.ts';

/**
 * Decodes a whole encrypted archive, whose stored hash was right, without writing anything decrypted.
 * @throws AppError `key_missing`, `archive_damaged`, `hash_mismatch`.
 */
export async function decodeSealed(
  context: Context,
  archive: string,
  manifest: Manifest,
  pgRestore: string,
  signal: AbortSignal,
): Promise<void> {
  const key = await fileKeyOf(context, archive);
  const { format, compression } = manifest;
  const stop = new AbortController();
  const decoder = startDecoder(
    format === 'plain' ? 'plain' : 'custom',
    compression,
    pgRestore,
    AbortSignal.any([signal, stop.signal]),
  );
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of unsealed(archive, key)) {
      signal.throwIfAborted();
      hash.update(piece);
      bytes += piece.length;
      await decoder.write(piece);
    }
  } catch (error) {
    stop.abort(error);
    await decoder.end().catch(() => undefined);
    throw error;
  }
  await decoder.end();
  checkPlain(archive, { bytes, sha256: hash.digest('hex') }, manifest);
}
