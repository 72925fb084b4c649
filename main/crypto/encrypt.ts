import { randomBytes } from 'node:crypto';
import type { Aead } from './aead.ts';
import { makeHeader } from './header.ts';
import type { Sealing } from './keys.ts';
import { createSealer, NONCE, payloadKey } from './payload.ts';

/** Turns a stream into a standard age file, piece by piece and without waiting. */
export interface Encryptor {
  /** The key of this one file, while it is being made: for reading it back. */
  readonly fileKey: Uint8Array;
  /** What can be written of the file now; its header comes first. */
  update(plain: Uint8Array): Buffer[];
  /** The end of the file; nothing may follow. */
  final(): Buffer[];
}

/** @throws AppError `bad_input` for recipients that cannot be used, or not together, and for an empty passphrase. */
export async function startEncryption(sealing: Sealing, cipher?: Aead): Promise<Encryptor> {
  const { header, fileKey } = await makeHeader(sealing);
  const nonce = randomBytes(NONCE);
  const sealer = createSealer(payloadKey(fileKey, nonce), cipher);
  let front: Buffer[] = [header, nonce];
  const withFront = (pieces: Buffer[]) => {
    const all = [...front, ...pieces];
    front = [];
    return all;
  };
  return {
    fileKey,
    update: (plain) => withFront(sealer.update(plain)),
    final: () => withFront([sealer.final()]),
  };
}
