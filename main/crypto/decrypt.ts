import { AppError } from '../../shared/errors.ts';
import type { Aead } from './aead.ts';
import { unwrap } from './header.ts';
import { HeaderReader, headerDamaged } from './headerText.ts';
import type { Keys } from './keys.ts';
import { createOpener, NONCE, type Opener, payloadKey } from './payload.ts';

/**
 * The plain bytes of an age file, each authentic when it is given. That the file ends where it should is known only at the end.
 * @param key what opens it: keys to try, or the file's own key.
 * @throws AppError `key_missing`, `archive_damaged`, and `bad_input` for a key that is none.
 */
export async function* decrypt(
  source: AsyncIterable<Uint8Array>,
  key: Keys | Uint8Array,
  cipher?: Aead,
): AsyncGenerator<Buffer, void, undefined> {
  const head = new HeaderReader(NONCE);
  let opener: Opener | null = null;
  for await (const piece of source) {
    let sealed: Uint8Array = piece;
    if (opener === null) {
      const front = head.add(piece);
      if (front === null) continue;
      opener = createOpener(payloadKey(await unwrap(front.header, key), front.behind), cipher);
      sealed = front.rest;
    }
    const opened = opener.update(sealed);
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
