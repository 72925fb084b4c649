import { createHash } from 'node:crypto';
import type { Encryptor } from '../crypto/encrypt.ts';
import type { Sealing } from '../crypto/keys.ts';
import type { ArchiveSource } from '../postgres/archive.ts';
import type { FileHash } from '../storage/hash.ts';
import { openPartial, type Partial } from '../storage/partial.ts';
import { release } from './release.ts';
import { unsealed } from './sealedFile.ts';

/** Where an archive, or what stands beside it, is written to. Only what is encrypted reaches the disk of an encrypted backup. */
export interface ArchiveSink {
  readonly path: string;
  /** Plain bytes accepted so far. */
  readonly bytes: number;
  write(plain: Uint8Array): Promise<void>;
  /** Makes everything durable. */
  finish(): Promise<WrittenArchive>;
  /** Closes and removes the file; harmless after publication. */
  discard(): Promise<void>;
}

export interface WrittenArchive {
  /** Of what was given. */
  readonly plain: FileHash;
  /** Of the file. */
  readonly stored: FileHash;
  /** The archive as it is read from disk. */
  readonly source: ArchiveSource;
}

/**
 * Opens a partial file, encrypted for whom the sealing says.
 * @throws AppError `disk_full`, `not_writable`, `unsafe_path`, `bad_input` for a recipient that is none.
 */
export async function openArchiveSink(folder: string, name: string, sealing: Sealing | null): Promise<ArchiveSink> {
  // Before there is a file: a passphrase takes seconds.
  const encryptor = sealing && (await start(sealing));
  const partial = await openPartial(folder, name);
  return encryptor ? sealedSink(partial, encryptor) : plainSink(partial);
}

async function start(sealing: Sealing): Promise<Encryptor> {
  // The library takes a tenth of a second to load, which is nothing that a plain backup should wait for.
  const { startEncryption } = await import('../crypto/encrypt.ts');
  return startEncryption(sealing);
}

function plainSink(partial: Partial): ArchiveSink {
  return {
    path: partial.path,
    get bytes() {
      return partial.bytes;
    },
    write: (plain) => partial.write(plain),
    async finish() {
      const stored = await partial.finish();
      return { plain: stored, stored, source: partial.path };
    },
    discard: () => partial.discard(),
  };
}

function sealedSink(partial: Partial, encryptor: Encryptor): ArchiveSink {
  const hash = createHash('sha256');
  let bytes = 0;
  const writeAll = async (pieces: readonly Buffer[]) => {
    for (const piece of pieces) {
      await partial.write(piece);
      release(piece);
    }
  };
  return {
    path: partial.path,
    get bytes() {
      return bytes;
    },
    async write(plain) {
      hash.update(plain);
      bytes += plain.length;
      await writeAll(encryptor.update(plain));
    },
    async finish() {
      await writeAll(encryptor.final());
      const stored = await partial.finish();
      const { path } = partial;
      return { plain: { bytes, sha256: hash.digest('hex') }, stored, source: () => unsealed(path, encryptor.fileKey) };
    },
    discard: () => partial.discard(),
  };
}
