import type { Child } from '../exec.ts';
import type { Decoder } from '../postgres/decode.ts';
import type { ArchiveSink } from './archiveSink.ts';
import { release } from './release.ts';

/** pg_dump writes 4 KiB at a time; handed on like that, every one would cost a write, a wake-up of the decoder and two promises. */
const BLOCK = 256 * 1024;

/** Collects what pg_dump says in two blocks that take turns, so that memory stays flat whatever the size. */
export async function pump(
  child: Child,
  sink: ArchiveSink,
  decoder: Decoder,
  moved: (bytes: number) => void,
): Promise<void> {
  let block = Buffer.allocUnsafeSlow(BLOCK);
  let other = Buffer.allocUnsafeSlow(BLOCK);
  let filled = 0;
  let handed: Promise<unknown> = Promise.resolve();
  const hand = async () => {
    await handed;
    const full = block.subarray(0, filled);
    handed = Promise.all([sink.write(full), decoder.write(full)]);
    handed.catch(() => undefined);
    [block, other] = [other, block];
    filled = 0;
  };
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    moved(chunk.length);
    for (let taken = 0; taken < chunk.length;) {
      const copied = chunk.copy(block, filled, taken);
      taken += copied;
      filled += copied;
      if (filled === BLOCK) await hand();
    }
    release(chunk);
  }
  if (filled > 0) await hand();
  await handed;
}
