import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Random } from './random.ts';

export interface Damage {
  /** What was done, for the message of a failure. */
  readonly what: string;
  /** Puts the original bytes back. */
  readonly undo: () => void;
}

/** Turns one bit of a file. */
export function flipBit(file: string, random: Random): Damage {
  const at = random.below(statSync(file).size);
  const bit = random.below(8);
  const turn = () => {
    const handle = openSync(file, 'r+');
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ (1 << bit);
    writeSync(handle, byte, 0, 1, at);
    closeSync(handle);
  };
  turn();
  return { what: `bit ${bit} of byte ${at} of ${file}`, undo: turn };
}

/** Cuts the end of a file off: a byte at least, all of it at most. */
export function truncate(file: string, random: Random): Damage {
  const original = readFileSync(file);
  const size = random.below(original.length);
  truncateSync(file, size);
  return { what: `${file} cut to ${size} of ${original.length} bytes`, undo: () => writeFileSync(file, original) };
}

/** Puts bytes behind a file: random ones, or its own end once more. */
export function append(file: string, random: Random): Damage {
  const original = readFileSync(file);
  const length = 1 + random.below(100_000);
  const own = random.below(2) === 0;
  const tail = own ? original.subarray(-length) : Buffer.from(Array.from({ length }, () => random.below(256)));
  appendFileSync(file, tail);
  const what = `${tail.length} bytes ${own ? 'of its own' : 'of chance'} behind ${file}`;
  return { what, undo: () => truncateSync(file, original.length) };
}
