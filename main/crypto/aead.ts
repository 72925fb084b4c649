import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

const NAME = 'chacha20-poly1305';
/** Bytes that authentication adds to a chunk. */
export const TAG = 16;

/** ChaCha20-Poly1305 of one chunk. */
export interface Aead {
  seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Buffer;
  /** Null when the chunk is not what was sealed with this key and nonce. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer | null;
}

/** OpenSSL's: several times as fast as any in JavaScript. */
export const nativeAead: Aead = {
  seal(key, nonce, plain) {
    const cipher = createCipheriv(NAME, key, nonce, { authTagLength: TAG });
    const body = cipher.update(plain);
    cipher.final();
    const sealed = Buffer.concat([body, cipher.getAuthTag()]);
    // Or else a backup's memory is mostly these, until V8 looks.
    if (body.buffer instanceof ArrayBuffer && body.buffer.byteLength === body.length) body.buffer.transfer(0);
    return sealed;
  },
  open(key, nonce, sealed) {
    const decipher = createDecipheriv(NAME, key, nonce, { authTagLength: TAG });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG));
    try {
      decipher.final();
      return plain;
    } catch {
      return null;
    }
  },
};

/** For runtimes whose node:crypto lacks the cipher: the BoringSSL that Electron is built with may. */
export const portableAead: Aead = {
  seal: (key, nonce, plain) => Buffer.from(chacha20poly1305(key, nonce).encrypt(plain)),
  open(key, nonce, sealed) {
    try {
      return Buffer.from(chacha20poly1305(key, nonce).decrypt(sealed));
    } catch {
      return null;
    }
  },
};

export const aead: Aead = getCiphers().includes(NAME) ? nativeAead : portableAead;
