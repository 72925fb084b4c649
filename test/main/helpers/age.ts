import { spawnSync } from 'node:child_process';
import { type Encryptor, startEncryption } from '../../../main/crypto/encrypt.ts';
import { decrypt } from '../../../main/crypto/decrypt.ts';
import type { Aead } from '../../../main/crypto/aead.ts';
import type { Keys, Sealing } from '../../../main/crypto/keys.ts';

/** The reference program is there; the Linux machines of CI install it, so there it must be. */
export const hasAge =
  spawnSync('age', ['--version']).status === 0 || (process.platform === 'linux' && process.env['CI'] !== undefined);

/** What `age` makes of these bytes. */
export function age(args: readonly string[], input: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync('age', args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`age ended with ${status}: ${stderr.toString()}`);
  return stdout;
}

/** `age` with a terminal at which somebody types these lines, as it wants for a passphrase. */
export function ageTyped(args: readonly string[], lines: readonly string[]): void {
  const command = ['age', ...args].join(' ');
  const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    input: lines.map((line) => `${line}\n`).join(''),
  });
  if (status !== 0) throw new Error(`age ended with ${status}: ${stdout.toString()}`);
}

/** A file sealed by the code under test, its plain bytes given in pieces of these sizes in turn. */
export async function seal(
  plain: Buffer,
  sealing: Sealing,
  sizes: readonly number[] = [65_536],
  cipher?: Aead,
): Promise<Buffer> {
  return sealWith(await startEncryption(sealing, cipher), plain, sizes);
}

export function sealWith(encryptor: Encryptor, plain: Buffer, sizes: readonly number[] = [65_536]): Buffer {
  const sealed: Buffer[] = [];
  for (const piece of piecesOf(plain, sizes)) sealed.push(...encryptor.update(piece));
  sealed.push(...encryptor.final());
  return Buffer.concat(sealed);
}

export async function open(
  sealed: Buffer,
  key: Keys | Uint8Array,
  sizes: readonly number[] = [65_536],
  cipher?: Aead,
): Promise<Buffer> {
  const plain: Buffer[] = [];
  for await (const piece of decrypt(inPieces(sealed, sizes), key, cipher)) plain.push(piece);
  return Buffer.concat(plain);
}

export function keysOf(...identities: string[]): Keys {
  return { identities, passphrases: [] };
}

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  yield* piecesOf(bytes, sizes);
}

function* piecesOf(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
