import { AppError } from '../../shared/errors.ts';
import type { Aead } from './aead.ts';
import { headerDamaged, headerEnd, mayBeHeader, unwrap } from './header.ts';
import type { Keys } from './keys.ts';
import { createOpener, NONCE, type Opener, payloadKey } from './payload.ts';

/**
 * The plain bytes of an age file, each authentic when it is given. That the file ends where it should is known only at the end.
 * @param key what opens it: keys to try, or the file's own key.
 * @throws AppError `key_missing`, `archive_damaged`.
 */
export async function* decrypt(
  source: AsyncIterable<Uint8Array>,
  key: Keys | Uint8Array,
  cipher?: Aead,
): AsyncGenerator<Buffer, void, undefined> {
  let head: Buffer | null = Buffer.alloc(0);
  let opener: Opener | null = null;
  for await (const piece of source) {
    let sealed: Uint8Array = piece;
    if (head !== null) {
      head = Buffer.concat([head, piece]);
      const end = headerEnd(head);
      if (!mayBeHeader(end === null ? head : head.subarray(0, end))) throw headerDamaged();
      if (end === null || head.length < end + NONCE) continue;
      const fileKey = key instanceof Uint8Array ? key : await unwrap(head.subarray(0, end), key);
      opener = createOpener(payloadKey(fileKey, head.subarray(end, end + NONCE)), cipher);
      sealed = head.subarray(end + NONCE);
      head = null;
    }
    const opened = opener?.update(sealed) ?? null;
    if (opened === null) throw payloadDamaged();
    yield* opened;
  }
  if (opener === null) throw headerDamaged();
  const last = opener.final();
  if (last === null) throw payloadDamaged();
  if (last.length > 0) yield last;
}

function payloadDamaged(): AppError {
  return new AppError(
    'archive_damaged',
    'The encrypted archive is not what was written: a part of it does not authenticate.',
    'Restore from another backup, and check the disk.',
  );
}
