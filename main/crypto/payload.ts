import { hkdfSync } from 'node:crypto';
import { type Aead, aead, TAG } from './aead.ts';

/** Plain bytes of a chunk; every chunk but the last one is full (https://age-encryption.org/v1, Payload). */
export const CHUNK = 64 * 1024;
/** Random bytes between header and payload. */
export const NONCE = 16;

export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** Counts the chunks of a payload: an 11-byte big-endian number and a last byte that marks the end. */
export class ChunkNonce {
  private readonly bytes = Buffer.alloc(12);
  private count = 0;

  next(last: boolean): Buffer {
    // 2^48 chunks are 16 EiB, so the upper five of the eleven bytes stay zero.
    this.bytes.writeUIntBE(this.count, 5, 6);
    this.bytes[11] = last ? 1 : 0;
    this.count += 1;
    return this.bytes;
  }
}

export interface Sealer {
  /** The sealed chunks that are complete now. */
  update(plain: Uint8Array): Buffer[];
  /** The last chunk; nothing may follow. */
  final(): Buffer;
}

export function createSealer(key: Uint8Array, cipher: Aead = aead): Sealer {
  const nonce = new ChunkNonce();
  const pending = Buffer.alloc(CHUNK);
  let filled = 0;
  return {
    update(plain) {
      const sealed: Buffer[] = [];
      let rest = plain;
      while (rest.length > 0) {
        // A full chunk is sealed only when another byte follows: the last one is marked as such.
        if (filled === CHUNK) {
          sealed.push(cipher.seal(key, nonce.next(false), pending));
          filled = 0;
        }
        // Spares a copy of what is a chunk already.
        if (filled === 0 && rest.length > CHUNK) {
          sealed.push(cipher.seal(key, nonce.next(false), rest.subarray(0, CHUNK)));
          rest = rest.subarray(CHUNK);
          continue;
        }
        const taken = rest.subarray(0, CHUNK - filled);
        pending.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      return sealed;
    },
    final: () => cipher.seal(key, nonce.next(true), pending.subarray(0, filled)),
  };
}

export interface Opener {
  /** The plain chunks that are complete and authentic now; null when one is not. */
  update(sealed: Uint8Array): Buffer[] | null;
  /** The last chunk; null when the payload does not end here, or not like that. */
  final(): Buffer | null;
}

export function createOpener(key: Uint8Array, cipher: Aead = aead): Opener {
  const nonce = new ChunkNonce();
  const pending = Buffer.alloc(CHUNK + TAG);
  let filled = 0;
  let chunks = 0;
  return {
    update(sealed) {
      const opened: Buffer[] = [];
      let rest = sealed;
      while (rest.length > 0) {
        if (filled === pending.length) {
          const plain = cipher.open(key, nonce.next(false), pending);
          if (plain === null) return null;
          opened.push(plain);
          chunks += 1;
          filled = 0;
        }
        const taken = rest.subarray(0, pending.length - filled);
        pending.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      return opened;
    },
    final() {
      if (filled < TAG) return null;
      // Only an empty payload may end in an empty chunk.
      if (filled === TAG && chunks > 0) return null;
      return cipher.open(key, nonce.next(true), pending.subarray(0, filled));
    },
  };
}
