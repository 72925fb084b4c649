import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '../../shared/errors.ts';
import type { ArchiveFormat, Compression } from '../../shared/model/plan.ts';
import { start } from '../exec.ts';
import { classifyFailure } from './failures.ts';
import { checkPlainSql } from './plainSql.ts';

/** Reads an archive to its end while it is being written, so that the proof costs no second pass. */
export interface Decoder {
  /** Resolves when the decoder has taken the chunk; a decoder that has given up takes everything and tells at the end. */
  write(chunk: Uint8Array): Promise<void>;
  /** @throws AppError `archive_damaged` when what was written is not a whole archive. */
  end(): Promise<void>;
}

/** A decoder for the stream of a custom or plain dump. */
export function startDecoder(
  format: 'custom' | 'plain',
  compression: Compression,
  pgRestore: string,
  signal: AbortSignal,
): Decoder {
  return format === 'plain' ? plainDecoder(compression) : archiveDecoder(pgRestore, signal);
}

/**
 * Decodes a whole archive from disk.
 * @throws AppError `archive_damaged`.
 */
export async function decodeFile(
  path: string,
  format: ArchiveFormat,
  compression: Compression,
  pgRestore: string,
  signal: AbortSignal,
): Promise<void> {
  if (format === 'plain') {
    const decoder = plainDecoder(compression);
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1024 * 1024 }))
      await decoder.write(chunk as Buffer);
    return decoder.end();
  }
  const child = start({ file: pgRestore, args: [`--file=${os.devNull}`, path], signal });
  const exit = await child.exit;
  signal.throwIfAborted();
  if (exit.code !== 0) throw classifyDecodeFailure(exit);
}

function archiveDecoder(pgRestore: string, signal: AbortSignal): Decoder {
  // pg_restore reads stdin when it is given no file.
  const child = start({ file: pgRestore, args: [`--file=${os.devNull}`, '--format=custom'], stdin: 'pipe', signal });
  let gone = false;
  const exit = child.exit.finally(() => {
    gone = true;
  });
  exit.catch(() => undefined);
  return {
    async write(chunk) {
      const { stdin } = child;
      if (gone || !stdin) return;
      // The callback comes in any case: a child that leaves destroys its stdin, and that answers what was not written yet.
      await new Promise<void>((resolve) => void stdin.write(chunk, () => resolve()));
    },
    async end() {
      child.stdin?.end();
      const result = await exit;
      signal.throwIfAborted();
      if (result.code !== 0) throw classifyDecodeFailure(result);
    },
  };
}

function plainDecoder(compression: Compression): Decoder {
  const check = checkPlainSql();
  const unpack = decompressor(compression);
  if (!unpack) {
    return {
      async write(chunk) {
        check.write(chunk);
      },
      async end() {
        check.end();
      },
    };
  }
  let failure: unknown = null;
  unpack.on('data', (chunk: Buffer) => check.write(chunk));
  const finished = once(unpack, 'end').catch((error: unknown) => {
    failure = error;
  });
  return {
    async write(chunk) {
      if (failure !== null) return;
      // zlib never answers the write at which it gave up.
      await Promise.race([finished, new Promise<void>((resolve) => void unpack.write(chunk, () => resolve()))]);
    },
    async end() {
      unpack.end();
      await finished;
      if (failure !== null)
        throw new AppError(
          'archive_damaged',
          'The compressed SQL cannot be unpacked to its end.',
          'Restore from another backup, and check the disk.',
          { cause: failure },
        );
      check.end();
    },
  };
}

/** The stream that undoes a plain dump's compression; null where there is none. */
export function decompressor({ method }: Compression): Duplex | null {
  if (method === 'none') return null;
  return method === 'gzip' ? createGunzip() : createZstdDecompress();
}

function classifyDecodeFailure(exit: { code: number | null; signal: string | null; stderr: string }): AppError {
  const error = classifyFailure({ tool: 'pg_restore', exitCode: exit.code, signal: exit.signal, stderr: exit.stderr });
  if (error.code !== 'tool_failed' && error.code !== 'restore_failed') return error;
  return new AppError(
    'archive_damaged',
    'The archive cannot be decoded to its end.',
    'Restore from another backup, and check the disk.',
    { detail: exit.stderr },
  );
}
