import {
  createCipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  scryptSync,
} from 'node:crypto';

/** Makes age files with nothing but node:crypto, so that any part of one can be made wrong and everything after it right. */
export interface AgeFile {
  readonly stanzas: readonly string[];
  readonly fileKey?: Buffer;
  /** What becomes of the header's text before its MAC is made: the MAC then fits the change. */
  readonly header?: (text: string) => string;
  /** What becomes of the line of the MAC, its newline included. */
  readonly mac?: (line: string) => string;
  readonly nonce?: Buffer;
  readonly payload?: Buffer;
}

export const FILE_KEY = Buffer.from('YELLOW SUBMARINE');
export const NONCE = Buffer.alloc(16, 9);

export function ageFile(file: AgeFile): Buffer {
  const { fileKey = FILE_KEY, nonce = NONCE } = file;
  let text = `age-encryption.org/v1\n${file.stanzas.join('')}---`;
  text = file.header?.(text) ?? text;
  const line = ` ${base64(macOf(fileKey, text))}\n`;
  const header = Buffer.from(`${text}${file.mac?.(line) ?? line}`, 'latin1');
  return Buffer.concat([header, nonce, file.payload ?? payloadOf([Buffer.from('age')])]);
}

export function macOf(fileKey: Buffer, text: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', fileKey, '', 'header', 32));
  return createHmac('sha256', key).update(Buffer.from(text, 'latin1')).digest();
}

/** The chunks sealed as they are; the last one is marked as such unless told otherwise. */
export function payloadOf(chunks: readonly Buffer[], last = chunks.length - 1, fileKey = FILE_KEY): Buffer {
  const key = Buffer.from(hkdfSync('sha256', fileKey, NONCE, 'payload', 32));
  return Buffer.concat(
    chunks.map((chunk, index) => {
      const nonce = Buffer.alloc(12);
      nonce.writeUInt32BE(index, 7);
      nonce[11] = index === last ? 1 : 0;
      return sealed(key, nonce, chunk);
    }),
  );
}

export interface X25519Stanza {
  readonly fileKey?: Buffer;
  readonly kind?: string;
  readonly share?: Buffer;
  readonly extra?: string;
  readonly body?: (sealed: Buffer) => Buffer;
}

/** @param recipient the raw public key */
export function x25519Stanza(recipient: Buffer, change: X25519Stanza = {}): string {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const share = change.share ?? rawOf(publicKey);
  const secret = diffieHellman({ privateKey, publicKey: publicOf(recipient) });
  const key = hkdfSync('sha256', secret, Buffer.concat([share, recipient]), 'age-encryption.org/v1/X25519', 32);
  const body = sealed(Buffer.from(key), Buffer.alloc(12), change.fileKey ?? FILE_KEY);
  return stanza(
    [change.kind ?? 'X25519', base64(share), ...(change.extra ? [change.extra] : [])],
    change.body?.(body) ?? body,
  );
}

export interface ScryptStanza {
  readonly kind?: string;
  readonly salt?: Buffer;
  /** Of the text; the work done is 2^10 whatever it says. */
  readonly work?: string;
  readonly args?: (args: readonly string[]) => readonly string[];
  readonly fileKey?: Buffer;
}

export function scryptStanza(passphrase: string, change: ScryptStanza = {}): string {
  const salt = change.salt ?? Buffer.alloc(16, 3);
  const label = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
  const key = scryptSync(passphrase, label, 32, { N: 1024, r: 8, p: 1 });
  const args = [change.kind ?? 'scrypt', base64(salt), change.work ?? '10'];
  return stanza(change.args?.(args) ?? args, sealed(key, Buffer.alloc(12), change.fileKey ?? FILE_KEY));
}

export function stanza(args: readonly string[], body: Buffer): string {
  const text = base64(body);
  const lines = text.match(/.{1,64}/g) ?? [];
  return `-> ${args.join(' ')}\n${lines.map((line) => `${line}\n`).join('')}${text.length % 64 === 0 ? '\n' : ''}`;
}

export function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** The same bytes in a spelling that only a lenient decoder takes: the bits that the last character has to spare are set. */
export function uncanonical(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return `${text.slice(0, -1)}${letters[letters.indexOf(text.at(-1) ?? '') + 1]}`;
}

export function rawOf(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'der', type: 'spki' })).subarray(-32);
}

function publicOf(raw: Buffer): KeyObject {
  const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), raw]);
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

function sealed(key: Buffer, nonce: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
